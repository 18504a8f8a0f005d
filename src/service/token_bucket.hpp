#pragma once
#include "base/clock.hpp"

#include <algorithm>
#include <chrono>

namespace parlor::service {

/// A rate with a burst: `capacity` units at most, refilled by `per_second`. One thread.
class TokenBucket {
public:
    TokenBucket(double per_second, double capacity) : per_second_(per_second), capacity_(capacity), level_(capacity) {}

    /// Takes `amount` where it is there. Nothing is taken otherwise.
    bool take(Instant now, double amount = 1)
    {
        refill(now);
        if (level_ < amount) return false;
        level_ -= amount;
        return true;
    }

    void give_back(double amount = 1) { level_ = std::min(capacity_, level_ + amount); }
    /// Whether `amount` could be taken now.
    bool holds(Instant now, double amount = 1) const { return level_at(now) >= amount; }

    /// How long until `amount` will be there; at least 1 ms.
    Millis wait_for(double amount = 1) const
    {
        const double missing = std::max(0.0, std::min(amount, capacity_) - level_);
        return Millis{1 + static_cast<std::int64_t>(1000 * missing / per_second_)};
    }

    /// Nothing is owed: forgetting this bucket changes nothing.
    bool full(Instant now) const { return level_at(now) >= capacity_; }

private:
    void refill(Instant now)
    {
        level_ = level_at(now);
        last_ = now;
    }
    double level_at(Instant now) const
    {
        if (last_ == Instant{}) return level_;
        return std::min(capacity_, level_ + per_second_ * std::chrono::duration<double>(now - last_).count());
    }

    double per_second_;
    double capacity_;
    double level_;
    Instant last_{};
};

} // namespace parlor::service
