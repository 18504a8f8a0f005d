#pragma once
#include "bench/load/mark.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parlor::load {

/// What was said in many lobbies, who was told that it is kept, and what was heard: whether each acknowledged line is
/// there, once and at the place that was told. Throws std::runtime_error on what contradicts itself.
class Testimony {
public:
    explicit Testimony(std::size_t lobbies) : lobbies_(lobbies) {}

    /// The server said that the line is kept, as entry `seq`. A line that was sent again may be acknowledged again.
    void acknowledged(std::size_t lobby, Mark mark, std::uint64_t seq);
    /// Somebody was given the entry, by `entry`, by `join` or by `get_entries`.
    void heard(std::size_t lobby, Mark mark, std::uint64_t seq);
    /// Forgets what was heard, not what was acknowledged: what is heard from now on is read from the store.
    void hear_anew();

    std::size_t acknowledged() const;
    /// Lines that were acknowledged and heard by nobody.
    std::size_t missing() const;

private:
    struct Lobby {
        std::unordered_map<std::uint64_t, std::uint64_t> acknowledged; ///< seq by mark
        std::unordered_map<std::uint64_t, std::uint64_t> heard;        ///< likewise
    };

    std::vector<Lobby> lobbies_;
};

/// One entry of an `entry`, or of those in an ack.
struct HeardEntry {
    std::uint64_t seq = 0;
    /// None where nobody of the crowd said it.
    std::optional<Mark> mark;
};

/// The entries of a message, in its order. Texts can't be taken for fields: their quotation marks are escaped.
std::vector<HeardEntry> entries_of(std::string_view message);

} // namespace parlor::load
