#pragma once
#include "client/connection.hpp"
#include "client/message_text.hpp"
#include "client/pending_requests.hpp"
#include "client/reconnect.hpp"
#include "client/server_events.hpp"

#include <memory>
#include <optional>

namespace parlor::client {

struct ClientOptions {
    ConnectionOptions connection;
    ReconnectSettings reconnect{};
    Millis request_timeout{10'000};
    /// Longest time from the first packet to the server's `welcome`.
    Millis welcome_timeout{10'000};
    /// Most requests without an answer; more are refused.
    std::size_t max_pending_requests = 10'000;
};

struct ConnectionState {
    Phase phase = Phase::idle;
    /// Failed attempts since the last welcome.
    unsigned attempt = 0;
    /// With which code the last connection ended; 0 while none has. In the phase `failed` it is the fatal one.
    std::uint16_t close_code = 0;

    bool operator==(const ConnectionState&) const = default;
};

/// The one WebSocket of a program to a Parlor server: opens it, keeps it alive, comes back by itself, matches answers to
/// requests and hands everything else to handlers. Requests are refused, never queued, while there is no connection: who
/// resends knows what is idempotent (`client_id`).
///
/// Everything happens on the loop's thread. It is destroyed there, not by one of its own handlers, or after the loop has
/// ended; replies that wait are not called then.
class WebSocketClient final : private ConnectionListener {
public:
    WebSocketClient(runtime::ShardLoop& loop, ClientOptions options);
    /// For tests: with waits drawn by `draw`.
    WebSocketClient(runtime::ShardLoop& loop, ClientOptions options, ReconnectMachine::Draw draw);
    ~WebSocketClient() override;
    WebSocketClient(const WebSocketClient&) = delete;
    WebSocketClient& operator=(const WebSocketClient&) = delete;

    /// Begins to connect, also anew after `stop` or a fatal close.
    void start();
    /// Closes with code 1000 and stays away.
    void stop();
    /// The next attempt is due now, e.g. because the network came back.
    void retry_now();
    /// Loses the connection without a word, as when the network breaks; then comes back as ever. For tests.
    void cut();

    const ConnectionState& state() const { return state_; }
    bool ready() const { return state_.phase == Phase::ready; }
    /// The server's last welcome; empty before the first.
    const std::optional<protocol::Welcome>& welcome() const { return welcome_; }

    /// Asks; `reply` is called exactly once, with the result or the server's refusal. `unavailable` also stands for no
    /// connection, one that was lost, and no answer in time: then nobody knows whether the server has done it. Where the
    /// request can't even be sent, `reply` is called before this returns.
    template <class Message, class Reply>
    void request(const Message& message, Reply reply, std::optional<Millis> timeout = {})
    {
        using Answer = typename Message::Result;
        auto decoding = [reply = std::move(reply)](Result<const boost::json::value*> data) mutable {
            if (!data) return reply(Result<Answer>{data.error()});
            reply(protocol::decode<Answer>(**data, "data"));
        };
        if (auto fault = cannot_ask()) return decoding(*fault);
        const auto id = pending_.add(std::move(decoding), timeout.value_or(options_.request_timeout));
        if (!connection_->send(message_text(message, id))) pending_.end(std::to_string(id), too_much_waits());
    }

    /// Sends without wanting an answer; refuses with `unavailable` where that is impossible. A refusal by the server is
    /// logged.
    template <class Message> Result<void> send(const Message& message)
    {
        if (!ready()) return not_connected();
        if (!connection_->send(message_text(message))) return too_much_waits();
        return {};
    }

    /// Calls `handler` for every message of the type, as long as the subscription lives.
    template <class Event> Subscription on(typename HandlerList<Event>::Handler handler)
    {
        return events_.on<Event>(std::move(handler));
    }
    /// Calls `handler` after every change of the state.
    Subscription on_state(HandlerList<ConnectionState>::Handler handler) { return states_.add(std::move(handler)); }

    runtime::ShardLoop& loop() { return loop_; }

private:
    void on_open() override;
    void on_text(std::string_view text) override;
    void on_closed(std::uint16_t code) override;

    void feed(const ReconnectEvent& event);
    void perform(const ReconnectEffect& effect);
    void connect();
    void wait(Millis time);
    void let_go();
    void publish();
    void receive(const boost::json::value& message);
    void welcomed(const boost::json::value& data);
    void refused(const boost::json::object& message, const boost::json::value& data);
    void ping_later();
    void expect_life(Millis within);
    void check_life();

    std::optional<Error> cannot_ask() const;
    static Error not_connected();
    static Error too_much_waits();

    runtime::ShardLoop& loop_;
    const ClientOptions options_;
    ReconnectMachine machine_;
    PendingRequests pending_;
    ServerEvents events_;
    HandlerList<ConnectionState> states_;
    ConnectionState state_;
    std::uint16_t close_code_ = 0;
    std::shared_ptr<Connection> connection_;
    std::optional<protocol::Welcome> welcome_;
    Millis heartbeat_{0};
    Millis silence_{0};
    Instant last_heard_{};
    runtime::TimerId retry_timer_ = 0;
    runtime::TimerId heartbeat_timer_ = 0;
    runtime::TimerId silence_timer_ = 0;
};

} // namespace parlor::client
