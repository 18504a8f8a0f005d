#include "net/http_connection.hpp"

#include "net/field_value.hpp"
#include "net/request_head.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <ctime>

namespace parlor::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

/// RFC 9110 §5.6.7.
std::string http_date()
{
    const auto now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    const auto length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

HttpRequest plain(const http::request<http::string_body>& head)
{
    HttpRequest request;
    request.method = std::string{head.method_string()};
    request.target = std::string{head.target()};
    for (const auto& field : head)
        request.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    return request;
}

/// A header's value must not end the line that it stands on.
bool is_clean(std::string_view text)
{
    return text.find_first_of("\r\n") == std::string_view::npos;
}

} // namespace

PendingUpgrade::~PendingUpgrade()
{
    if (connection_) connection_->refuse(500);
}

void PendingUpgrade::refuse(HttpResponse response)
{
    std::exchange(connection_, nullptr)->answer(std::move(response));
}

PendingUpgrade::Taken PendingUpgrade::take() &&
{
    auto connection = std::exchange(connection_, nullptr);
    connection->deadline_.cancel();
    connection->answering_ = false;
    return {std::move(connection->stream_), beast::buffers_to_string(connection->buffer_.data()),
            std::move(connection->place_)};
}

HttpConnection::HttpConnection(Stream stream, std::string peer_address, ConnectionLimits::Place place,
                               const HttpLimits& limits, std::shared_ptr<const HttpCallbacks> callbacks)
    : stream_(std::move(stream)), deadline_(stream_.get_executor()), buffer_(limits.header_bytes + limits.body_bytes),
      peer_address_(std::move(peer_address)), place_(std::move(place)), limits_(limits),
      callbacks_(std::move(callbacks))
{
}

void HttpConnection::end_after(Millis time, std::atomic<std::uint64_t>* counter)
{
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this(), counter](const boost::system::error_code& fault) {
        if (fault) return;
        auto self = weak.lock();
        if (!self) return;
        if (counter) counter->fetch_add(1, std::memory_order_relaxed);
        self->close();
    });
}

void HttpConnection::read(bool first)
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    if (first || buffer_.size() > 0)
        await_request();
    else
        end_after(limits_.idle_timeout, &callbacks_->counters->idle);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) {
                                fault ? self->on_read(fault) : self->on_head();
                            });
}

void HttpConnection::on_head()
{
    const auto& head = parser_->get();
    version_ = head.version();
    keep_alive_ = head.keep_alive();
    head_only_ = head.method() == http::verb::head;
    // Taken before the body comes: trailers after it are no fields of the head (RFC 9110 §6.5.1).
    request_ = plain(head);
    request_.peer_address = peer_address_;
    request_.secure = stream_.secure();
    const int refusal = to_origin_form(request_) ? refusal_of_head(request_, version_) : 400;
    if (refusal != 0) return refuse(refusal);
    await_request();
    const bool waits = version_ >= 11 && same_text(request_.header("Expect"), "100-continue");
    waits && !parser_->is_done() ? invite_body() : read_body();
}

void HttpConnection::invite_body()
{
    // RFC 9110 §10.1.1.
    static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
    boost::asio::async_write(stream_, boost::asio::buffer(go_ahead),
                             [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) {
                                 fault ? self->close() : self->read_body();
                             });
}

void HttpConnection::read_body()
{
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) { self->on_read(fault); });
}

void HttpConnection::on_read(const boost::system::error_code& fault)
{
    if (!fault) return on_request();
    if (fault == http::error::body_limit) return refuse(413);
    if (fault == http::error::header_limit || fault == http::error::buffer_overflow) return refuse(431);
    const bool gone = fault == http::error::end_of_stream || fault == http::error::partial_message ||
                      fault.category() == boost::system::system_category() || !stream_.is_open() ||
                      fault.category() == boost::asio::error::get_misc_category();
    if (gone) return close();
    refuse(400);
}

void HttpConnection::on_request()
{
    request_.body = std::move(parser_->get().body());
    answering_ = true;
    // The service's own time; a client that goes away is noticed when the answer is written.
    deadline_.cancel();
    auto request = std::move(request_);
    if (wants_websocket(request, version_)) return upgrade(std::move(request));
    callbacks_->request(std::move(request), responder());
}

