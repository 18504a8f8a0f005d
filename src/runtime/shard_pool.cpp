#include "runtime/shard_pool.hpp"

#include "base/log.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <exception>

namespace parlor::runtime {
namespace {

/// Events of one turn; more wait for the next, so that answers are not held up by a flood.
constexpr std::size_t events_per_turn = 1024;

thread_local ShardIndex current_shard = 0;

/// An exception is a bug in one of many; the others go on.
template <class Work> void guarded(std::string_view event, Work&& work)
{
    try {
        work();
    } catch (const std::exception& fault) {
        log::error(event, {{"what", fault.what()}});
    }
}

} // namespace

void ShardLoop::post(Task task)
{
    bool first = false;
    {
        std::lock_guard lock{mutex_};
        first = mailbox_.empty();
        mailbox_.push_back(std::move(task));
    }
    if (first) boost::asio::post(context_, [this] { run_tasks(); });
}

std::size_t ShardLoop::waiting() const
{
    std::lock_guard lock{mutex_};
    return mailbox_.size();
}

void ShardLoop::run_tasks()
{
    turn_begins();
    std::vector<Task> tasks;
    {
        std::lock_guard lock{mutex_};
        tasks.swap(mailbox_);
    }
    for (auto& task : tasks) guarded("task_failed", task);
}

void ShardLoop::run()
{
    current_shard = index_;
    auto work = boost::asio::make_work_guard(context_);
    while (!context_.stopped()) {
        turn_start_ = {};
        guarded("handler_failed", [&] {
            // Waits for the first event, and carries it out.
            auto events = context_.run_one();
            turn_begins();
            while (events > 0 && events < events_per_turn && context_.poll_one() > 0) ++events;
        });
        // Also after a fault: what the others have queued is to leave.
        for (auto& hook : hooks_) guarded("hook_failed", hook);
        if (turn_start_ == Instant{}) continue;
        const auto end = std::chrono::steady_clock::now();
        stats_.add(end - turn_start_);
        busy_share_.add(turn_start_, end);
    }
}

void ShardLoop::turn_begins()
{
    if (turn_start_ == Instant{}) turn_start_ = std::chrono::steady_clock::now();
}

ShardPool::ShardPool(ShardIndex count)
{
    for (ShardIndex i = 0; i < count; ++i) loops_.push_back(std::make_unique<ShardLoop>(i));
}

ShardIndex ShardPool::current()
{
    return current_shard;
}

void ShardPool::run()
{
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < loops_.size(); ++i) threads.emplace_back([this, i] { loops_[i]->run(); });
    loops_.front()->run();
}

void ShardPool::discard()
{
    for (bool any = true; any;) {
        any = false;
        for (auto& loop : loops_) {
            std::vector<ShardLoop::Task> tasks;
            {
                std::lock_guard lock{loop->mutex_};
                tasks.swap(loop->mailbox_);
            }
            any = any || !tasks.empty();
        }
    }
}

void ShardPool::stop()
{
    for (auto& loop : loops_) loop->context_.stop();
}

} // namespace parlor::runtime
