#include "bench/load/loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace parlor::load {
namespace {

void control(int epoll, int operation, int descriptor, std::uint32_t events, Socket& socket)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &socket;
    if (::epoll_ctl(epoll, operation, descriptor, &event) != 0)
        throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
}

} // namespace

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (epoll_ < 0) throw std::system_error{errno, std::generic_category(), "epoll_create1"};
}

Loop::~Loop()
{
    ::close(epoll_);
}

void Loop::add(int descriptor, Socket& socket)
{
    control(epoll_, EPOLL_CTL_ADD, descriptor, EPOLLIN, socket);
}

void Loop::want_writable(int descriptor, Socket& socket, bool wanted)
{
    control(epoll_, EPOLL_CTL_MOD, descriptor, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, socket);
}

bool Loop::run_until(const std::function<bool()>& done, Clock::time_point deadline)
{
    now_ = Clock::now();
    flush_all();
    while (!done()) {
        if (now_ >= deadline) return false;
        turn(deadline);
    }
    return true;
}

void Loop::turn(Clock::time_point deadline)
{
    // Woken at least this often, so that whoever waits for a time is not late by more.
    constexpr std::chrono::milliseconds longest_wait{20};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now_);
    const auto wait = std::exchange(awake_, false) ? std::chrono::milliseconds{0}
                                                   : std::clamp(left, std::chrono::milliseconds{0}, longest_wait);
    std::array<epoll_event, 512> events{};
    const int count =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(wait.count()));
    now_ = Clock::now();
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        auto& socket = *static_cast<Socket*>(event.data.ptr);
        if (event.events & EPOLLOUT) socket.on_writable();
        if (event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) socket.on_readable();
    }
    flush_all();
}

void Loop::flush_all()
{
    for (auto* socket : std::exchange(dirty_, {})) socket->flush();
}

} // namespace parlor::load
