#pragma once
#include "net/connection_limits.hpp"
#include "net/http_exchange.hpp"
#include "net/stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace parlor::net {

class HttpConnection;

/// A request that asks to become a WebSocket. Until it is decided the HTTP connection waits; it is decided exactly once,
/// on the connection's shard. Destroying it undecided answers 500.
class PendingUpgrade {
public:
    PendingUpgrade(HttpRequest request, std::shared_ptr<HttpConnection> connection)
        : request_(std::move(request)), connection_(std::move(connection))
    {
    }
    PendingUpgrade(PendingUpgrade&&) noexcept = default;
    PendingUpgrade& operator=(PendingUpgrade&&) = delete;
    ~PendingUpgrade();

    const HttpRequest& request() const { return request_; }
    /// Answers as plain HTTP; the connection goes on.
    void refuse(HttpResponse response);

    /// The stream itself, for whoever speaks from now on.
    struct Taken {
        Stream stream;
        /// What the client sent already after its request.
        std::string early_bytes;
        ConnectionLimits::Place place;
    };
    Taken take() &&;

private:
    HttpRequest request_;
    std::shared_ptr<HttpConnection> connection_;
};

} // namespace parlor::net
