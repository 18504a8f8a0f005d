#include "bench/load/member.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace parlor::load {
namespace {

Heard kind_of(std::string_view message)
{
    constexpr std::string_view start = R"({"type":")";
    if (!message.starts_with(start)) throw std::runtime_error{"not a message: " + std::string{message.substr(0, 200)}};
    const auto type = message.substr(start.size());
    if (type.starts_with(R"(entry")")) return Heard::entry;
    if (type.starts_with(R"(relayed_data")")) return Heard::relayed;
    if (type.starts_with(R"(ack")")) return Heard::ack;
    if (type.starts_with(R"(error")") || type.starts_with(R"(removed")"))
        throw std::runtime_error{"the server refused: " + std::string{message.substr(0, 400)}};
    return Heard::other;
}

int open_socket()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::system_error{errno, std::generic_category(), "socket"};
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

} // namespace

std::string text_after(std::string_view message, std::string_view before)
{
    const auto found = message.find(before);
    const auto start = found + before.size();
    const auto end = found == std::string_view::npos ? found : message.find('"', start);
    if (end == std::string_view::npos)
        throw std::runtime_error{"no " + std::string{before} + " in: " + std::string{message.substr(0, 400)}};
    return std::string{message.substr(start, end - start)};
}

Member::Member(Loop& loop, Place place, MemberListener& listener)
    : loop_(loop), place_(std::move(place)), listener_(listener)
{
}

Member::~Member()
{
    if (socket_ >= 0) ::close(socket_);
}

void Member::start()
{
    started_at_ = Clock::now();
    socket_ = open_socket();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(place_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        throw std::system_error{errno, std::generic_category(), "connect"};
    loop_.add(socket_, *this);
    write(to_text({.method = "POST", .path = "/api/v1/sessions", .token = {}, .body = "{}"}));
}

void Member::send(std::string_view message)
{
    append_client_frame(out_, Opcode::text, message);
    write({});
}

void Member::write(std::string_view bytes)
{
    out_ += bytes;
    if (dirty_) return;
    dirty_ = true;
    loop_.flush_later(*this);
}

void Member::flush()
{
    dirty_ = false;
    if (blocked_ || out_.empty()) return;
    const auto sent = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) throw std::system_error{errno, std::generic_category(), "send"};
    if (sent > 0) out_.erase(0, static_cast<std::size_t>(sent));
    if (out_.empty()) return;
    blocked_ = true;
    loop_.want_writable(socket_, *this, true);
}

void Member::on_writable()
{
    if (!blocked_) return;
    blocked_ = false;
    loop_.want_writable(socket_, *this, false);
    flush();
}

void Member::on_readable()
{
    static std::array<char, 256 * 1024> buffer;
    const auto received = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received < 0) throw std::system_error{errno, std::generic_category(), "recv"};
    if (received == 0) throw std::runtime_error{"the server closed a connection"};
    const std::string_view bytes{buffer.data(), static_cast<std::size_t>(received)};
    if (carry_.empty()) {
        carry_ = bytes.substr(take(bytes));
    } else {
        carry_ += bytes;
        carry_.erase(0, take(carry_));
    }
    if (carry_.empty() && carry_.capacity() > 4096) carry_ = {};
}

std::size_t Member::take(std::string_view bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const auto rest = bytes.substr(taken);
        if (phase_ == Phase::opening_session || phase_ == Phase::upgrading) {
            const auto answer = first_answer(rest);
            if (!answer) break;
            taken += answer->size;
            on_answer(*answer);
        } else {
            const auto frame = first_frame(rest);
            if (!frame) break;
            taken += frame->size;
            on_frame(*frame);
        }
    }
    return taken;
}

void Member::on_answer(const HttpAnswer& answer)
{
    const bool opening = phase_ == Phase::opening_session;
    if (answer.status != (opening ? 201 : 101))
        throw std::runtime_error{"status " + std::to_string(answer.status) + ": " + std::string{answer.body}};
    if (opening) {
        token_ = text_after(answer.body, R"("token":")");
        phase_ = Phase::upgrading;
        write(upgrade_text("/api/v1/ws", token_));
        return;
    }
    phase_ = Phase::joining;
    send(R"({"type":"join","id":"join","data":{"lobby_id":")" + place_.lobby + R"(","tab":"bench"}})");
}

void Member::on_frame(const ServerFrame& frame)
{
    switch (frame.opcode) {
    case Opcode::text: return on_text(frame.payload);
    case Opcode::ping: append_client_frame(out_, Opcode::pong, frame.payload); return write({});
    case Opcode::pong: return;
    case Opcode::close: throw std::runtime_error{"the server closed a WebSocket"};
    }
    throw std::runtime_error{"the server sent an unknown kind of frame"};
}

void Member::on_text(std::string_view message)
{
    const auto heard = kind_of(message);
    if (phase_ == Phase::joined) return listener_.on_message(*this, heard, message);
    if (heard != Heard::ack) return;
    id_ = text_after(message, R"("participant":{"id":")");
    phase_ = Phase::joined;
    listener_.on_joined(*this);
}

} // namespace parlor::load
