#pragma once
#include "runtime/shard_pool.hpp"

#include <future>
#include <thread>
#include <type_traits>

namespace parlor::test {

/// An event loop on a thread of its own, for the clients of one test.
class ClientLoop {
public:
    ClientLoop() : thread_([this] { pool_.run(); }) {}
    ~ClientLoop()
    {
        pool_.stop();
        thread_.join();
        pool_.discard();
    }

    runtime::ShardLoop& loop() { return pool_.loop(0); }

    /// Calls `work` on the loop's thread, and waits for what it returns or throws. Any other thread.
    template <class Work> auto run(Work work)
    {
        std::packaged_task<std::invoke_result_t<Work&>()> task{std::move(work)};
        auto done = task.get_future();
        loop().post([task = std::move(task)]() mutable { task(); });
        return done.get();
    }

private:
    runtime::ShardPool pool_{1};
    std::jthread thread_;
};

} // namespace parlor::test
