#include "ws/hub.hpp"

#include "ws/connection.hpp"

#include <algorithm>

namespace parlor::ws {
namespace {

/// How exactly time-outs are kept: a fraction of the shortest one, within reason.
Millis tick_of(const WsOptions& options)
{
    return std::clamp(std::min(options.heartbeat, options.blocked_time) / 8, Millis{10}, Millis{1000});
}

} // namespace

WsHub::WsHub(runtime::ShardLoop& loop, WsOptions options)
    : loop_(loop), options_(options), tick_(tick_of(options)),
      read_buffer_(std::make_unique<std::array<char, 65'536>>())
{
    loop.at_turn_end([this] { turn_end(); });
    loop.post([this] { tick(); });
}

void WsHub::add(std::shared_ptr<WsConnection> connection)
{
    connection->hub_index_ = all_.size();
    all_.push_back(std::move(connection));
    size_.store(all_.size(), std::memory_order_relaxed);
    ++counters.opened;
}

void WsHub::remove(WsConnection& connection)
{
    const auto index = connection.hub_index_;
    if (index >= all_.size() || all_[index].get() != &connection) return;
    std::swap(all_[index], all_.back());
    all_[index]->hub_index_ = index;
    all_.pop_back();
    size_.store(all_.size(), std::memory_order_relaxed);
}

void WsHub::finish_all()
{
    while (!all_.empty()) {
        auto last = all_.back();
        last->finish();
    }
}

void WsHub::turn_end()
{
    // Telling of an end may make others send, and a failed write may end one.
    while (!dirty_.empty() || !ended_.empty()) {
        for (auto& connection : std::exchange(dirty_, {})) connection->flush();
        for (auto& connection : std::exchange(ended_, {})) connection->tell_closed();
    }
}

void WsHub::tick()
{
    const auto now = std::chrono::steady_clock::now();
    std::size_t waiting = 0;
    // By index from the end: a check may take its connection off the list.
    for (auto i = all_.size(); i > 0; --i) {
        if (i > all_.size()) continue;
        auto connection = all_[i - 1];
        connection->check(now);
        waiting += connection->outbox_.bytes();
    }
    waiting_bytes_.store(waiting, std::memory_order_relaxed);
    loop_.timers().after(tick_, [this] { tick(); });
}

} // namespace parlor::ws
