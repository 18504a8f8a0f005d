#include "net/http_connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
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

bool wants_websocket(const http::request<http::string_body>& message)
{
    return message.method() == http::verb::get &&
           http::token_list{message[http::field::connection]}.exists("upgrade") &&
           http::token_list{message[http::field::upgrade]}.exists("websocket");
}

HttpRequest plain(http::request<http::string_body>&& message, const std::string& peer_address)
{
    HttpRequest request;
    request.method = std::string{message.method_string()};
    request.target = std::string{message.target()};
    request.peer_address = peer_address;
    for (const auto& field : message)
        request.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    request.body = std::move(message.body());
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
    return {std::move(connection->socket_), beast::buffers_to_string(connection->buffer_.data()),
            std::move(connection->place_)};
}

HttpConnection::HttpConnection(Socket socket, std::string peer_address, ConnectionLimits::Place place,
                               const HttpLimits& limits, std::shared_ptr<const HttpCallbacks> callbacks)
    : socket_(std::move(socket)), deadline_(socket_.get_executor()), buffer_(limits.header_bytes + limits.body_bytes),
      peer_address_(std::move(peer_address)), place_(std::move(place)), limits_(limits),
      callbacks_(std::move(callbacks))
{
}

void HttpConnection::set_deadline(Millis after)
{
    deadline_.expires_after(after);
    deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& fault) {
        if (fault) return;
        if (auto self = weak.lock()) self->close();
    });
}

void HttpConnection::read(bool first)
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    set_deadline(first || buffer_.size() > 0 ? limits_.request_timeout : limits_.idle_timeout);
    http::async_read_header(
        socket_, buffer_, *parser_, [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) {
            if (fault) return self->on_read(fault);
            self->set_deadline(self->limits_.request_timeout);
            const auto& head = self->parser_->get();
            const bool waits = head.version() >= 11 && beast::iequals(head[http::field::expect], "100-continue");
            waits && !self->parser_->is_done() ? self->invite_body() : self->read_body();
        });
}

void HttpConnection::invite_body()
{
    // RFC 9110 §10.1.1.
    static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
    boost::asio::async_write(socket_, boost::asio::buffer(go_ahead),
                             [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) {
                                 fault ? self->close() : self->read_body();
                             });
}

void HttpConnection::read_body()
{
    http::async_read(
        socket_, buffer_, *parser_,
        [self = shared_from_this()](const boost::system::error_code& fault, std::size_t) { self->on_read(fault); });
}

void HttpConnection::on_read(const boost::system::error_code& fault)
{
    if (!fault) return on_request();
    if (fault == http::error::body_limit) return refuse(413);
    if (fault == http::error::header_limit || fault == http::error::buffer_overflow) return refuse(431);
    const bool gone = fault == http::error::end_of_stream || fault == http::error::partial_message ||
                      fault.category() == boost::system::system_category() || !socket_.is_open() ||
                      fault.category() == boost::asio::error::get_misc_category();
    if (gone) return close();
    refuse(400);
}

void HttpConnection::on_request()
{
    auto message = parser_->release();
    version_ = message.version();
    keep_alive_ = message.keep_alive();
    head_only_ = message.method() == http::verb::head;
    answering_ = true;
    // The service's own time; a client that goes away is noticed when the answer is written.
    deadline_.cancel();
    // RFC 9112 §3.2.
    if (version_ >= 11 && message.count(http::field::host) != 1) return refuse(400);
    const bool upgrade = wants_websocket(message);
    auto request = plain(std::move(message), peer_address_);
    if (upgrade) return callbacks_->upgrade(PendingUpgrade{std::move(request), shared_from_this()});
    callbacks_->request(std::move(request), responder());
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
    if (!socket_.is_open()) return;
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

    set_deadline(limits_.request_timeout);
    const bool with_body = !head_only_ && response.status != 204 && response.status != 304;
    const std::array<boost::asio::const_buffer, 2> parts{
        boost::asio::buffer(*head), with_body ? boost::asio::buffer(*body) : boost::asio::const_buffer{}};
    boost::asio::async_write(socket_, parts,
                             [self = shared_from_this(), head, body, keep](
                                 const boost::system::error_code& fault, std::size_t) { self->written(fault, keep); });
}

void HttpConnection::written(const boost::system::error_code& fault, bool keep)
{
    answering_ = false;
    if (fault || !socket_.is_open()) return close();
    if (keep && !finishing_) return read(false);
    // What the client still sends is read and thrown away for a moment: closing at once could take the answer back from
    // the network (RFC 9112 §9.6).
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    set_deadline(Millis{1000});
    auto scrap = std::make_shared<std::array<char, 4096>>();
    auto drain = std::make_shared<std::function<void()>>();
    *drain = [weak = weak_from_this(), scrap, again = std::weak_ptr{drain}] {
        auto self = weak.lock();
        auto next = again.lock();
        if (!self || !next) return;
        self->socket_.async_read_some(boost::asio::buffer(*scrap),
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
    boost::system::error_code ignored;
    socket_.close(ignored);
    place_ = {};
}

} // namespace parlor::net
