#include "runtime/worker_pool.hpp"

#include "base/log.hpp"

#include <exception>
#include <sys/resource.h>
#include <unistd.h>

namespace parlor::runtime {
namespace {

/// On Linux a thread has a nice value of its own: setpriority(2), "C library/kernel differences".
void yield_to_loops()
{
    constexpr int niceness = 10;
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

} // namespace

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_queued) : max_queued_(max_queued)
{
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool()
{
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool WorkerPool::submit(Task task)
{
    {
        std::lock_guard lock{mutex_};
        if (stopping_ || queue_.size() >= max_queued_) return false;
        queue_.push_back(std::move(task));
    }
    arrived_.notify_one();
    return true;
}

std::size_t WorkerPool::queued() const
{
    std::lock_guard lock{mutex_};
    return queue_.size();
}

void WorkerPool::run()
{
    yield_to_loops();
    while (true) {
        Task task;
        {
            std::unique_lock lock{mutex_};
            arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        try {
            task();
        } catch (const std::exception& fault) {
            log::error("worker_task_failed", {{"what", fault.what()}});
        }
    }
}

} // namespace parlor::runtime
