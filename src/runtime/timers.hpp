#pragma once
#include "base/clock.hpp"
#include "base/unique_function.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <unordered_map>

namespace parlor::runtime {

using TimerId = std::uint64_t;

/// The timers of one loop, over a single system timer. Used on the loop's thread alone.
class TimerQueue {
public:
    explicit TimerQueue(boost::asio::io_context& context) : alarm_(context) {}

    /// Runs `task` once, not before `delay` has passed; of two for the same moment the one set first.
    TimerId after(Millis delay, UniqueFunction<void()> task);
    /// Takes a timer back; nothing happens where it has run already.
    void cancel(TimerId id);
    std::size_t size() const { return by_time_.size(); }

private:
    using Key = std::pair<Instant, TimerId>;

    void arm();
    void ring();

    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        alarm_;
    Instant armed_for_ = Instant::max();
    std::map<Key, UniqueFunction<void()>> by_time_;
    std::unordered_map<TimerId, Instant> times_;
    TimerId last_ = 0;
};

} // namespace parlor::runtime
