#pragma once
#include "base/unique_function.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::runtime {

/// Threads for work that would hold an event loop up. They yield to the loops (a higher nice value), and what does not
/// fit into their bounded queue is refused. Any thread.
class WorkerPool {
public:
    using Task = UniqueFunction<void()>;

    WorkerPool(std::size_t threads, std::size_t max_queued);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    /// Ends after the tasks at work; those that wait are thrown away.
    ~WorkerPool();

    /// False where as many tasks wait as may; the task is then not run.
    bool submit(Task task);
    /// Tasks that wait.
    std::size_t queued() const;

private:
    void run();

    const std::size_t max_queued_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Task> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace parlor::runtime
