#include "ws/hub.hpp"

#include "base/log.hpp"
#include "ws/connection.hpp"

#include <algorithm>

namespace parlor::ws {
namespace {

/// How exactly time-outs are kept: a fraction of the shortest one, within reason.
Millis tick_of(const WsOptions& options)
{
    return std::clamp(std::min(options.heartbeat, options.blocked_time) / 8, Millis{10}, Millis{1000});
}

/// With fewer sockets than this, one call each costs less than a batch.
constexpr std::size_t batch_from = 4;
/// Where a batch copies frames together that go to the same socket.
constexpr std::size_t batch_room = 512 * 1024;

} // namespace

struct WsHub::Batch {
    explicit Batch(std::unique_ptr<net::SendBatch> made) : sender(std::move(made))
    {
        jobs.reserve(net::SendBatch::most);
        owners.reserve(net::SendBatch::most);
    }

    std::unique_ptr<net::SendBatch> sender;
    std::vector<char> room = std::vector<char>(batch_room);
    std::vector<net::SendJob> jobs; // reserved: what is on its way must not be lost track of
    std::vector<WsConnection*> owners;
};

WsHub::~WsHub() = default;

WsHub::WsHub(runtime::ShardLoop& loop, WsOptions options)
    : loop_(loop), options_(options), tick_(tick_of(options)),
      read_buffer_(std::make_unique<std::array<char, 65'536>>()), deflater_(options.deflate)
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
    finished_ = true;
    while (!all_.empty()) {
        auto last = all_.back();
        last->finish();
    }
}

void WsHub::turn_end()
{
    // Telling of an end may make others send, and a failed write may end one.
    while (!dirty_.empty() || !ended_.empty()) {
        flush_dirty();
        for (auto& connection : std::exchange(ended_, {})) connection->tell_closed();
    }
    deflater_.forget();
}

void WsHub::flush_dirty()
{
    writing_.swap(dirty_);
    if (options_.batch_sends && !batch_tried_ && writing_.size() >= batch_from) {
        // Here and not before, because a batch belongs to the thread that made it.
        batch_tried_ = true;
        if (auto sender = net::SendBatch::make()) batch_ = std::make_unique<Batch>(std::move(sender));
        batching_ = batch_ != nullptr;
    }
    if (batch_ && writing_.size() >= batch_from)
        flush_together();
    else
        for (auto& connection : writing_) guarded(*connection, [&] { connection->flush(); });
    writing_.clear();
}

template <class Write> void WsHub::guarded(WsConnection& connection, Write write)
{
    try {
        write();
    } catch (const std::exception& fault) {
        // No memory, or a bug. What has left of its bytes is not known, so that nothing more may; the client comes back.
        log::error("writing_failed", {{"what", fault.what()}});
        connection.finish();
    }
}

void WsHub::flush_together()
{
    for (std::size_t next = 0; next < writing_.size();) {
        auto& jobs = batch_->jobs;
        auto& owners = batch_->owners;
        jobs.clear();
        owners.clear();
        for (std::span<char> room{batch_->room};
             next < writing_.size() && jobs.size() < net::SendBatch::most && room.size() >= net::gather_bytes; ++next) {
            auto& connection = *writing_[next];
            std::string_view bytes;
            guarded(connection, [&] { bytes = connection.next_bytes(room.first(net::gather_bytes)); });
            if (bytes.empty()) continue;
            if (bytes.data() == room.data()) room = room.subspan(bytes.size());
            jobs.push_back({.socket = connection.native_socket(), .bytes = bytes});
            owners.push_back(&connection);
        }
        const bool sound = batch_->sender->send(jobs);
        for (std::size_t i = 0; i < jobs.size(); ++i)
            guarded(*owners[i], [&] { owners[i]->wrote(jobs[i].bytes.size(), jobs[i].result); });
        if (sound) continue;
        log::warning("io_uring_failed", {{"what", "The ring has failed; sockets are written one by one from now on."}});
        batch_.reset();
        batching_ = false;
        for (; next < writing_.size(); ++next) guarded(*writing_[next], [&] { writing_[next]->flush(); });
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
