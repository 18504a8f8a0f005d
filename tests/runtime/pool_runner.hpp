#pragma once
#include "runtime/shard_pool.hpp"

#include <future>
#include <stdexcept>
#include <thread>

namespace parlor::test {

/// A pool that runs on threads of its own until the test ends.
class PoolRunner {
public:
    explicit PoolRunner(ShardIndex shards) : pool_(shards) {}
    ~PoolRunner() { stop(); }

    runtime::ShardPool& pool() { return pool_; }
    /// To be called once the hooks are set.
    void start()
    {
        thread_ = std::jthread{[this] { pool_.run(); }};
    }
    void stop()
    {
        if (!thread_.joinable()) return;
        pool_.stop();
        thread_.join();
    }
    /// Runs `work` on a shard and waits for its result.
    template <class Work> auto on(ShardIndex shard, Work work)
    {
        std::promise<decltype(work())> result;
        pool_.post(shard, [&] {
            if constexpr (std::is_void_v<decltype(work())>) {
                work();
                result.set_value();
            } else {
                result.set_value(work());
            }
        });
        return wait(result.get_future());
    }
    template <class T> static T wait(std::future<T> future)
    {
        if (future.wait_for(std::chrono::seconds{60}) != std::future_status::ready)
            throw std::runtime_error("nothing came");
        return future.get();
    }

private:
    runtime::ShardPool pool_;
    std::jthread thread_;
};

} // namespace parlor::test
