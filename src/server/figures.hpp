#pragma once
#include "base/prometheus.hpp"
#include "net/connection_limits.hpp"
#include "net/http_connection.hpp"
#include "protocol/admin.hpp"
#include "runtime/shard_pool.hpp"
#include "service/store.hpp"
#include "ws/endpoint.hpp"

#include <deque>
#include <memory>
#include <vector>

namespace parlor::server {

/// Figures of what lies outside the services: sockets, event loops, the process. Rates are averaged over a window that
/// moves on by a sample every second.
class Figures {
public:
    using Sockets = std::vector<std::unique_ptr<ws::EndpointShard>>;

    /// All of it outlives this.
    Figures(runtime::ShardPool& pool, const Sockets& sockets, const net::ConnectionLimits& connections,
            const net::HttpCounters& http, const service::Store& store, const Clock& clock);

    /// Begins to take samples. Once, on shard 0.
    void start();
    /// Fills in what it knows. Shard 0 only.
    void fill(protocol::AdminStats& stats) const;
    /// Any thread.
    void write(prometheus::Writer& out) const;

private:
    /// Everything that is counted since the start, at one moment.
    struct Sample {
        Instant at{};
        std::uint64_t messages_received = 0;
        std::uint64_t messages_sent = 0;
        std::uint64_t bytes_received = 0;
        std::uint64_t bytes_sent = 0;
        std::uint64_t entries = 0;
        std::vector<runtime::TurnCounts> turns;
    };

    Sample sample() const;
    void take_sample();
    std::size_t websockets() const;
    void write_ends(prometheus::Writer& out) const;

    runtime::ShardPool& pool_;
    const Sockets& sockets_;
    const net::ConnectionLimits& connections_;
    const net::HttpCounters& http_;
    const service::Store& store_;
    const Clock& clock_;
    const Instant started_;
    /// Oldest first.
    std::deque<Sample> window_;
};

} // namespace parlor::server
