#include "base/clock.hpp"
#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace parlor {
namespace {

TEST(Ids, are_url_safe_texts_of_1_to_64_characters)
{
    EXPECT_TRUE(is_id("a"));
    EXPECT_TRUE(is_id("AZaz09_-"));
    EXPECT_TRUE(is_id(std::string(64, 'x')));
    for (const auto& bad : {std::string{}, std::string(65, 'x'), std::string{"a b"}, std::string{"a.b"},
                            std::string{"é"}, std::string{"a\0b", 3}, std::string{"a/b"}, std::string{"[`{@"}})
        EXPECT_FALSE(is_id(bad)) << bad;
}

TEST(Ids, of_different_kinds_do_not_mix)
{
    static_assert(!std::is_convertible_v<LobbyId, SessionId>);
    static_assert(!std::is_convertible_v<std::string, LobbyId>);

    EXPECT_TRUE(LobbyId{}.empty());
    EXPECT_LT(LobbyId{"a"}, LobbyId{"b"});
}

TEST(Ids, can_be_keys_of_hash_tables)
{
    std::unordered_set<LobbyId> lobbies{LobbyId{"a"}, LobbyId{"b"}, LobbyId{"a"}};

    EXPECT_EQ(lobbies.size(), 2u);
    EXPECT_TRUE(lobbies.contains(LobbyId{"b"}));
}

TEST(Clock, turns_times_into_milliseconds_and_back)
{
    EXPECT_EQ(to_ms(from_ms(1'700'000'000'123)), 1'700'000'000'123);
    EXPECT_EQ(from_ms(0), Timestamp{});
}

TEST(Clock, of_the_system_never_runs_backwards_in_its_steady_time)
{
    SystemClock clock;

    const auto first = clock.instant();
    const auto second = clock.instant();

    EXPECT_LE(first, second);
    EXPECT_GT(to_ms(clock.now()), 1'700'000'000'000);
}

} // namespace
} // namespace parlor
