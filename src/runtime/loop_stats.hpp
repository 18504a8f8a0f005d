#pragma once
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace parlor::runtime {

/// How long the turns of a loop take: counts by power of two of microseconds. Written by the loop, read by anyone.
class LoopStats {
public:
    void add(std::chrono::nanoseconds turn)
    {
        const auto us = static_cast<std::uint64_t>(turn.count() / 1000);
        const auto bucket = static_cast<std::size_t>(std::bit_width(us));
        auto& count = counts_[bucket < buckets ? bucket : buckets - 1];
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    /// Upper bound, in microseconds, of the shortest `share` (0 … 1) of all turns; 0 before the first.
    std::uint64_t quantile_us(double share) const
    {
        std::uint64_t total = 0;
        for (const auto& count : counts_) total += count.load(std::memory_order_relaxed);
        if (total == 0) return 0;
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets; ++i) {
            seen += counts_[i].load(std::memory_order_relaxed);
            if (static_cast<double>(seen) >= share * static_cast<double>(total)) return (std::uint64_t{1} << i) - 1;
        }
        return (std::uint64_t{1} << buckets) - 1;
    }

private:
    static constexpr std::size_t buckets = 32;
    std::array<std::atomic<std::uint64_t>, buckets> counts_{};
};

} // namespace parlor::runtime
