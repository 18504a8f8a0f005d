#include "runtime/shard_pool.hpp"

#include "tests/runtime/pool_runner.hpp"

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <map>
#include <numeric>

namespace parlor::runtime {
namespace {

using test::PoolRunner;
using testing::ElementsAre;

/// Something that may happen often; a test waits for the first time.
class FirstTime {
public:
    void tell()
    {
        if (!std::exchange(told_, true)) promise_.set_value();
    }
    void wait() { PoolRunner::wait(promise_.get_future()); }

private:
    std::promise<void> promise_;
    bool told_ = false;
};

TEST(ShardPool, runs_each_shard_on_a_thread_of_its_own_that_knows_its_index)
{
    PoolRunner runner{3};
    runner.start();
    std::map<std::thread::id, ShardIndex> seen;

    for (ShardIndex shard = 0; shard < 3; ++shard) {
        const auto thread = runner.on(shard, [] { return std::this_thread::get_id(); });
        seen.emplace(thread, runner.on(shard, [] { return ShardPool::current(); }));
    }

    ASSERT_EQ(seen.size(), 3U);
    for (ShardIndex shard = 0; shard < 3; ++shard)
        EXPECT_EQ(seen.at(runner.on(shard, [] { return std::this_thread::get_id(); })), shard);
}

TEST(ShardPool, keeps_the_order_of_what_each_thread_posts_to_a_shard)
{
    constexpr int threads = 4;
    constexpr int each = 5000;
    PoolRunner runner{2};
    runner.start();
    std::vector<std::vector<int>> seen(threads);
    {
        std::vector<std::jthread> posters;
        for (int t = 0; t < threads; ++t)
            posters.emplace_back([&, t] {
                for (int i = 0; i < each; ++i)
                    runner.pool().post(1, [&seen, t, i] { seen[static_cast<std::size_t>(t)].push_back(i); });
            });
    }

    runner.on(1, [] {});

    std::vector<int> expected(each);
    std::iota(expected.begin(), expected.end(), 0);
    for (const auto& one : seen) EXPECT_EQ(one, expected);
}

TEST(ShardPool, keeps_the_order_of_what_two_shards_post_to_each_other)
{
    constexpr int rounds = 2000;
    PoolRunner runner{2};
    runner.start();
    std::promise<int> done;
    UniqueFunction<void(int)> bounce;
    bounce = [&](int round) {
        if (round == rounds) return done.set_value(round);
        runner.pool().post(static_cast<ShardIndex>(round % 2), [&, round] { bounce(round + 1); });
    };

    runner.pool().post(0, [&] { bounce(0); });

    EXPECT_EQ(PoolRunner::wait(done.get_future()), rounds);
}

TEST(ShardPool, runs_a_task_posted_by_a_task_in_a_later_turn)
{
    PoolRunner runner{1};
    std::string calls;
    std::promise<void> done;
    runner.pool().loop(0).at_turn_end([&] { calls += '.'; });
    runner.pool().post(0, [&] {
        calls += 'a';
        runner.pool().post(0, [&] {
            calls += 'c';
            done.set_value();
        });
        calls += 'b';
    });

    runner.start();
    PoolRunner::wait(done.get_future());
    runner.stop();

    EXPECT_TRUE(calls.starts_with("ab")) << calls;
    EXPECT_THAT(calls, testing::HasSubstr("c"));
}

TEST(ShardPool, ends_every_turn_with_its_hooks_in_their_order)
{
    PoolRunner runner{1};
    std::string calls;
    FirstTime turned;
    runner.pool().loop(0).at_turn_end([&] { calls += '1'; });
    runner.pool().loop(0).at_turn_end([&] {
        calls += '2';
        turned.tell();
    });
    runner.pool().post(0, [&] { calls += 'a'; });
    runner.pool().post(0, [&] { calls += 'b'; });

    runner.start();
    turned.wait();
    runner.stop();

    EXPECT_THAT(calls, testing::StartsWith("ab12")) << "both tasks waited: they are of one turn";
}

TEST(ShardPool, goes_on_after_a_task_and_a_hook_that_throw)
{
    PoolRunner runner{1};
    FirstTime turned;
    FirstTime ran;
    runner.pool().loop(0).at_turn_end([] { throw std::runtime_error("a bug in a hook"); });
    runner.pool().loop(0).at_turn_end([&] { turned.tell(); });
    runner.pool().post(0, [] { throw std::runtime_error("a bug in a task"); });
    runner.pool().post(0, [&] { ran.tell(); });

    runner.start();

    EXPECT_NO_THROW(ran.wait());
    EXPECT_NO_THROW(turned.wait());
}

TEST(ShardPool, ends_a_turn_properly_where_an_event_threw)
{
    PoolRunner runner{1};
    FirstTime turned;
    bool thrown = false;
    runner.pool().loop(0).at_turn_end([&] {
        if (thrown) turned.tell();
    });
    boost::asio::post(runner.pool().loop(0).context(), [&] {
        thrown = true;
        throw std::runtime_error("a bug in a handler");
    });

    runner.start();

    EXPECT_NO_THROW(turned.wait());
}

TEST(ShardPool, throws_waiting_tasks_away_when_told_to_and_what_they_post_as_they_go)
{
    struct PostsAgain {
        ShardPool* pool;
        int* gone;
        PostsAgain(ShardPool* where, int* count) : pool(where), gone(count) {}
        PostsAgain(PostsAgain&& other) noexcept : pool(std::exchange(other.pool, nullptr)), gone(other.gone) {}
        ~PostsAgain()
        {
            if (!pool) return;
            ++*gone;
            pool->post(0, [] {});
        }
        void operator()() const {}
    };
    ShardPool pool{2};
    int gone = 0;
    pool.post(1, PostsAgain{&pool, &gone});

    pool.discard();

    EXPECT_EQ(gone, 1);
    EXPECT_EQ(pool.loop(0).waiting(), 0U);
    EXPECT_EQ(pool.loop(1).waiting(), 0U);
}

TEST(ShardPool, knows_how_busy_a_loop_is)
{
    PoolRunner runner{1};
    runner.start();
    const auto& loop = runner.pool().loop(0);
    const auto now = [] { return std::chrono::steady_clock::now(); };
    EXPECT_EQ(runner.on(0, [&] { return loop.busy_share(); }), 0);

    double share = 0;
    for (const auto give_up = now() + std::chrono::seconds{60}; share < 0.5 && now() < give_up;)
        share = runner.on(0, [&] {
            for (const auto end = now() + std::chrono::milliseconds{50}; now() < end;) continue;
            return loop.busy_share();
        });

    EXPECT_GE(share, 0.5);
}

} // namespace
} // namespace parlor::runtime
