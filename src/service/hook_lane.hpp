#pragma once
#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace parlor::service {

/// When what is sent to one target: several at a time while it answers, one at a time after longer and longer pauses while
/// it does not, so that a target that is down costs little and one bad event does not hold up the others. Pure.
class HookLane {
public:
    struct Limits {
        std::size_t concurrency = 4;
        Millis first_retry{1'000};
        Millis longest_retry{300'000};
    };
    struct Item {
        std::int64_t number = 0; ///< in the store's queue
        Timestamp at{};          ///< when it happened
        std::size_t failures = 0;
    };

    explicit HookLane(Limits limits) : limits_(limits) {}

    void add(Item item, Instant now) { waiting_.emplace(std::pair{now, item.number}, item); }
    /// What is to be sent now, oldest first; it is under way from then on, until `succeeded` or `failed`.
    std::optional<Item> next(Instant now)
    {
        if (waiting_.empty() || now < quiet_until_ || under_way_ >= most_under_way()) return {};
        auto first = waiting_.begin();
        if (first->first.first > now) return {};
        auto item = first->second;
        waiting_.erase(first);
        ++under_way_;
        return item;
    }
    void succeeded()
    {
        --under_way_;
        failures_ = 0;
        quiet_until_ = {};
    }
    /// It is tried again later.
    void failed(Item item, Instant now)
    {
        --under_way_;
        ++item.failures;
        ++failures_;
        quiet_until_ = now + pause_after(failures_);
        waiting_.emplace(std::pair{now + pause_after(item.failures), item.number}, item);
    }
    /// It is given up.
    void dropped() { --under_way_; }

    /// When `next` may have something, where nothing else happens; nothing while it can't.
    std::optional<Instant> due() const
    {
        if (waiting_.empty() || under_way_ >= most_under_way()) return {};
        return std::max(waiting_.begin()->first.first, quiet_until_);
    }
    /// What waits and what is under way.
    std::size_t size() const { return waiting_.size() + under_way_; }

private:
    std::size_t most_under_way() const { return failures_ > 0 ? 1 : limits_.concurrency; }
    Millis pause_after(std::size_t failures) const
    {
        auto pause = limits_.first_retry;
        for (std::size_t i = 1; i < failures && pause < limits_.longest_retry; ++i) pause *= 2;
        return std::min(pause, limits_.longest_retry);
    }

    Limits limits_;
    std::map<std::pair<Instant, std::int64_t>, Item> waiting_;
    std::size_t under_way_ = 0;
    /// Of the target, one after the other.
    std::size_t failures_ = 0;
    Instant quiet_until_{};
};

} // namespace parlor::service
