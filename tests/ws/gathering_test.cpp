#include "ws/gathering.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace parlor::ws {
namespace {

TEST(LobbyHint, is_read_from_the_query)
{
    EXPECT_EQ(lobby_hint("/api/v1/ws?lobby=Kitchen_1"), LobbyId{"Kitchen_1"});
    EXPECT_EQ(lobby_hint("/api/v1/ws?a=b&lobby=one&lobby=two"), LobbyId{"one"});
    EXPECT_EQ(lobby_hint("/api/v1/ws?lobby=no%20id&lobby=two"), LobbyId{"two"});
}

TEST(LobbyHint, is_none_where_no_lobby_is_named)
{
    for (const auto* target : {"/api/v1/ws", "/api/v1/ws?", "/api/v1/ws?lobby", "/api/v1/ws?lobby=", "/api/v1/ws?&&=&",
                               "/lobby=one", "/api/v1/ws?lobby=a.b", "/api/v1/ws?mylobby=one"})
        EXPECT_TRUE(lobby_hint(target).empty()) << target;
    EXPECT_TRUE(lobby_hint("/api/v1/ws?lobby=" + std::string(65, 'x')).empty());
}

/// How many connections each loop serves after `count` came for one lobby, accepted by loops at random.
std::vector<std::size_t> crowd(std::size_t count, std::size_t loops)
{
    std::mt19937 random{1};
    std::vector<std::size_t> served(loops, 0);
    for (std::size_t i = 0; i < count; ++i) {
        ++served[gather(static_cast<ShardIndex>(random() % loops), 0, served)];
    }
    return served;
}

TEST(Gathering, keeps_a_small_lobby_together)
{
    EXPECT_EQ(crowd(8, 4)[0], 8U);
}

TEST(Gathering, shares_a_large_lobby_between_all_loops)
{
    const auto served = crowd(10'000, 4);

    EXPECT_LE(served[0], 2'500U + 2'500U / 16 + 1);
    for (const auto count : served) EXPECT_GT(count, 2'200U);
}

TEST(Gathering, shares_the_only_lobby_of_a_hundred_as_evenly)
{
    const auto served = crowd(101, 2);

    EXPECT_LE(served[0], 54U);
    EXPECT_LE(served[1], 54U);
}

TEST(Gathering, sends_whom_the_kernel_gave_to_a_full_home_where_the_fewest_are)
{
    const std::vector<std::size_t> counts{75, 66, 59};

    EXPECT_EQ(gather(0, 0, counts), 2U);
    EXPECT_EQ(gather(1, 0, counts), 1U);
    EXPECT_EQ(gather(1, 2, counts), 2U);
}

} // namespace
} // namespace parlor::ws
