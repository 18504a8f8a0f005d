#pragma once
#include "bench/load/histogram.hpp"
#include "bench/load/member.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parlor::load {

/// Makes `count` lobbies for `capacity` members each, without media, by sessions of their own; their ids.
std::vector<std::string> create_lobbies(std::uint16_t port, std::size_t count, std::size_t capacity);

/// Many members, lobby by lobby: of `size` members each, member i is in lobby i / size.
class Crowd final : private MemberListener {
public:
    /// What members hear once they are in.
    using Hear = std::function<void(Heard heard, std::string_view message)>;

    Crowd(Loop& loop, Ports ports, std::vector<std::string> lobbies, std::size_t size, Hear hear);

    /// Lets members in until there are `count`, `at_once` of them on their way at any time.
    void admit(std::size_t count, std::size_t at_once);

    std::size_t lobbies() const { return lobbies_.size(); }
    std::size_t size() const { return size_; }
    Member& member(std::size_t lobby, std::size_t index) { return *members_[lobby * size_ + index]; }
    /// Bytes that came for all of them so far.
    std::uint64_t received() const;
    /// From the first byte to the answer to `join`.
    const Histogram& join_times() const { return join_times_; }

private:
    void on_joined(Member& member, std::string_view answer) override;
    void on_message(Member& member, Heard heard, std::string_view message) override;
    void start_next();

    Loop& loop_;
    const Ports ports_;
    const std::vector<std::string> lobbies_;
    const std::size_t size_;
    const Hear hear_;
    std::vector<std::unique_ptr<Member>> members_;
    std::size_t wanted_ = 0;
    std::size_t joined_ = 0;
    Histogram join_times_;
};

} // namespace parlor::load
