#include "tests/support/crowd.hpp"

#include "tests/support/client_frames.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <boost/json/serialize.hpp>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace parlor::test {
namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

int connected_socket(std::uint16_t port, int receive_buffer)
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (made < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer > 0) ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        throw std::system_error(errno, std::generic_category(), "connect");
    return made;
}

} // namespace

void raise_descriptors()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

Crowd::Crowd(std::uint16_t port, OnText on_text)
    : port_(port), on_text_(std::move(on_text)), epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
}

Crowd::~Crowd()
{
    for (std::size_t i = 0; i < members_.size(); ++i) drop(i);
    ::close(epoll_);
}

std::size_t Crowd::add(const std::string& token, int receive_buffer)
{
    auto member = std::make_unique<Member>();
    member->socket = connected_socket(port_, receive_buffer);
    member->out = upgrade_request(port_, {{"Authorization", "Bearer " + token}}) + "\r\n";
    members_.push_back(std::move(member));
    watch(members_.size() - 1, EPOLL_CTL_ADD);
    return members_.size() - 1;
}

void Crowd::send(std::size_t member, std::string_view type, const boost::json::object& data, std::string_view id)
{
    boost::json::object message{{"type", type}, {"data", data}};
    if (!id.empty()) message["id"] = id;
    members_[member]->out += frame(op_text, boost::json::serialize(message));
    write(member);
}

void Crowd::set_reading(std::size_t member, bool reading)
{
    members_[member]->reading = reading;
    if (members_[member]->socket >= 0) watch(member, EPOLL_CTL_MOD);
}

void Crowd::drop(std::size_t member)
{
    end(*members_[member]);
}

void Crowd::end(Member& member)
{
    member.ended = true;
    if (member.socket >= 0) ::close(std::exchange(member.socket, -1));
}

void Crowd::watch(std::size_t member, int operation)
{
    auto& one = *members_[member];
    std::uint32_t wanted = one.reading ? std::uint32_t{EPOLLIN} : 0U;
    if (!one.out.empty()) wanted |= EPOLLOUT;
    epoll_event event{.events = wanted, .data = {.u64 = member}};
    ::epoll_ctl(epoll_, operation, one.socket, &event);
}

bool Crowd::pump(const std::function<bool()>& done, std::chrono::milliseconds longest)
{
    const auto deadline = in(longest);
    std::array<epoll_event, 256> events{};
    while (!done()) {
        const int left = left_ms(deadline);
        if (left == 0) return false;
        // `done` may depend on more than our sockets: it is asked at least every 50 ms.
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), std::min(left, 50));
        for (int i = 0; i < count; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            on_event(event.data.u64, event.events);
        }
    }
    return true;
}

void Crowd::on_event(std::size_t member, std::uint32_t events)
{
    auto& one = *members_[member];
    if (one.socket >= 0 && (events & EPOLLOUT) != 0) write(member);
    if (one.socket < 0) return;
    if (one.reading && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) return read(member);
    // One that does not read is told of a reset by epoll alone, again and again.
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) end(one);
}

void Crowd::read(std::size_t member)
{
    auto& one = *members_[member];
    static thread_local std::array<char, 64 * 1024> buffer;
    const auto size = ::recv(one.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return end(one);
    const std::string_view bytes{buffer.data(), static_cast<std::size_t>(size)};
    one.open ? one.frames.add(bytes) : take_head(one, bytes);
    take_frames(member);
}

void Crowd::take_head(Member& member, std::string_view bytes)
{
    member.head += bytes;
    const auto at = member.head.find(end_of_head);
    if (at == std::string::npos) return;
    if (!member.head.starts_with("HTTP/1.1 101 ")) throw std::runtime_error("no handshake: " + member.head);
    member.open = true;
    member.frames.add(std::string_view{member.head}.substr(at + end_of_head.size()));
    member.head = {};
}

void Crowd::take_frames(std::size_t member)
{
    auto& one = *members_[member];
    while (auto found = one.frames.next()) {
        if (found->opcode == op_close) one.close_code = found->close_code();
        if (found->opcode == op_text && on_text_) on_text_(member, found->payload);
        if (found->opcode != op_ping) continue;
        one.out += frame(op_pong, found->payload);
        write(member);
    }
}

void Crowd::write(std::size_t member)
{
    auto& one = *members_[member];
    if (one.socket < 0) return;
    const auto sent = ::send(one.socket, one.out.data(), one.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) one.out.erase(0, static_cast<std::size_t>(sent));
    // Not connected yet, or full: epoll tells when. A broken one is found when it is read.
    watch(member, EPOLL_CTL_MOD);
}

} // namespace parlor::test
