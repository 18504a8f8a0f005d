#pragma once
#include "net/connection_limits.hpp"
#include "net/http_connection.hpp"
#include "net/tls_context.hpp"
#include "runtime/shard_pool.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <vector>

namespace parlor::net {

/// Accepts connections: one acceptor per shard on the same address (SO_REUSEPORT), so that the kernel spreads them; a
/// connection stays on its thread as long as it speaks HTTP.
class Listener {
public:
    /// With `tls` all that it accepts speak TLS; null: none do.
    Listener(runtime::ShardPool& pool, HttpLimits limits, std::shared_ptr<ConnectionLimits> connections,
             HttpCallbacks callbacks, std::shared_ptr<const TlsContext> tls = {});
    ~Listener();

    /// Binds `address:port` (port 0: any free one) and listens. Before the loops run. The error says why not.
    boost::system::error_code open(const boost::asio::ip::tcp::endpoint& endpoint);
    /// Where it listens.
    boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }
    /// Begins to accept; before the loops run or on any shard.
    void start();
    /// Accepts nobody new, and ends idle connections. Any thread; takes effect on each shard's thread.
    void stop();

private:
    class Acceptor;

    runtime::ShardPool& pool_;
    const HttpLimits limits_;
    std::shared_ptr<ConnectionLimits> connections_;
    std::shared_ptr<const HttpCallbacks> callbacks_;
    std::shared_ptr<const TlsContext> tls_;
    boost::asio::ip::tcp::endpoint endpoint_;
    std::vector<std::shared_ptr<Acceptor>> acceptors_;
};

} // namespace parlor::net