void HttpConnection::upgrade(HttpRequest request)
{
    // When more come than can be served, some have given up before it is their turn. Work done for them would keep the next
    // ones waiting until they give up, too. Who only ends sending can't be told from them; nor has he any use for a WebSocket.
    if (stream_.client_has_ended()) {
        callbacks_->counters->gone.fetch_add(1, std::memory_order_relaxed);
        return close();
    }
    callbacks_->upgrade(PendingUpgrade{std::move(request), shared_from_this()});
}

HttpResponder HttpConnection::responder()
{
    /// Answers 500 where the handler forgets to answer.
    struct Once {
        std::shared_ptr<HttpConnection> connection;
        explicit Once(std::shared_ptr<HttpConnection> owner) : connection(std::move(owner)) {}
        Once(Once&&) noexcept = default;
        Once& operator=(Once&&) = delete;
        ~Once()
        {
            if (connection) connection->refuse(500);
        }
        void operator()(HttpResponse response) { std::exchange(connection, nullptr)->answer(std::move(response)); }
    };
    return Once{shared_from_this()};
}

void HttpConnection::refuse(int status)
{
    keep_alive_ = keep_alive_ && status == 500;
    answering_ = true;
    answer(callbacks_->fault(status));
}

void HttpConnection::answer(HttpResponse response)
{
    if (!stream_.is_open()) return;
    const bool keep = keep_alive_ && !response.close_after && !finishing_;
    static const auto nothing = std::make_shared<const std::string>();
    auto body = response.body ? std::move(response.body) : nothing;

    auto head = std::make_shared<std::string>();
    head->reserve(512);
    head->append("HTTP/1.").append(version_ >= 11 ? "1 " : "0 ").append(std::to_string(response.status)).append(" ");
    head->append(std::string_view{http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)))});
    head->append("\r\nDate: ").append(http_date());
    for (const auto& [name, value] : response.headers)
        if (is_clean(name) && is_clean(value)) head->append("\r\n").append(name).append(": ").append(value);
    // RFC 9110 §8.6: none with 204 and 304.
    if (response.status != 204 && response.status != 304)
        head->append("\r\nContent-Length: ").append(std::to_string(body->size()));
    head->append(keep ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n");

    await_request();
    callbacks_->counters->answers.at(static_cast<std::size_t>(response.status)).fetch_add(1, std::memory_order_relaxed);
    const bool with_body = !head_only_ && response.status != 204 && response.status != 304;
    const std::array<boost::asio::const_buffer, 2> parts{
        boost::asio::buffer(*head), with_body ? boost::asio::buffer(*body) : boost::asio::const_buffer{}};
    boost::asio::async_write(stream_, parts,
                             [self = shared_from_this(), head, body, keep](
                                 const boost::system::error_code& fault, std::size_t) { self->written(fault, keep); });
}

void HttpConnection::written(const boost::system::error_code& fault, bool keep)
{
    answering_ = false;
    if (fault || !stream_.is_open()) return close();
    if (keep && !finishing_) return read(false);
    // What the client still sends is read and thrown away for a moment: closing at once could take the answer back from
    // the network (RFC 9112 §9.6).
    stream_.end_sending();
    end_after(Millis{1000}, nullptr);
    auto scrap = std::make_shared<std::array<char, 4096>>();
    auto drain = std::make_shared<std::function<void()>>();
    *drain = [weak = weak_from_this(), scrap, again = std::weak_ptr{drain}] {
        auto self = weak.lock();
        auto next = again.lock();
        if (!self || !next) return;
        self->stream_.async_read_some(boost::asio::buffer(*scrap),
                                      [self, scrap, next](const boost::system::error_code& failed, std::size_t) {
                                          if (failed) return self->close();
                                          (*next)();
                                      });
    };
    (*drain)();
}

void HttpConnection::finish()
{
    finishing_ = true;
    if (!answering_) close();
}

void HttpConnection::close()
{
    deadline_.cancel();
    stream_.close();
    place_ = {};
}

} // namespace parlor::net
