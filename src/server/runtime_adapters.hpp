#pragma once
#include "runtime/shard_pool.hpp"
#include "runtime/worker_pool.hpp"
#include "service/ports.hpp"

/// The runtime as the services' ports ask for it.
namespace parlor::server {

class ShardsAdapter final : public service::Shards {
public:
    explicit ShardsAdapter(runtime::ShardPool& pool) : pool_(pool) {}
    ShardIndex count() const override { return pool_.count(); }
    ShardIndex current() const override { return runtime::ShardPool::current(); }
    void post(ShardIndex shard, service::Task task) override { pool_.post(shard, std::move(task)); }
    double busy_share() const override { return pool_.loop(current()).busy_share(); }

private:
    runtime::ShardPool& pool_;
};

class TimersAdapter final : public service::Timers {
public:
    explicit TimersAdapter(runtime::ShardLoop& loop) : timers_(loop.timers()) {}
    service::TimerId after(Millis delay, service::Task task) override { return timers_.after(delay, std::move(task)); }
    void cancel(service::TimerId id) override { timers_.cancel(id); }

private:
    runtime::TimerQueue& timers_;
};

class WorkersAdapter final : public service::Workers {
public:
    explicit WorkersAdapter(runtime::WorkerPool& pool) : pool_(pool) {}
    bool submit(service::Task task) override { return pool_.submit(std::move(task)); }

private:
    runtime::WorkerPool& pool_;
};

} // namespace parlor::server
