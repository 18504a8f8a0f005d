#include "net/stream.hpp"

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/socket.h>

namespace parlor::net {

Stream::Stream(Socket socket, std::unique_ptr<TlsSession> tls) : socket_(std::move(socket)), tls_(std::move(tls))
{
    boost::system::error_code ignored;
    if (tls_) socket_.non_blocking(true, ignored);
}

bool Stream::move_to(boost::asio::io_context& loop)
{
    Socket moved{loop};
    boost::system::error_code fault;
    const auto protocol = socket_.local_endpoint(fault).protocol();
    // Both loops watch it for a moment: where the other one can't, nothing has changed.
    if (!fault) moved.assign(protocol, socket_.native_handle(), fault);
    if (fault) return false;
    socket_.release();
    socket_ = std::move(moved);
    return true;
}

std::ptrdiff_t Stream::receive(std::span<char> room)
{
    if (!tls_) {
        const auto bytes = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
        if (bytes >= 0) return bytes;
        return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
    }
    const auto bytes = tls_->read(room);
    // Answers of the handshake, or the alert that says why there is no more.
    if (!tls_->waiting().empty() && push() == Pushed::broken) return -EPIPE;
    return bytes;
}

bool Stream::client_has_ended()
{
    pollfd socket{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&socket, 1, 0) > 0;
}

Stream::Pushed Stream::push()
{
    if (!tls_) return Pushed::all;
    while (!tls_->waiting().empty()) {
        const auto bytes = tls_->waiting();
        const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            tls_->sent(static_cast<std::size_t>(sent));
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return Pushed::blocked;
        else if (errno != EINTR)
            return Pushed::broken;
    }
    return Pushed::all;
}

void Stream::end_sending()
{
    if (tls_) {
        tls_->end();
        push();
    }
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Stream::close()
{
    boost::system::error_code ignored;
    socket_.close(ignored);
}

boost::system::error_code Stream::fault_of(std::ptrdiff_t bytes)
{
    if (bytes > 0) return {};
    if (bytes == 0) return boost::asio::error::eof;
    return {static_cast<int>(-bytes), boost::system::system_category()};
}

} // namespace parlor::net
