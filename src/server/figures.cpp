#include "server/figures.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace parlor::server {
namespace {

constexpr Millis sample_every{1'000};
constexpr std::size_t window_samples = 10;

std::int64_t milliseconds(std::chrono::steady_clock::duration time)
{
    return std::chrono::duration_cast<Millis>(time).count();
}

/// Resident memory (proc(5), statm).
std::int64_t resident_bytes()
{
    std::int64_t total = 0;
    std::int64_t resident = 0;
    std::ifstream{"/proc/self/statm"} >> total >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

} // namespace

Figures::Figures(runtime::ShardPool& pool, const Sockets& sockets, const net::ConnectionLimits& connections,
                 const net::HttpCounters& http, const service::Store& store, const Clock& clock)
    : pool_(pool), sockets_(sockets), connections_(connections), http_(http), store_(store), clock_(clock),
      started_(clock.instant())
{
}

void Figures::start()
{
    take_sample();
}

void Figures::take_sample()
{
    window_.push_back(sample());
    if (window_.size() > window_samples) window_.pop_front();
    pool_.loop(0).timers().after(sample_every, [this] { take_sample(); });
}

Figures::Sample Figures::sample() const
{
    Sample now{.at = clock_.instant(), .entries = store_.stats().appended, .turns = {}};
    for (const auto& shard : sockets_) {
        const auto& from = shard->hub.counters;
        now.messages_received += from.messages;
        now.messages_sent += from.frames_queued;
        now.bytes_received += from.bytes_received;
        now.bytes_sent += from.bytes_sent;
    }
    for (ShardIndex i = 0; i < pool_.count(); ++i) now.turns.push_back(pool_.loop(i).stats().counts());
    return now;
}

std::size_t Figures::websockets() const
{
    std::size_t open = 0;
    for (const auto& shard : sockets_) open += shard->hub.size();
    return open;
}

void Figures::fill(protocol::AdminStats& stats) const
{
    const auto now = sample();
    const auto& before = window_.empty() ? now : window_.front();
    const auto window = std::max<std::int64_t>(1, milliseconds(now.at - before.at));
    const auto rate = [&](std::uint64_t Sample::*counter) {
        return static_cast<std::int64_t>((now.*counter - before.*counter) * 1000) / window;
    };
    stats.uptime_ms = milliseconds(now.at - started_);
    stats.counts.websockets = websockets();
    stats.counts.sockets = connections_.open();
    stats.rates = {.window_ms = window,
                   .messages_received = rate(&Sample::messages_received),
                   .messages_sent = rate(&Sample::messages_sent),
                   .bytes_received = rate(&Sample::bytes_received),
                   .bytes_sent = rate(&Sample::bytes_sent),
                   .entries = rate(&Sample::entries)};
    std::size_t outbox_bytes = 0;
    for (const auto& shard : sockets_) outbox_bytes += shard->hub.waiting_bytes();
    std::size_t tasks = 0;
    for (ShardIndex i = 0; i < pool_.count(); ++i) tasks += pool_.loop(i).waiting();
    stats.queues = {.store_calls = store_.stats().queued, .shard_tasks = tasks, .outbox_bytes = outbox_bytes};
    stats.memory_bytes = resident_bytes();
    for (std::size_t i = 0; i < now.turns.size(); ++i) {
        const auto turns = now.turns[i].since(before.turns[i]);
        stats.loops.push_back(
            {.turns = turns.total(), .p50_us = turns.quantile_us(0.5), .p99_us = turns.quantile_us(0.99)});
    }
}

void Figures::write(prometheus::Writer& out) const
{
    const auto now = sample();
    std::uint64_t opened = 0;
    std::uint64_t too_slow = 0;
    std::uint64_t silent = 0;
    std::uint64_t dropped_frames = 0;
    std::uint64_t deflated_frames = 0;
    std::uint64_t deflated_before = 0;
    std::uint64_t deflated_after = 0;
    for (const auto& shard : sockets_) {
        const auto& from = shard->hub.counters;
        opened += from.opened;
        too_slow += from.too_slow;
        silent += from.silent;
        dropped_frames += from.dropped_frames;
        const auto& deflated = shard->hub.deflater().counters();
        deflated_frames += deflated.frames;
        deflated_before += deflated.bytes_before;
        deflated_after += deflated.bytes_after;
    }
    out.gauge("parlor_websockets", "WebSockets that are open.", static_cast<double>(websockets()));
    out.gauge("parlor_event_loops", "Event loops.", static_cast<double>(sockets_.size()));
    out.head("parlor_loop_websockets", "WebSockets that are open, by the event loop that serves them.", "gauge");
    for (std::size_t i = 0; i < sockets_.size(); ++i)
        out.sample("parlor_loop_websockets", "loop", std::to_string(i), static_cast<double>(sockets_[i]->hub.size()));
    out.gauge(
        "parlor_io_uring_loops", "Event loops that write by io_uring; one begins with its first crowd.",
        static_cast<double>(std::ranges::count_if(sockets_, [](const auto& shard) { return shard->hub.batches(); })));
    out.gauge("parlor_sockets", "Sockets that are open, WebSockets included.",
              static_cast<double>(connections_.open()));
    out.counter("parlor_sockets_refused_total", "Sockets refused because of a bound.", connections_.refused());
    out.counter("parlor_websockets_opened_total", "WebSockets opened.", opened);
    out.counter("parlor_messages_received_total", "Messages received by WebSockets.", now.messages_received);
    out.counter("parlor_messages_sent_total", "Messages queued for WebSockets.", now.messages_sent);
    out.counter("parlor_bytes_received_total", "Bytes received by WebSockets.", now.bytes_received);
    out.counter("parlor_bytes_sent_total", "Bytes sent by WebSockets.", now.bytes_sent);
    out.counter("parlor_closed_too_slow_total", "WebSockets closed with 4008.", too_slow);
    out.counter("parlor_closed_silent_total", "WebSockets closed because nothing was heard.", silent);
    write_ends(out);
    out.counter("parlor_frames_dropped_total", "Frames dropped for slow clients.", dropped_frames);
    out.counter("parlor_compressed_total", "Messages compressed, each once for all who hear it.", deflated_frames);
    out.counter("parlor_compressed_bytes_before_total", "Bytes of these messages before.", deflated_before);
    out.counter("parlor_compressed_bytes_after_total", "And after.", deflated_after);
    out.gauge("parlor_memory_bytes", "Resident memory.", static_cast<double>(resident_bytes()));
    for (const auto& [share, name] : {std::pair{0.5, "0.5"}, std::pair{0.99, "0.99"}}) {
        std::uint64_t slowest = 0;
        for (const auto& turns : now.turns) slowest = std::max(slowest, turns.quantile_us(share));
        if (share == 0.5)
            out.head("parlor_turn_microseconds", "Time of one turn of the slowest event loop, by quantile.", "gauge");
        out.sample("parlor_turn_microseconds", "quantile", name, static_cast<double>(slowest));
    }
}

void Figures::write_ends(prometheus::Writer& out) const
{
    out.head("parlor_closed_total", "WebSockets that the server closed, by close code.", "counter");
    for (std::size_t place = 0; place < ws::CloseCounts::kinds; ++place) {
        std::uint64_t count = 0;
        for (const auto& shard : sockets_) count += shard->hub.counters.closed.at(place);
        const auto code = ws::CloseCounts::code_at(place);
        if (count > 0) out.sample_count("parlor_closed_total", "code", std::to_string(code), count);
    }
    out.head("parlor_http_answers_total", "Answers over HTTP, by status.", "counter");
    for (std::size_t status = 0; status < http_.answers.size(); ++status)
        if (const std::uint64_t count = http_.answers[status]; count > 0)
            out.sample_count("parlor_http_answers_total", "status", std::to_string(status), count);
    out.counter("parlor_http_late_total", "HTTP connections ended because a request took too long.", http_.late);
    out.counter("parlor_http_idle_total", "HTTP connections ended because no further request came.", http_.idle);
    out.counter("parlor_http_gone_total", "Requests for a WebSocket whose client had hung up before it was its turn.",
                http_.gone);
}

} // namespace parlor::server
