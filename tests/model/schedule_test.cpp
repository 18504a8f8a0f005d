#include "tests/model/schedule.hpp"

#include <gtest/gtest.h>

namespace parlor::test {
namespace {

TEST(Shrinking, leaves_nothing_that_the_fault_does_not_need)
{
    std::mt19937_64 random{3};
    auto schedule = random_schedule(random, 100);
    schedule[17] = {Act::kick, 1, 2};
    schedule[80] = {Act::ban, 3, 4};
    const auto fails = [](const Schedule& some) {
        const auto has = [&](Act act, unsigned who) {
            return std::ranges::any_of(some, [&](const Step& step) { return step.act == act && step.who == who; });
        };
        return has(Act::kick, 1) && has(Act::ban, 3);
    };

    EXPECT_EQ(told(shrunk(schedule, fails)), "  kick 1 2\n  ban 3 4\n");
}

} // namespace
} // namespace parlor::test
