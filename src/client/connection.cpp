#include "client/connection.hpp"

#include "net/socket.hpp"
#include "protocol/catalogue.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>

namespace parlor::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using tcp = asio::ip::tcp;
using boost::system::error_code;

/// A close without a close frame (RFC 6455 §7.1.5).
constexpr std::uint16_t abnormal = 1006;
/// How long the server may take to answer our close frame.
constexpr std::chrono::seconds close_time{5};

class BeastConnection final : public Connection, public std::enable_shared_from_this<BeastConnection> {
public:
    BeastConnection(runtime::ShardLoop& loop, ConnectionOptions options, ConnectionListener& listener)
        : timers_(loop.timers()), options_(std::move(options)), listener_(&listener),
          resolver_(loop.context().get_executor()), stream_(loop.context().get_executor())
    {
    }

    void start();
    bool send(std::string text) override;
    void drop() override;
    void cut() override;

private:
    using Resolver = asio::ip::basic_resolver<tcp, asio::io_context::executor_type>;
    using Endpoints = Resolver::results_type;

    void connect(const Endpoints& endpoints);
    void connected();
    void shaken_hands(const error_code& fault);
    void read();
    /// What the end of the stream means.
    std::uint16_t close_code(const error_code& fault) const;
    void write();
    void close_if_due();
    void fail(std::uint16_t code);

    runtime::TimerQueue& timers_;
    const ConnectionOptions options_;
    /// Null once it wants to hear nothing more.
    ConnectionListener* listener_;
    Resolver resolver_;
    websocket::stream<net::Socket, false> stream_;
    websocket::response_type answer_;
    beast::flat_buffer incoming_;
    /// The first one is being written.
    std::deque<std::string> outgoing_;
    std::size_t waiting_bytes_ = 0;
    bool open_ = false;
    bool closing_ = false;
};

void BeastConnection::start()
{
    error_code no_address;
    const auto address = asio::ip::make_address(options_.server.host, no_address);
    // A resolver starts a thread of its own; an address needs none.
    if (!no_address)
        return connect(Endpoints::create(tcp::endpoint{address, options_.server.port}, options_.server.host, ""));
    resolver_.async_resolve(options_.server.host, std::to_string(options_.server.port),
                            [self = shared_from_this()](const error_code& fault, const Endpoints& endpoints) {
                                if (fault) return self->fail(abnormal);
                                self->connect(endpoints);
                            });
}

void BeastConnection::connect(const Endpoints& endpoints)
{
    if (!listener_) return;
    asio::async_connect(stream_.next_layer(), endpoints,
                        [self = shared_from_this()](const error_code& fault, const tcp::endpoint&) {
                            if (fault) return self->fail(abnormal);
                            self->connected();
                        });
}

void BeastConnection::connected()
{
    if (!listener_) return;
    error_code ignored;
    stream_.next_layer().set_option(tcp::no_delay{true}, ignored);
    // Silence is the owner's to notice; Beast's clock is for the handshakes alone.
    stream_.set_option(websocket::stream_base::timeout{
        .handshake_timeout = close_time, .idle_timeout = websocket::stream_base::none(), .keep_alive_pings = false});
    stream_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
        request.set(beast::http::field::authorization, "Bearer " + options_.token);
        request.set(beast::http::field::sec_websocket_protocol, std::string{protocol::subprotocol});
        request.set(beast::http::field::user_agent, "parlor-client");
    }));
    stream_.read_message_max(options_.max_message_bytes);
    stream_.auto_fragment(false);
    stream_.async_handshake(answer_, options_.server.authority(), options_.path,
                            [self = shared_from_this()](const error_code& fault) { self->shaken_hands(fault); });
}

void BeastConnection::shaken_hands(const error_code& fault)
{
    if (fault == websocket::error::upgrade_declined && answer_.result() == beast::http::status::unauthorized)
        return fail(static_cast<std::uint16_t>(protocol::CloseCode::session_ended));
    if (fault) return fail(abnormal);
    if (!listener_) return cut();
    open_ = true;
    read();
    listener_->on_open();
}

std::uint16_t BeastConnection::close_code(const error_code& fault) const
{
    if (fault == websocket::error::message_too_big) return websocket::close_code::too_big;
    if (fault != websocket::error::closed) return abnormal;
    const std::uint16_t code = stream_.reason().code;
    return code == websocket::close_code::none ? static_cast<std::uint16_t>(websocket::close_code::no_status) : code;
}

void BeastConnection::read()
{
    stream_.async_read(incoming_, [self = shared_from_this()](const error_code& fault, std::size_t) {
        if (fault) return self->fail(self->close_code(fault));
        const auto bytes = self->incoming_.cdata();
        if (self->listener_ && self->stream_.got_text())
            self->listener_->on_text({static_cast<const char*>(bytes.data()), bytes.size()});
        self->incoming_.consume(bytes.size());
        // Goes on after `drop` too, until the server has answered our close frame.
        self->read();
    });
}

bool BeastConnection::send(std::string text)
{
    if (!open_ || closing_ || waiting_bytes_ + text.size() > options_.max_waiting_bytes) return false;
    waiting_bytes_ += text.size();
    outgoing_.push_back(std::move(text));
    if (outgoing_.size() == 1) write();
    return true;
}

void BeastConnection::write()
{
    stream_.async_write(asio::buffer(outgoing_.front()),
                        [self = shared_from_this()](const error_code& fault, std::size_t) {
                            self->waiting_bytes_ -= self->outgoing_.front().size();
                            self->outgoing_.pop_front();
                            // What broke the write is told by the read.
                            if (fault) return;
                            if (!self->outgoing_.empty()) return self->write();
                            self->close_if_due();
                        });
}

void BeastConnection::drop()
{
    listener_ = nullptr;
    if (!open_) return cut();
    if (closing_) return;
    closing_ = true;
    // A server that takes nothing more must not keep us.
    timers_.after(close_time, [self = weak_from_this()] {
        if (auto still_here = self.lock()) still_here->cut();
    });
    if (outgoing_.empty()) close_if_due();
}

void BeastConnection::close_if_due()
{
    if (!closing_ || !open_) return;
    stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](const error_code&) { self->cut(); });
}

void BeastConnection::cut()
{
    listener_ = nullptr;
    open_ = false;
    resolver_.cancel();
    error_code ignored;
    stream_.next_layer().close(ignored);
}

void BeastConnection::fail(std::uint16_t code)
{
    auto* listener = std::exchange(listener_, nullptr);
    cut();
    if (listener) listener->on_closed(code);
}

} // namespace

std::shared_ptr<Connection> Connection::open(runtime::ShardLoop& loop, ConnectionOptions options,
                                             ConnectionListener& listener)
{
    auto connection = std::make_shared<BeastConnection>(loop, std::move(options), listener);
    connection->start();
    return connection;
}

} // namespace parlor::client
