#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "store/sqlite/database.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace parlor::store {

/// One call on its way: carried out against the database, answered later.
class Job {
public:
    virtual ~Job() = default;
    /// May be repeated after a rollback. Throws SqlError.
    virtual void carry_out(Database& database) = 0;
    /// Tells what `carry_out` found.
    virtual void answer() = 0;
    /// Tells this instead.
    virtual void refuse(const Error& error) = 0;
};

struct WorkerCounters {
    std::atomic<std::uint64_t> commits{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> rejected{0};
};

/// A thread with a connection of its own and a bounded queue of jobs, carried out in their order.
class Worker {
public:
    struct Options {
        std::size_t max_queued;
        std::size_t max_batch;
        /// Whether a batch is one transaction, answered once it is committed and synced. Else each job sees one moment of
        /// the database, however many statements it reads with.
        bool writes;
        /// Called where the queue has run empty, on the thread, and again after as long as it says: zero is at once, nothing
        /// after the next jobs. Writers only.
        UniqueFunction<std::optional<Millis>(Database&)> when_idle{};
    };

    Worker(Database database, Options options);
    ~Worker() { stop(); }

    /// Any thread. Refuses the job at once where the queue is full or the worker has stopped.
    void add(std::unique_ptr<Job> job);
    std::size_t queued() const;
    const WorkerCounters& counters() const { return counters_; }
    /// Carries out what is queued, then ends the thread.
    void stop();

private:
    using Batch = std::vector<std::unique_ptr<Job>>;

    void run();
    /// Waits for jobs, no longer than this.
    Batch next_batch(std::optional<Millis> longest);
    void read(Batch& batch);
    void write(Batch& batch);
    void write_each(Batch& batch);
    void fail(Batch& batch, const SqlError& fault);
    std::optional<Millis> idle_work();

    Database database_;
    Options options_;
    WorkerCounters counters_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::unique_ptr<Job>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace parlor::store
