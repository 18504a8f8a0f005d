#include "service/hook_lane.hpp"

#include <gtest/gtest.h>

namespace parlor::service {
namespace {

constexpr Instant noon = Instant{} + std::chrono::hours{12};

class Lane : public testing::Test {
protected:
    void add(std::int64_t number, Instant now = noon) { lane.add({.number = number}, now); }
    std::int64_t next(Instant now = noon)
    {
        auto item = lane.next(now);
        if (item) last = *item;
        return item ? item->number : 0;
    }

    HookLane lane{{.concurrency = 2, .first_retry = Millis{100}, .longest_retry = Millis{400}}};
    HookLane::Item last;
};

TEST_F(Lane, gives_the_oldest_first_and_no_more_at_a_time_than_it_may)
{
    for (const auto number : {3, 1, 2}) add(number);

    EXPECT_EQ(next(), 1);
    EXPECT_EQ(next(), 2);
    EXPECT_EQ(next(), 0);
    EXPECT_EQ(lane.size(), 3U);
    lane.succeeded();
    EXPECT_EQ(next(), 3);
    EXPECT_EQ(lane.size(), 2U);
}

TEST_F(Lane, is_quiet_after_a_failure_and_then_tries_one_at_a_time)
{
    for (const auto number : {1, 2, 3}) add(number);
    next();
    lane.failed(last, noon);

    EXPECT_EQ(next(noon + Millis{99}), 0);
    EXPECT_EQ(lane.due(), noon + Millis{100});
    EXPECT_EQ(next(noon + Millis{100}), 2);
    EXPECT_EQ(next(noon + Millis{100}), 0);

    lane.succeeded();
    EXPECT_EQ(next(noon + Millis{100}), 3);
    EXPECT_EQ(next(noon + Millis{100}), 1);
}

TEST_F(Lane, doubles_its_pauses_up_to_the_longest)
{
    add(1);
    auto now = noon;
    for (const auto pause : {100, 200, 400, 400, 400}) {
        ASSERT_EQ(next(now), 1);
        lane.failed(last, now);
        EXPECT_EQ(next(now + Millis{pause - 1}), 0);
        now += Millis{pause};
    }

    EXPECT_EQ(next(now), 1);
    lane.succeeded();
    EXPECT_EQ(lane.size(), 0U);
    EXPECT_FALSE(lane.due());
}

TEST_F(Lane, lets_one_that_always_fails_hold_up_no_other)
{
    for (const auto number : {1, 2, 3, 4}) add(number);
    auto now = noon;
    std::vector<std::int64_t> taken;

    for (int turn = 0; turn < 100 && taken.size() < 3; ++turn) {
        while (next(now) > 0) {
            if (last.number == 1) {
                lane.failed(last, now);
            } else {
                taken.push_back(last.number);
                lane.succeeded();
            }
        }
        now = std::max(now, lane.due().value_or(now));
    }

    EXPECT_EQ(taken, (std::vector<std::int64_t>{2, 3, 4}));
    EXPECT_EQ(lane.size(), 1U);
}

TEST_F(Lane, forgets_what_is_given_up)
{
    add(1);
    next();
    lane.dropped();

    EXPECT_EQ(lane.size(), 0U);
    EXPECT_EQ(next(noon + std::chrono::hours{1}), 0);
}

} // namespace
} // namespace parlor::service
