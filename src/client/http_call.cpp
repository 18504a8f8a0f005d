#include "client/http_call.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <memory>

namespace parlor::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    using Reply = UniqueFunction<void(Result<HttpAnswer>)>;

    Exchange(runtime::ShardLoop& loop, const ServerAddress& server, HttpCall call, Reply reply)
        : resolver_(loop.context().get_executor()), stream_(loop.context().get_executor()), server_(server),
          timeout_(call.timeout), reply_(std::move(reply))
    {
        request_.version(11);
        request_.method_string(call.method);
        request_.target(call.target);
        request_.set(http::field::host, server.authority());
        request_.set(http::field::user_agent, "parlor-client");
        request_.set(http::field::connection, "close");
        if (!call.token.empty()) request_.set(http::field::authorization, "Bearer " + call.token);
        if (!call.body.empty()) request_.set(http::field::content_type, "application/json");
        request_.body() = std::move(call.body);
        request_.prepare_payload();
    }

    void start()
    {
        resolver_.async_resolve(server_.host, std::to_string(server_.port),
                                [self = shared_from_this()](const error_code& fault, const auto& endpoints) {
                                    if (fault) return self->fail(fault);
                                    self->connect(endpoints);
                                });
    }

private:
    using Executor = asio::io_context::executor_type;
    using Resolver = asio::ip::basic_resolver<tcp, Executor>;

    void connect(const Resolver::results_type& endpoints)
    {
        // One limit for all that follows.
        stream_.expires_after(timeout_);
        stream_.async_connect(endpoints, [self = shared_from_this()](const error_code& fault, const tcp::endpoint&) {
            if (fault) return self->fail(fault);
            http::async_write(self->stream_, self->request_, [self](const error_code& broken, std::size_t) {
                if (broken) return self->fail(broken);
                self->read();
            });
        });
    }

    void read()
    {
        http::async_read(stream_, buffer_, answer_, [self = shared_from_this()](const error_code& fault, std::size_t) {
            if (fault) return self->fail(fault);
            self->reply_(HttpAnswer{static_cast<int>(self->answer_.result_int()), std::move(self->answer_.body())});
        });
    }

    void fail(const error_code& fault)
    {
        reply_(Error{Errc::unavailable, "The server does not answer: " + fault.message() + "."});
    }

    Resolver resolver_;
    beast::basic_stream<tcp, Executor> stream_;
    const ServerAddress server_;
    const Millis timeout_;
    Reply reply_;
    http::request<http::string_body> request_;
    http::response<http::string_body> answer_;
    beast::flat_buffer buffer_;
};

} // namespace

void call_http(runtime::ShardLoop& loop, const ServerAddress& server, HttpCall call,
               UniqueFunction<void(Result<HttpAnswer>)> reply)
{
    std::make_shared<Exchange>(loop, server, std::move(call), std::move(reply))->start();
}

} // namespace parlor::client
