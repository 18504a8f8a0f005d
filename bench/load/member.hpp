#pragma once
#include "bench/load/line.hpp"
#include "bench/load/loop.hpp"
#include "bench/load/wire.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parlor::load {

class Member;

/// What a member hears once it is in its lobby.
enum class Heard { entry, relayed, ack, other };

/// Where the server listens on this machine, and how it is spoken to. Members speak TLS where there is a port for it.
struct Ports {
    std::uint16_t plain = 0;
    std::uint16_t tls = 0;
    bool socket_io = false; ///< messages are events of socket.io
    bool deflate = false;   ///< members take compressed messages, and a server that sends none is refused
};

class MemberListener {
public:
    virtual ~MemberListener() = default;
    /// `answer` is the ack of its `join`.
    virtual void on_joined(Member& member, std::string_view answer) = 0;
    virtual void on_message(Member& member, Heard heard, std::string_view message) = 0;
    /// Its line broke, or the server would not have it now; `Member::come_back` tries again, not from within this call.
    virtual void on_lost(Member& member, const std::string& why);
};

/// One client with a session and a socket of its own: opens the session, then the WebSocket on the same connection,
/// joins its lobby, and from then on passes on what it hears. What goes wrong ends the run by std::runtime_error, a lost
/// line only where the listener does not take it.
class Member final : private Socket {
public:
    struct Place {
        Ports ports;
        std::string lobby;
        std::uint32_t source = 0; ///< its own address, as for Line::open
    };

    Member(Loop& loop, Place place, MemberListener& listener);
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void start();
    /// After `on_lost`: with the same session to the same lobby, to hear what came after `seq`.
    void come_back(std::uint64_t seq);
    /// Lets its line go, as if it had broken, and tells its listener; false where it need not, because what came for it
    /// meanwhile, read or not yet, has given it a WebSocket or ended its line.
    bool give_up(const std::string& why);
    /// Lets go of a WebSocket on which nothing was heard for two and a half of the server's heartbeats (PROTOCOL.md); its
    /// listener is told. False where there was something, or there is no WebSocket.
    bool end_if_silent();
    /// Queues a message; what one turn queues leaves in one write.
    void send(std::string_view message);

    const std::string& lobby() const { return place_.lobby; }
    /// Its participant id, once joined.
    const std::string& id() const { return id_; }
    Clock::time_point started_at() const { return started_at_; }
    /// Whether it has a WebSocket.
    bool is_connected() const { return phase_ == Phase::joining || phase_ == Phase::joined; }
    /// What it waits for, in a word.
    const char* waits_for() const;
    /// Bytes that came for it so far, without TLS's own.
    std::uint64_t received() const { return received_; }

private:
    enum class Phase { opening_session, upgrading, joining, joined };

    void on_readable() override;
    void on_writable() override;
    void flush() override;
    void write(std::string_view bytes);
    void set_out();
    void ask_for_session();
    void ask_for_upgrade();
    void lose(const std::string& why);
    std::string join_message() const;
    /// Bytes taken of those that came.
    std::size_t take(std::string_view bytes);
    void on_answer(const HttpAnswer& answer);
    void on_frame(const ServerFrame& frame);
    void send_text(std::string_view text);
    void on_payload(std::string_view text);
    void on_packet(std::string_view text);
    void on_text(std::string_view message);
    void note_heartbeat(std::string_view welcome);

    Loop& loop_;
    const Place place_;
    MemberListener& listener_;
    Line line_;
    Phase phase_ = Phase::opening_session;
    /// The beginning of what is not whole yet.
    std::string carry_;
    std::string out_;
    bool dirty_ = false;
    bool blocked_ = false;
    std::string token_;
    std::string id_;
    /// What it had heard when it was lost.
    std::optional<std::uint64_t> seq_;
    std::uint64_t received_ = 0;
    Clock::time_point heard_at_;
    /// As the server's welcome says; 0 where it has none.
    std::chrono::milliseconds heartbeat_{0};
    Clock::time_point started_at_;
};

/// The text between `before` and the next quotation mark; throws where there is none.
std::string text_after(std::string_view message, std::string_view before);

} // namespace parlor::load
