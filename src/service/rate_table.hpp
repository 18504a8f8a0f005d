#pragma once
#include "base/result.hpp"
#include "service/token_bucket.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace parlor::service {

/// A bucket per key (address, session). Buckets that are full again are forgotten whenever the table has doubled since,
/// at most once a second; past `max_keys` unknown keys are refused rather than forgotten debts. One thread.
class RateTable {
public:
    RateTable(std::size_t per_minute, std::size_t max_keys = 100'000)
        : per_second_(static_cast<double>(per_minute) / 60.0), capacity_(static_cast<double>(per_minute)),
          max_keys_(max_keys), sweep_at_(std::min(max_keys, smallest_sweep))
    {
    }

    /// Refuses with `rate_limited`; `what` completes the sentence "Too many …".
    Result<void> take(const std::string& key, Instant now, std::string_view what)
    {
        auto found = buckets_.find(key);
        if (found == buckets_.end()) {
            if (buckets_.size() >= sweep_at_ && now - swept_ >= sweep_pause) sweep(now);
            if (buckets_.size() >= max_keys_) return refusal(what, Millis{1000});
            found = buckets_.emplace(key, TokenBucket{per_second_, capacity_}).first;
        }
        if (found->second.take(now)) return {};
        return refusal(what, found->second.wait_for());
    }

    /// How many keys are remembered.
    std::size_t size() const { return buckets_.size(); }

    /// Undoes one `take`.
    void give_back(const std::string& key)
    {
        if (auto found = buckets_.find(key); found != buckets_.end()) found->second.give_back();
    }

    /// As take, but takes nothing: whether the next `take` would go through.
    Result<void> peek(const std::string& key, Instant now, std::string_view what) const
    {
        auto found = buckets_.find(key);
        if (found == buckets_.end() || found->second.holds(now)) return {};
        return refusal(what, found->second.wait_for());
    }

private:
    static constexpr std::size_t smallest_sweep = 64;
    static constexpr Millis sweep_pause{1000};

    void sweep(Instant now)
    {
        std::erase_if(buckets_, [&](const auto& item) { return item.second.full(now); });
        sweep_at_ = std::min(max_keys_, std::max(smallest_sweep, 2 * buckets_.size()));
        swept_ = now;
    }
    static Error refusal(std::string_view what, Millis wait)
    {
        return {Errc::rate_limited, "Too many " + std::string{what} + "; wait a little.", {}, wait.count()};
    }

    double per_second_;
    double capacity_;
    std::size_t max_keys_;
    std::size_t sweep_at_; ///< so many keys
    Instant swept_{};
    std::unordered_map<std::string, TokenBucket> buckets_;
};

} // namespace parlor::service
