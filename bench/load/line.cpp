#include "bench/load/line.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace parlor::load {
namespace {

SSL_CTX* client_context()
{
    static SSL_CTX* const context = [] {
        auto* made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_read_ahead(made, 1);
        return made;
    }();
    return context;
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

void leave_from(int socket, std::uint32_t source)
{
    // The port is drawn at connect(), so that each address has all ports for each server.
    const int on = 1;
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(source);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
}

} // namespace

Line::Line() = default;

Line::~Line()
{
    if (socket_ >= 0) ::close(socket_);
}

Line::Line(Line&& other) noexcept : socket_(std::exchange(other.socket_, -1)), tls_(std::move(other.tls_)) {}

Line& Line::operator=(Line&& other) noexcept
{
    std::swap(socket_, other.socket_);
    std::swap(tls_, other.tls_);
    return *this;
}

void Line::Free::operator()(ssl_st* tls) const
{
    SSL_free(tls);
}

Line Line::open(unsigned short port, bool secure, std::uint32_t source)
{
    Line line;
    line.socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (line.socket_ < 0) fail("socket");
    const int on = 1;
    ::setsockopt(line.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (source != 0) leave_from(line.socket_, source);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(line.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS)
        fail("connect");
    if (!secure) return line;
    line.tls_.reset(SSL_new(client_context()));
    SSL_set_fd(line.tls_.get(), line.socket_);
    SSL_set_connect_state(line.tls_.get());
    return line;
}

std::size_t Line::send(std::string_view bytes)
{
    wants_answer_ = false;
    if (!tls_) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) fail("send");
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }
    std::size_t total = 0;
    while (total < bytes.size()) {
        ERR_clear_error();
        std::size_t sent = 0;
        const int answer = SSL_write_ex(tls_.get(), bytes.data() + total, bytes.size() - total, &sent);
        total += sent;
        if (answer == 1) continue;
        const int fault = SSL_get_error(tls_.get(), answer);
        wants_answer_ = fault == SSL_ERROR_WANT_READ;
        if (!wants_answer_ && fault != SSL_ERROR_WANT_WRITE) throw std::runtime_error{"TLS: cannot send"};
        break;
    }
    return total;
}

std::size_t Line::receive(std::span<char> room)
{
    if (!tls_) {
        const auto received = ::recv(socket_, room.data(), room.size(), 0);
        if (received < 0 && errno != EAGAIN) fail("recv");
        if (received == 0) throw std::runtime_error{"the server closed a connection"};
        return received < 0 ? 0 : static_cast<std::size_t>(received);
    }
    std::size_t total = 0;
    while (total < room.size()) {
        ERR_clear_error();
        std::size_t received = 0;
        const int answer = SSL_read_ex(tls_.get(), room.data() + total, room.size() - total, &received);
        total += received;
        if (answer == 1) continue;
        const int fault = SSL_get_error(tls_.get(), answer);
        if (fault != SSL_ERROR_WANT_READ && fault != SSL_ERROR_WANT_WRITE)
            throw std::runtime_error{"TLS: the server closed a connection"};
        break;
    }
    return total;
}

} // namespace parlor::load
