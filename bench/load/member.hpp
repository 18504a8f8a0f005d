#pragma once
#include "bench/load/loop.hpp"
#include "bench/load/wire.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parlor::load {

class Member;

/// What a member hears once it is in its lobby.
enum class Heard { entry, relayed, ack, other };

class MemberListener {
public:
    virtual ~MemberListener() = default;
    virtual void on_joined(Member& member) = 0;
    virtual void on_message(Member& member, Heard heard, std::string_view message) = 0;
};

/// One client with a session and a socket of its own: opens the session, then the WebSocket on the same connection,
/// joins its lobby, and from then on passes on what it hears. Whatever goes wrong ends the run by std::runtime_error.
class Member final : private Socket {
public:
    struct Place {
        std::uint16_t port;
        std::string lobby;
    };

    Member(Loop& loop, Place place, MemberListener& listener);
    ~Member() override;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void start();
    /// Queues a message; what one turn queues leaves in one write.
    void send(std::string_view message);

    const std::string& lobby() const { return place_.lobby; }
    /// Its participant id, once joined.
    const std::string& id() const { return id_; }
    Clock::time_point started_at() const { return started_at_; }

private:
    enum class Phase { opening_session, upgrading, joining, joined };

    void on_readable() override;
    void on_writable() override;
    void flush() override;
    void write(std::string_view bytes);
    /// Bytes taken of those that came.
    std::size_t take(std::string_view bytes);
    void on_answer(const HttpAnswer& answer);
    void on_frame(const ServerFrame& frame);
    void on_text(std::string_view message);

    Loop& loop_;
    const Place place_;
    MemberListener& listener_;
    int socket_ = -1;
    Phase phase_ = Phase::opening_session;
    /// The beginning of what is not whole yet.
    std::string carry_;
    std::string out_;
    bool dirty_ = false;
    bool blocked_ = false;
    std::string token_;
    std::string id_;
    Clock::time_point started_at_;
};

/// The text between `before` and the next quotation mark; throws where there is none.
std::string text_after(std::string_view message, std::string_view before);

} // namespace parlor::load
