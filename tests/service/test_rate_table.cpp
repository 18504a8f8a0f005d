#include "service/rate_table.hpp"

#include <gtest/gtest.h>

namespace parlor::test {
namespace {

using namespace std::chrono_literals;
using service::RateTable;

constexpr std::size_t per_minute = 2;
const Instant start{1h};

/// Comes with ever new keys, "1" and so on, and counts how many of them got in.
struct Crowd {
    RateTable& table;
    int last = 0;

    int come(int count, Instant now)
    {
        int taken = 0;
        for (int i = 0; i < count; ++i)
            if (table.take(std::to_string(++last), now, "tries")) ++taken;
        return taken;
    }
};

TEST(RateTable, counts_each_key_by_itself)
{
    RateTable table{per_minute};
    EXPECT_TRUE(table.take("ann", start, "tries"));
    EXPECT_TRUE(table.take("ann", start, "tries"));
    const auto refused = table.take("ann", start, "tries");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_EQ(refused.error().message, "Too many tries; wait a little.");
    EXPECT_TRUE(table.take("ben", start, "tries"));
    EXPECT_TRUE(table.take("ann", start + 30s, "tries"));
}

TEST(RateTable, forgets_who_owes_nothing_any_more_long_before_it_is_full)
{
    RateTable table{per_minute};
    Crowd crowd{table};
    for (auto now = start; now < start + 60min; now += 1min) crowd.come(100, now);
    EXPECT_LE(table.size(), 400U) << "of 6,000 who came";
}

TEST(RateTable, keeps_whoever_owes)
{
    RateTable table{per_minute};
    ASSERT_TRUE(table.take("ann", start, "tries"));
    ASSERT_TRUE(table.take("ann", start, "tries"));
    Crowd crowd{table};
    for (auto now = start; now < start + 20s; now += 1s) crowd.come(100, now);
    EXPECT_FALSE(table.take("ann", start + 20s, "tries"));
}

TEST(RateTable, refuses_the_unknown_once_it_is_full_of_debtors)
{
    RateTable table{per_minute, 100};
    Crowd crowd{table};
    EXPECT_EQ(crowd.come(150, start), 100);
    EXPECT_TRUE(table.take("1", start, "tries")) << "who is known goes on";
    EXPECT_EQ(crowd.come(150, start + 2min), 100);
}

} // namespace
} // namespace parlor::test
