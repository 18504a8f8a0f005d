#pragma once
#include "base/clock.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace parlor::runtime {

/// How often turns took how long, by power of two of microseconds.
struct TurnCounts {
    static constexpr std::size_t buckets = 32;
    std::array<std::uint64_t, buckets> counts{};

    std::uint64_t total() const
    {
        std::uint64_t sum = 0;
        for (auto count : counts) sum += count;
        return sum;
    }
    /// Upper bound, in microseconds, of the shortest `share` (0 … 1) of all turns; 0 before the first.
    std::uint64_t quantile_us(double share) const
    {
        const auto all = total();
        if (all == 0) return 0;
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets; ++i) {
            seen += counts[i];
            if (static_cast<double>(seen) >= share * static_cast<double>(all)) return (std::uint64_t{1} << i) - 1;
        }
        return (std::uint64_t{1} << buckets) - 1;
    }
    /// What came on top of an earlier state of the same counts.
    TurnCounts since(const TurnCounts& earlier) const
    {
        TurnCounts more;
        for (std::size_t i = 0; i < buckets; ++i) more.counts[i] = counts[i] - earlier.counts[i];
        return more;
    }
};

/// How long the turns of a loop take. Written by the loop, read by anyone.
class LoopStats {
public:
    void add(std::chrono::nanoseconds turn)
    {
        const auto us = static_cast<std::uint64_t>(turn.count() / 1000);
        const auto bucket = static_cast<std::size_t>(std::bit_width(us));
        auto& count = counts_[bucket < TurnCounts::buckets ? bucket : TurnCounts::buckets - 1];
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    /// Of all turns since the start.
    TurnCounts counts() const
    {
        TurnCounts read;
        for (std::size_t i = 0; i < TurnCounts::buckets; ++i)
            read.counts[i] = counts_[i].load(std::memory_order_relaxed);
        return read;
    }
    std::uint64_t quantile_us(double share) const { return counts().quantile_us(share); }

private:
    std::array<std::atomic<std::uint64_t>, TurnCounts::buckets> counts_{};
};

/// Which share of its time a loop works, over a second or more. Used on one thread.
class BusyShare {
public:
    /// It has worked from `start` to `end`.
    void add(Instant start, Instant end)
    {
        if (since_ == Instant{}) since_ = start;
        busy_ += end - start;
        if (end - since_ < period) return;
        share_ = std::chrono::duration<double>{busy_} / std::chrono::duration<double>{end - since_};
        since_ = end;
        busy_ = {};
    }
    /// 0 … 1, of the last period that a turn has ended.
    double share() const { return share_; }

private:
    static constexpr std::chrono::seconds period{1};

    Instant since_{};
    std::chrono::nanoseconds busy_{0};
    double share_ = 0;
};

} // namespace parlor::runtime
