#pragma once
#include "net/http_exchange.hpp"
#include "net/pending_upgrade.hpp"
#include "net/stream.hpp"

#include "base/clock.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace parlor::net {

struct HttpLimits {
    std::size_t header_bytes = 16'384;
    std::size_t body_bytes = 65'536;
    Millis request_timeout{10'000}; ///< for a whole request to arrive, and for its answer to leave
    Millis idle_timeout{60'000};    ///< between two requests
};

/// What is counted of all HTTP connections. Any thread.
struct HttpCounters {
    static constexpr int most_status = 599;

    std::array<std::atomic<std::uint64_t>, most_status + 1> answers{}; ///< by status; 101 is not among them
    std::atomic<std::uint64_t> late{0}; ///< connections ended because a request or its answer took too long
    std::atomic<std::uint64_t> idle{0}; ///< connections ended because no further request came
    std::atomic<std::uint64_t> gone{0}; ///< requests for a WebSocket whose client had hung up by then
};

/// What becomes of requests; called on the connection's shard.
struct HttpCallbacks {
    std::function<void(HttpRequest, HttpResponder)> request;
    std::function<void(PendingUpgrade)> upgrade;
    /// The body of an answer that the connection gives by itself (400, 413, 431, 500, 501).
    std::function<HttpResponse(int status)> fault;
    std::shared_ptr<HttpCounters> counters = std::make_shared<HttpCounters>();
};

/// One HTTP/1.1 connection: a request at a time, each answered before the next is read (RFC 9112 §9.3.2). Lives on its
/// shard; kept alive by what it waits for.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(Stream stream, std::string peer_address, ConnectionLimits::Place place, const HttpLimits& limits,
                   std::shared_ptr<const HttpCallbacks> callbacks);

    void start() { read(true); }
    /// Ends the connection once the present answer, if any, has left.
    void finish();

private:
    friend class PendingUpgrade;

    void read(bool first);
    /// The request's head has come, its body has not.
    void on_head();
    /// Tells a client that waits with its body to go on.
    void invite_body();
    void read_body();
    void on_read(const boost::system::error_code& fault);
    void on_request();
    void upgrade(HttpRequest request);
    HttpResponder responder();
    void refuse(int status);
    void answer(HttpResponse response);
    void written(const boost::system::error_code& fault, bool keep);
    /// Ends the connection then, and counts that where there is a counter.
    void end_after(Millis time, std::atomic<std::uint64_t>* counter);
    void await_request() { end_after(limits_.request_timeout, &callbacks_->counters->late); }
    void close();

    Stream stream_;
    SteadyTimer deadline_;
    boost::beast::flat_buffer buffer_;
    std::string peer_address_;
    ConnectionLimits::Place place_;
    const HttpLimits& limits_;
    std::shared_ptr<const HttpCallbacks> callbacks_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    /// The one that is being read.
    HttpRequest request_;
    bool keep_alive_ = true;
    bool head_only_ = false;
    bool answering_ = false;
    bool finishing_ = false;
    unsigned version_ = 11;
};

} // namespace parlor::net
