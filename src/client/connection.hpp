#pragma once
#include "client/server_address.hpp"
#include "runtime/shard_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parlor::client {

/// What a connection tells, on its loop's thread.
class ConnectionListener {
public:
    virtual ~ConnectionListener() = default;
    /// The WebSocket handshake succeeded.
    virtual void on_open() = 0;
    /// A text message; the view is good during the call.
    virtual void on_text(std::string_view text) = 0;
    /// It is over, or never came about; nothing more is told. The code is that of the server's close frame, 1006 without
    /// one, and 4001 where the handshake was refused by status 401.
    virtual void on_closed(std::uint16_t code) = 0;
};

struct ConnectionOptions {
    ServerAddress server;
    std::string token; ///< of the session, of a bot, or a provider's key
    std::string path = "/api/v1/ws";
    /// Larger messages of the server end the connection (1009).
    std::size_t max_message_bytes = 16 * 1024 * 1024;
    /// Bytes that may wait to be sent.
    std::size_t max_waiting_bytes = 4 * 1024 * 1024;
};

/// One WebSocket to a server (RFC 6455 over plain TCP), from the first packet to the last. Used on its loop's thread.
class Connection {
public:
    /// Begins to connect. Tells `listener`, which must live until `drop` or `on_closed`.
    static std::shared_ptr<Connection> open(runtime::ShardLoop& loop, ConnectionOptions options,
                                            ConnectionListener& listener);
    virtual ~Connection() = default;

    /// Queues a text message. False where it is not open or where too much waits already; then nothing is queued.
    virtual bool send(std::string text) = 0;
    /// Tells the listener nothing more; sends what waits and a close frame with code 1000, and goes away by itself.
    virtual void drop() = 0;
    /// As `drop`, but at once and without a close frame, as a machine does that has lost its network.
    virtual void cut() = 0;
};

} // namespace parlor::client
