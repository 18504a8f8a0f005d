#include "runtime/timers.hpp"

#include "base/log.hpp"

#include <exception>

namespace parlor::runtime {

TimerId TimerQueue::after(Millis delay, UniqueFunction<void()> task)
{
    const auto id = ++last_;
    const auto when = std::chrono::steady_clock::now() + delay;
    by_time_.emplace(Key{when, id}, std::move(task));
    times_.emplace(id, when);
    if (when < armed_for_) arm();
    return id;
}

void TimerQueue::cancel(TimerId id)
{
    auto found = times_.find(id);
    if (found == times_.end()) return;
    by_time_.erase({found->second, id});
    times_.erase(found);
    // The alarm may ring for nothing then; that costs less than setting it anew each time.
}

void TimerQueue::arm()
{
    if (by_time_.empty()) {
        armed_for_ = Instant::max();
        return;
    }
    armed_for_ = by_time_.begin()->first.first;
    alarm_.expires_at(armed_for_);
    alarm_.async_wait([this](const boost::system::error_code& fault) {
        if (!fault) ring();
    });
}

void TimerQueue::ring()
{
    const auto now = std::chrono::steady_clock::now();
    while (!by_time_.empty() && by_time_.begin()->first.first <= now) {
        auto first = by_time_.extract(by_time_.begin());
        times_.erase(first.key().second);
        try {
            first.mapped()();
        } catch (const std::exception& fault) {
            // A bug in one; the others' moments still come.
            log::error("timer_failed", {{"what", fault.what()}});
        }
    }
    arm();
}

} // namespace parlor::runtime
