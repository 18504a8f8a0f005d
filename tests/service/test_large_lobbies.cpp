#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

/// A lobby of a hundred and some, one of whom raises and lowers a hand.
struct Hall {
    explicit Hall(ShardIndex shards, service::Settings settings = {}) : world{shards, std::move(settings)}
    {
        const protocol::CreateLobby wish{
            .name = {"Hall"}, .capacity = protocol::Int<1, 100'000>{500}, .media = protocol::MediaMode::none};
        lobby = world.make_lobby(world.make_person(), wish).id;
        for (int i = 0; i < 110; ++i) {
            crowd.push_back(world.connect(world.make_person(), shards - 1));
            EXPECT_TRUE(world.join(crowd.back(), lobby, "tab" + std::to_string(i)).ok());
        }
        world.pass(window() * 2);
    }

    /// The usual one.
    Millis window() const { return world.settings.presence_merge * 2; }
    std::size_t told() const { return crowd.back().connection->of_type("participants_changed").size(); }
    void change()
    {
        hand = !hand;
        EXPECT_TRUE(world.say(crowd.front(), protocol::UpdateParticipant{lobby, {}, hand, {}}).ok());
    }
    /// How often one is told while somebody changes every 50 ms, all windows having had time to become what they will be.
    double told_within(Millis time)
    {
        change_for(4 * time);
        const auto before = told();
        change_for(time);
        return static_cast<double>(told() - before);
    }
    void change_for(Millis time)
    {
        for (Millis passed{0}; passed < time; passed += Millis{50}) {
            change();
            world.pass(Millis{50});
        }
    }

    World world;
    std::string lobby;
    std::vector<World::Client> crowd;
    bool hand = false;
};

/// How many event loops there are.
class LargeLobbies : public testing::TestWithParam<ShardIndex> {};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, LargeLobbies, testing::Values(1U, 3U));

TEST_P(LargeLobbies, AreToldOfPresenceLessOften)
{
    Hall hall{GetParam()};
    const auto before = hall.told();

    hall.change();
    hall.change();
    EXPECT_EQ(hall.told(), before + 1) << "the first at once";
    hall.world.pass(hall.window() - Millis{1});
    EXPECT_EQ(hall.told(), before + 1);
    hall.world.pass(Millis{1});
    EXPECT_EQ(hall.told(), before + 2);
}

TEST_P(LargeLobbies, AreToldOfPresenceLessStillWhileTheirShardIsBusy)
{
    Hall hall{GetParam()};
    const double usual = 10'000.0 / 200;

    EXPECT_NEAR(hall.told_within(Millis{10'000}), usual, 3);
    hall.world.shards.busy = 1;
    EXPECT_NEAR(hall.told_within(Millis{10'000}), usual / 16, 1);
    hall.world.shards.busy = 0.8;
    EXPECT_NEAR(hall.told_within(Millis{10'000}), usual / 16, 1) << "as it was";
    hall.world.shards.busy = 0.5;
    EXPECT_NEAR(hall.told_within(Millis{10'000}), usual, 3);
}

TEST_P(LargeLobbies, AreToldOfPresenceAsEverOnceTheirShardHasBeenIdle)
{
    Hall hall{GetParam()};
    hall.world.shards.busy = 1;
    hall.change_for(Millis{20'000});
    hall.world.shards.busy = 0;
    hall.world.pass(std::chrono::minutes{1});
    const auto before = hall.told();

    hall.change();
    hall.change();
    hall.world.pass(hall.window());

    EXPECT_EQ(hall.told(), before + 2);
}

TEST_P(LargeLobbies, HaveWindowsThatGrowToTenSecondsAtMost)
{
    service::Settings settings;
    settings.presence_merge = Millis{2'000};
    Hall hall{GetParam(), settings};
    hall.world.shards.busy = 1;

    EXPECT_NEAR(hall.told_within(Millis{60'000}), 6, 1);

    settings.presence_merge = Millis{6'000};
    Hall slow{GetParam(), settings};
    slow.world.shards.busy = 1;
    EXPECT_NEAR(slow.told_within(Millis{60'000}), 5, 1) << "longer by itself";
}

} // namespace
} // namespace parlor::test
