#include "runtime/loop_stats.hpp"

#include <gtest/gtest.h>

namespace parlor::runtime {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(LoopStats, know_nothing_before_the_first_turn)
{
    EXPECT_EQ(LoopStats{}.quantile_us(0.99), 0U);
}

TEST(LoopStats, bound_a_share_of_the_turns_from_above_by_less_than_twice)
{
    LoopStats stats;
    for (int i = 0; i < 99; ++i) stats.add(microseconds{10});
    stats.add(microseconds{5000});

    EXPECT_GE(stats.quantile_us(0.5), 10U);
    EXPECT_LT(stats.quantile_us(0.5), 20U);
    EXPECT_EQ(stats.quantile_us(0.99), stats.quantile_us(0.5));
    EXPECT_GE(stats.quantile_us(1.0), 5000U);
    EXPECT_LT(stats.quantile_us(1.0), 10'000U);
}

TEST(LoopStats, take_turns_of_any_length)
{
    LoopStats stats;

    stats.add(std::chrono::hours{24});

    EXPECT_GE(stats.quantile_us(0.5), 1'000'000'000U);
}

TEST(BusyShare, is_that_of_the_last_period_that_a_turn_has_ended)
{
    const Instant start{std::chrono::hours{1}};
    BusyShare share;

    share.add(start, start + milliseconds{900});
    EXPECT_EQ(share.share(), 0) << "the period is not over";
    share.add(start + milliseconds{1100}, start + milliseconds{1200});
    EXPECT_DOUBLE_EQ(share.share(), 1000.0 / 1200);
    // It waits for long.
    share.add(start + milliseconds{101'100}, start + milliseconds{101'200});
    EXPECT_DOUBLE_EQ(share.share(), 0.001);
}

} // namespace
} // namespace parlor::runtime
