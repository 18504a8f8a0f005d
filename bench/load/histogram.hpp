#pragma once
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace parlor::load {

/// Counts durations in buckets that are at most 1/32 of their value wide, so that a percentile costs no list.
class Histogram {
public:
    using Nanos = std::chrono::nanoseconds;

    void add(Nanos duration)
    {
        ++counts_[bucket_of(static_cast<std::uint64_t>(duration.count()))];
        ++total_;
    }
    std::uint64_t total() const { return total_; }
    /// The smallest duration that a share of all (0 to 1) does not exceed, up to a bucket's width; 0 of none.
    Nanos percentile(double share) const;

private:
    static constexpr unsigned fine_bits = 5;
    static constexpr std::size_t fine = std::size_t{1} << fine_bits;

    static std::size_t bucket_of(std::uint64_t value)
    {
        if (value < fine) return value;
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - fine_bits;
        return (shift + 1) * fine + ((value >> shift) - fine);
    }
    static std::uint64_t top_of(std::size_t bucket)
    {
        if (bucket < fine) return bucket;
        const auto shift = bucket / fine - 1;
        return ((bucket % fine + fine + 1) << shift) - 1;
    }

    std::array<std::uint64_t, (64 - fine_bits + 1) * fine> counts_{};
    std::uint64_t total_ = 0;
};

inline Histogram::Nanos Histogram::percentile(double share) const
{
    const auto wanted = share * static_cast<double>(total_);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        seen += counts_[bucket];
        if (seen > 0 && static_cast<double>(seen) >= wanted) return Nanos{static_cast<std::int64_t>(top_of(bucket))};
    }
    return {};
}

} // namespace parlor::load
