#include "net/listener.hpp"

#include "base/log.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace parlor::net {
namespace {

using boost::asio::ip::tcp;
using TcpAcceptor = boost::asio::basic_socket_acceptor<tcp, boost::asio::io_context::executor_type>;
using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using NotSentLowat = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;

/// Where no file descriptor or memory is left, accepting pauses for this long.
constexpr Millis out_of_resources{100};
/// The kernel keeps no more unsent bytes than this of a slow client: our own bounds then count.
constexpr int unsent_bytes = 128 * 1024;

std::string text_of(const boost::asio::ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace

/// One shard's part.
class Listener::Acceptor : public std::enable_shared_from_this<Listener::Acceptor> {
public:
    Acceptor(Listener& owner, runtime::ShardLoop& loop) : owner_(owner), loop_(loop), acceptor_(loop.context()) {}

    boost::system::error_code open(const tcp::endpoint& endpoint)
    {
        boost::system::error_code fault;
        acceptor_.open(endpoint.protocol(), fault);
        if (!fault) acceptor_.set_option(boost::asio::socket_base::reuse_address(true), fault);
        if (!fault) acceptor_.set_option(ReusePort(true), fault);
        if (!fault) acceptor_.bind(endpoint, fault);
        if (!fault) acceptor_.listen(boost::asio::socket_base::max_listen_connections, fault);
        return fault;
    }
    tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

    void accept()
    {
        acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& fault, Socket socket) {
            if (fault == boost::asio::error::operation_aborted || !self->acceptor_.is_open()) return;
            if (fault) {
                log::warning("accept_failed", {{"what", fault.message()}});
                self->loop_.timers().after(out_of_resources, [self] { self->accept(); });
                return;
            }
            self->take(std::move(socket));
            self->accept();
        });
    }

    void stop()
    {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (auto& weak : std::exchange(connections_, {}))
            if (auto connection = weak.lock()) connection->finish();
    }

private:
    void take(Socket socket)
    {
        boost::system::error_code fault;
        const auto from = socket.remote_endpoint(fault);
        if (fault) return;
        auto place = owner_.connections_->take(from.address());
        if (!place) return;
        socket.set_option(tcp::no_delay(true), fault);
        socket.set_option(NotSentLowat(unsent_bytes), fault);
        auto tls = owner_.tls_ ? owner_.tls_->accept(socket.native_handle()) : nullptr;
        if (owner_.tls_ && !tls) return;
        Stream stream{std::move(socket), std::move(tls)};
        auto connection = std::make_shared<HttpConnection>(std::move(stream), text_of(from.address()), std::move(place),
                                                           owner_.limits_, owner_.callbacks_);
        remember(connection);
        connection->start();
    }

    void remember(const std::shared_ptr<HttpConnection>& connection)
    {
        connections_.push_back(connection);
        if (connections_.size() < forget_at_) return;
        std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
        forget_at_ = 2 * connections_.size() + 64;
    }

    Listener& owner_;
    runtime::ShardLoop& loop_;
    TcpAcceptor acceptor_;
    /// For `stop`; the gone ones are forgotten when the list has doubled.
    std::vector<std::weak_ptr<HttpConnection>> connections_;
    std::size_t forget_at_ = 64;
};

Listener::Listener(runtime::ShardPool& pool, HttpLimits limits, std::shared_ptr<ConnectionLimits> connections,
                   HttpCallbacks callbacks, std::shared_ptr<const TlsContext> tls)
    : pool_(pool), limits_(limits), connections_(std::move(connections)),
      callbacks_(std::make_shared<const HttpCallbacks>(std::move(callbacks))), tls_(std::move(tls))
{
}

Listener::~Listener() = default;

boost::system::error_code Listener::open(const tcp::endpoint& endpoint)
{
    // SO_REUSEPORT would let a second server of the same user share our port without a word: one that is there is found
    // by binding once without it.
    TcpAcceptor probe{pool_.loop(0).context()};
    boost::system::error_code taken;
    probe.open(endpoint.protocol(), taken);
    if (!taken) probe.set_option(boost::asio::socket_base::reuse_address(true), taken);
    if (!taken) probe.bind(endpoint, taken);
    if (!taken) probe.listen(1, taken);
    if (taken) return taken;
    probe.close();

    endpoint_ = endpoint;
    for (ShardIndex shard = 0; shard < pool_.count(); ++shard) {
        auto acceptor = std::make_shared<Acceptor>(*this, pool_.loop(shard));
        if (auto fault = acceptor->open(endpoint_)) return fault;
        // With port 0 the first one finds the port that the others share.
        endpoint_ = acceptor->endpoint();
        acceptors_.push_back(std::move(acceptor));
    }
    return {};
}

void Listener::start()
{
    for (ShardIndex shard = 0; shard < acceptors_.size(); ++shard)
        pool_.post(shard, [acceptor = acceptors_[shard]] { acceptor->accept(); });
}

void Listener::stop()
{
    for (ShardIndex shard = 0; shard < acceptors_.size(); ++shard)
        pool_.post(shard, [acceptor = acceptors_[shard]] { acceptor->stop(); });
}

} // namespace parlor::net
