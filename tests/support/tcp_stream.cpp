#include "tests/support/tcp_stream.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace parlor::test {
namespace {

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

void wait_for(int socket, short event, Deadline deadline, const char* what)
{
    pollfd wait{.fd = socket, .events = event, .revents = 0};
    if (poll(&wait, 1, left_ms(deadline)) == 0) throw std::runtime_error(std::string{what} + ": too late");
}

} // namespace

TcpStream::TcpStream(std::uint16_t port, int receive_buffer)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP))
{
    if (socket_ < 0) fail("socket");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // Before connecting: the window is told in the handshake.
    if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int fault = errno;
        close();
        errno = fault;
        fail("connect");
    }
}

TcpStream::~TcpStream()
{
    close();
}

TcpStream::TcpStream(TcpStream&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), tls_(std::move(other.tls_))
{
}

TcpStream& TcpStream::operator=(TcpStream&& other) noexcept
{
    std::swap(socket_, other.socket_);
    std::swap(tls_, other.tls_);
    return *this;
}

void TcpStream::secure()
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    tls_ = {SSL_new(context.get()), SSL_free};
    SSL_set_fd(tls_.get(), socket_);
    // Reading in the middle of a handshake that does not end would block a test for good.
    const timeval longest{.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(patience).count(), .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    if (SSL_connect(tls_.get()) != 1) throw std::runtime_error("no TLS");
}

std::string TcpStream::certified_name() const
{
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(tls_.get()), X509_free};
    std::string name(200, '\0');
    const auto length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                                                  static_cast<int>(name.size()));
    name.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return name;
}

void TcpStream::send_secure(std::string_view bytes)
{
    std::size_t sent = 0;
    if (SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent) != 1) throw std::runtime_error("send over TLS");
}

void TcpStream::send(std::string_view bytes)
{
    if (tls_) return send_secure(bytes);
    const auto deadline = in(patience);
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno == EAGAIN)
            wait_for(socket_, POLLOUT, deadline, "send");
        else
            fail("send");
    }
}

std::string TcpStream::receive(std::chrono::milliseconds longest)
{
    if (!tls_ || SSL_has_pending(tls_.get()) == 0) wait_for(socket_, POLLIN, in(longest), "receive");
    std::string bytes(16 * 1024, '\0');
    if (tls_) {
        std::size_t count = 0;
        SSL_read_ex(tls_.get(), bytes.data(), bytes.size(), &count);
        bytes.resize(count);
        return bytes;
    }
    const auto size = recv(socket_, bytes.data(), bytes.size(), 0);
    if (size < 0) fail("receive");
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

bool TcpStream::ended_by_server() const
{
    char byte = 0;
    const auto size = recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN);
}

void TcpStream::finish()
{
    shutdown(socket_, SHUT_WR);
}

void TcpStream::reset()
{
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void TcpStream::close()
{
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

} // namespace parlor::test
