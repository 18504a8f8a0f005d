#include "runtime/worker_pool.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace parlor::runtime {
namespace {

/// A task that keeps its thread busy until it is let go.
struct Gate {
    std::promise<void> at_work;
    std::promise<void> let_go;

    WorkerPool::Task task()
    {
        return [this] {
            at_work.set_value();
            let_go.get_future().wait();
        };
    }
};

TEST(WorkerPool, works_tasks_off_in_their_order_on_a_thread_of_its_own)
{
    std::vector<int> order;
    std::promise<std::thread::id> worker;
    WorkerPool pool{1, 10};

    for (int i = 0; i < 5; ++i) ASSERT_TRUE(pool.submit([&order, i] { order.push_back(i); }));
    ASSERT_TRUE(pool.submit([&] { worker.set_value(std::this_thread::get_id()); }));

    EXPECT_NE(worker.get_future().get(), std::this_thread::get_id());
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(WorkerPool, refuses_what_does_not_fit_and_takes_more_once_it_does)
{
    Gate gate;
    std::promise<void> done;
    WorkerPool pool{1, 2};
    ASSERT_TRUE(pool.submit(gate.task()));
    gate.at_work.get_future().wait();

    EXPECT_TRUE(pool.submit([] {}));
    EXPECT_TRUE(pool.submit([&done] { done.set_value(); }));
    EXPECT_FALSE(pool.submit([] { FAIL() << "it was refused"; }));
    EXPECT_EQ(pool.queued(), 2U);

    gate.let_go.set_value();
    done.get_future().wait();
    EXPECT_TRUE(pool.submit([] {}));
}

TEST(WorkerPool, goes_on_after_a_task_that_throws)
{
    std::promise<void> done;
    WorkerPool pool{1, 10};

    pool.submit([] { throw std::runtime_error{"a bug"}; });
    pool.submit([&done] { done.set_value(); });

    EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds{60}), std::future_status::ready);
}

TEST(WorkerPool, lets_go_of_every_task_when_it_ends)
{
    auto held = std::make_shared<int>(0);
    {
        WorkerPool pool{2, 100};
        for (int i = 0; i < 100; ++i) pool.submit([held] {});
    }
    EXPECT_EQ(held.use_count(), 1);
}

} // namespace
} // namespace parlor::runtime
