#pragma once
#include "net/outbox.hpp"
#include "net/pending_upgrade.hpp"
#include "service/ports.hpp"
#include "ws/frame_reader.hpp"
#include "ws/hub.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace parlor::ws {

/// Who hears what a client sends. Called on the connection's shard.
class WsListener {
public:
    virtual ~WsListener() = default;
    /// A whole text message, valid UTF-8; the view is good during the call.
    virtual void on_text(std::string_view text) = 0;
    /// A whole binary message; the view is good during the call.
    virtual void on_binary(std::string_view bytes) = 0;
    /// The connection is closing or gone. Called exactly once; nothing is called after it.
    virtual void on_closed() = 0;
};

/// A WebSocket, server side (RFC 6455). Lives on its shard; kept alive by its hub until its socket is closed.
class WsConnection final : public service::Connection,
                           public std::enable_shared_from_this<WsConnection>,
                           private FrameSink {
public:
    /// Makes the listener of a connection that is open.
    using Factory = std::function<std::shared_ptr<WsListener>(std::shared_ptr<WsConnection>)>;

    /// A handshake that is as good as done: the stream, and what is said on it first.
    struct Opening {
        net::PendingUpgrade::Taken taken;
        std::string answer;
        bool deflates = false; ///< messages may be compressed, either way
    };
    /// Completes a handshake that has been checked (RFC 6455 §4.2.2). On the upgrade's shard. `subprotocol` is echoed where
    /// it is not empty.
    static Opening shake_hands(net::PendingUpgrade upgrade, const WsOptions& options, std::string_view subprotocol);
    /// Opens a connection by it; none where the stream is closed already, or the hub has finished. On the hub's shard, to
    /// which the stream belongs.
    static void open(Opening opening, ConnectionId id, WsHub& hub, const Factory& make_listener);

    /// `deflates` as in Opening.
    WsConnection(ConnectionId id, WsHub& hub, net::PendingUpgrade::Taken taken, bool deflates);

    void send(const FramePtr& frame) override;
    void close(protocol::CloseCode code, std::string_view reason) override;

private:
    friend class WsHub;

    void begin(std::string handshake, std::string early_bytes, const Factory& make_listener);
    void wait_readable();
    void on_readable();
    /// Bytes read as Stream::receive gives them; false where nothing more is to be read in this turn.
    bool take(std::ptrdiff_t received);
    void feed(std::span<char> bytes);
    /// What `mark_dirty` asked for. For the hub alone: whoever is in its list twice would be sent twice by a batch.
    void flush();
    /// As much of the outbox as the socket takes.
    void write();
    /// As `flush`, by a batch: what is to be sent (see Outbox::next), then what became of it.
    std::string_view next_bytes(std::span<char> room);
    int native_socket() { return stream_.native_handle(); }
    void wrote(std::size_t offered, int result);
    /// What write, next_bytes and wrote do where there is TLS: they encrypt a part of the outbox, and send that.
    void write_secure();
    bool encrypt_next(std::span<char> room);
    void wrote_secure(std::size_t offered, int result);
    /// `progress`: the socket has taken something.
    void settle(net::Outbox::Flushed flushed, bool progress);
    void count_sent(std::size_t bytes);
    void wait_writable();
    /// Into the outbox; past its hard bound after what waits was written.
    net::Outbox::Taken queue(const FramePtr& frame);
    /// Time-outs; now and then.
    void check(Instant now);
    void mark_dirty();
    void too_slow();
    void begin_close(protocol::CloseCode code, std::string_view reason);
    void all_written();
    /// The socket is of no more use.
    void finish();
    void tell_closed();

    void on_message(std::string_view text) override;
    void on_binary_message(std::string_view bytes) override;
    void on_ping(std::string_view payload) override;
    void on_pong() override {}
    void on_close(std::uint16_t code) override;
    bool wants_more() const override { return is_open(); }

    WsHub& hub_;
    net::Stream stream_;
    net::ConnectionLimits::Place place_;
    net::Outbox outbox_;
    FrameReader reader_;
    const bool deflates_;
    std::shared_ptr<WsListener> listener_;
    std::size_t hub_index_ = 0;
    Instant last_received_;
    Instant last_ping_;
    /// Since when the socket has taken nothing; Instant{} = it takes what it is given.
    Instant blocked_since_{};
    Instant close_at_{};
    bool dirty_ = false;
    bool reading_ = false;
    bool waiting_writable_ = false;
    bool ending_ = false;      ///< the close frame is queued
    bool peer_closed_ = false; ///< theirs has come
    bool finished_ = false;
};

} // namespace parlor::ws
