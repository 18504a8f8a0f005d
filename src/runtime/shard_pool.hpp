#pragma once
#include "base/ids.hpp"
#include "base/unique_function.hpp"
#include "runtime/loop_stats.hpp"
#include "runtime/timers.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::runtime {

/// One event loop on one thread. It works in turns: events that are ready, up to a bound, then what `at_turn_end` was
/// given, so that whatever one turn brought leaves in one go.
class ShardLoop {
public:
    using Task = UniqueFunction<void()>;

    explicit ShardLoop(ShardIndex index) : index_(index), context_(1), timers_(context_) {}

    ShardIndex index() const { return index_; }
    boost::asio::io_context& context() { return context_; }
    /// The loop's thread only.
    TimerQueue& timers() { return timers_; }
    /// Before the loop runs, or on its thread. Called at the end of every turn, in the order given.
    void at_turn_end(Task hook) { hooks_.push_back(std::move(hook)); }
    /// Runs `task` on the loop's thread, later. Any thread; one wake-up serves all that wait.
    void post(Task task);
    const LoopStats& stats() const { return stats_; }
    /// Which share of about the last second it has worked, 0 … 1; without the first event of each turn, unless it came by
    /// `post`. The loop's thread only.
    double busy_share() const { return busy_share_.share(); }
    /// Tasks that wait; any thread.
    std::size_t waiting() const;

private:
    friend class ShardPool;

    void run();
    void run_tasks();
    void turn_begins();

    const ShardIndex index_;
    boost::asio::io_context context_;
    TimerQueue timers_;
    std::vector<Task> hooks_;
    LoopStats stats_;
    /// When the present turn was seen to begin; Instant{} before.
    Instant turn_start_{};
    BusyShare busy_share_;
    mutable std::mutex mutex_;
    std::vector<Task> mailbox_;
};

/// The event loops of the process.
class ShardPool {
public:
    explicit ShardPool(ShardIndex count);

    ShardIndex count() const { return static_cast<ShardIndex>(loops_.size()); }
    ShardLoop& loop(ShardIndex shard) { return *loops_[shard]; }
    /// The shard of the calling thread; outside of one a bug, 0.
    static ShardIndex current();
    void post(ShardIndex shard, ShardLoop::Task task) { loops_[shard]->post(std::move(task)); }

    /// Runs all loops, each on a thread of its own, until `stop`; the caller waits.
    void run();
    /// Ends the loops after their present turn. Any thread.
    void stop();
    /// After `run` has come back: throws away the tasks that wait, and those that they post while they go.
    void discard();

private:
    std::vector<std::unique_ptr<ShardLoop>> loops_;
};

} // namespace parlor::runtime
