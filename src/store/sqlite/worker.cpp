#include "store/sqlite/worker.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace parlor::store {
namespace {

Error out_of_reach()
{
    return {Errc::unavailable, "The store is out of reach; nothing was changed.", {}, 1000};
}

void roll_back(Database& database)
{
    // SQLite may have done so by itself (https://sqlite.org/lang_transaction.html §3).
    if (sqlite3_get_autocommit(database.handle()) == 0)
        sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace

Worker::Worker(Database database, Options options)
    : database_(std::move(database)), options_(std::move(options)), thread_([this] { run(); })
{
}

void Worker::add(std::unique_ptr<Job> job)
{
    bool stopped = false;
    {
        std::lock_guard lock{mutex_};
        stopped = stopping_;
        if (!stopped && queue_.size() < options_.max_queued) {
            queue_.push_back(std::move(job));
            arrived_.notify_one();
            return;
        }
        if (!stopped) ++counters_.rejected;
    }
    if (stopped) return job->refuse({Errc::unavailable, "The store has stopped.", {}, 1000});
    job->refuse({Errc::unavailable, "Too much waits for the store.", {}, 1000});
}

std::size_t Worker::queued() const
{
    std::lock_guard lock{mutex_};
    return queue_.size();
}

void Worker::stop()
{
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
        arrived_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

Worker::Batch Worker::next_batch(std::optional<Millis> longest)
{
    std::unique_lock lock{mutex_};
    const auto called = [this] { return stopping_ || !queue_.empty(); };
    longest ? static_cast<void>(arrived_.wait_for(lock, *longest, called)) : arrived_.wait(lock, called);
    Batch batch;
    const auto count = std::min(queue_.size(), options_.max_batch);
    batch.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return batch;
}

void Worker::run()
{
    const auto after_a_batch = options_.writes ? std::optional{Millis{0}} : std::nullopt;
    auto idle_again = after_a_batch;
    while (true) {
        auto batch = next_batch(idle_again);
        if (batch.empty()) {
            std::unique_lock lock{mutex_};
            if (stopping_ && queue_.empty()) return;
            lock.unlock();
            idle_again = idle_work();
            continue;
        }
        options_.writes ? write(batch) : read(batch);
        idle_again = after_a_batch;
    }
}

std::optional<Millis> Worker::idle_work()
{
    if (!options_.when_idle) return {};
    try {
        return options_.when_idle(database_);
    } catch (const SqlError& fault) {
        roll_back(database_);
        log::warning("store_upkeep_failed", {{"what", fault.what()}});
        return {};
    }
}

void Worker::read(Batch& batch)
{
    for (auto& job : batch) {
        try {
            const Snapshot moment{database_};
            job->carry_out(database_);
        } catch (const SqlError& fault) {
            ++counters_.failed;
            log::error("store_read_failed", {{"what", fault.what()}});
            job->refuse(out_of_reach());
            continue;
        }
        job->answer();
    }
}

void Worker::write(Batch& batch)
{
    try {
        database_.execute("BEGIN IMMEDIATE");
        for (auto& job : batch) job->carry_out(database_);
        database_.execute("COMMIT");
        ++counters_.commits;
    } catch (const SqlError& fault) {
        roll_back(database_);
        if (fault.is_constraint() && batch.size() > 1) return write_each(batch);
        return fail(batch, fault);
    }
    for (auto& job : batch) job->answer();
}

void Worker::write_each(Batch& batch)
{
    // One of them cannot be carried out; the others must not suffer for it.
    for (auto& job : batch) {
        Batch alone;
        alone.push_back(std::move(job));
        write(alone);
    }
}

void Worker::fail(Batch& batch, const SqlError& fault)
{
    counters_.failed += batch.size();
    log::error("store_write_failed", {{"what", fault.what()}, {"calls", std::to_string(batch.size())}});
    const Error error =
        fault.is_constraint() ? Error{Errc::internal, "The store found something that cannot be."} : out_of_reach();
    for (auto& job : batch) job->refuse(error);
}

} // namespace parlor::store
