#include "tests/service/harness.hpp"

#include "service/turns.hpp"

#include <stdexcept>

namespace parlor::test {
namespace {

using service::Turn;
using service::Turns;
using Reply = service::Reply<int>;

class TakingTurns : public testing::Test {
protected:
    /// An act that says its name, and keeps its turn until `end` is called.
    void act(const std::string& name, const LobbyId& lobby, const std::string& by = "ann")
    {
        turns->take(lobby, SessionId{by}, reply(), [this, name](Turn turn, Reply) {
            begun.push_back(name);
            held.push_back(std::move(turn));
        });
    }
    Reply reply()
    {
        return [this](Result<int> result) {
            if (!result) refusals.push_back(result.error().code);
        };
    }
    void end()
    {
        held.pop_front();
        settle();
    }
    void settle()
    {
        while (shards.step()) {
        }
    }

    const LobbyId kitchen{"kitchen"};
    const LobbyId cellar{"cellar"};
    ManualShards shards{1};
    std::optional<Turns> turns{std::in_place, shards, ShardIndex{0}, std::size_t{4}};
    std::vector<std::string> begun;
    std::vector<Errc> refusals;
    std::deque<Turn> held;
};

TEST_F(TakingTurns, one_after_the_other_in_each_lobby)
{
    act("first", kitchen);
    act("second", kitchen);
    act("elsewhere", cellar);
    EXPECT_EQ(begun, (std::vector<std::string>{"first", "elsewhere"}));

    end();
    EXPECT_EQ(begun, (std::vector<std::string>{"first", "elsewhere", "second"}));
    end();
    end();
    act("third", kitchen);
    EXPECT_EQ(begun.back(), "third");
}

TEST_F(TakingTurns, so_many_and_half_of_them_for_one)
{
    act("first", kitchen);
    for (const auto* by : {"ann", "ann", "ann", "ben", "cid", "dan"}) act(by, kitchen, by);
    EXPECT_EQ(refusals, (std::vector<Errc>{Errc::unavailable, Errc::unavailable}));

    for (int i = 0; i < 5; ++i) end();
    EXPECT_EQ(begun, (std::vector<std::string>{"first", "ann", "ann", "ben", "cid"}));
}

TEST_F(TakingTurns, goes_on_after_one_that_throws)
{
    EXPECT_THROW(turns->take(kitchen, SessionId{"ann"}, reply(), [](Turn, Reply) { throw std::runtime_error{"no"}; }),
                 std::runtime_error);
    act("next", kitchen);
    settle();
    EXPECT_EQ(begun, std::vector<std::string>{"next"});

    turns->take(kitchen, SessionId{"ann"}, reply(), [](Turn, Reply) { throw std::runtime_error{"no"}; });
    act("last", kitchen);
    held.pop_front();
    EXPECT_THROW(settle(), std::runtime_error);
    settle();
    EXPECT_EQ(begun.back(), "last");
}

TEST_F(TakingTurns, ends_with_what_gives_them)
{
    act("first", kitchen);
    act("second", kitchen);
    turns.reset();
    end();
    EXPECT_EQ(begun, std::vector<std::string>{"first"});
}

} // namespace
} // namespace parlor::test
