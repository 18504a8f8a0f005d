#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::BotState;

/// What happens to a bot while something else about it is on its way.
class BotRaces : public BotWorld, public testing::TestWithParam<ShardIndex> {
protected:
    BotRaces() : BotWorld(GetParam()) {}

    std::vector<domain::BotRecord> kept()
    {
        return world.ask<std::vector<domain::BotRecord>>([&](auto reply) { world.store.load_bots(std::move(reply)); })
            .value();
    }

    /// A change that waits for its provider.
    std::optional<Result<protocol::BotResult>> answer_;
    Asked configure_slowly(FakeProvider& host, const std::string& id)
    {
        begin_configure(id, R"({"greeting":"hi"})",
                        [this](Result<protocol::BotResult> result) { answer_ = std::move(result); });
        world.settle();
        return host.last("configure_bot");
    }
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, BotRaces, testing::Values(1U, 3U));

TEST_P(BotRaces, a_provider_may_take_its_type_back_at_any_moment_of_an_addition)
{
    constexpr int more_than_it_takes = 12;
    for (int steps = 0; steps < more_than_it_takes; ++steps) {
        auto host = provider(first_key, 1);
        std::optional<Result<protocol::BotResult>> added;
        world.bots->add(ann.http(), LobbyId{lobby}, {.type = "echo", .name = {}, .config = {}},
                        [&](Result<protocol::BotResult> result) { added = std::move(result); });
        for (int i = 0; i < steps; ++i) world.shards.step();

        enroll(host, R"([{"type":"scribe"}])", 1);

        ASSERT_TRUE(added) << steps;
        if (!*added) {
            EXPECT_EQ(added->error().code, Errc::no_provider) << steps;
        } else {
            EXPECT_TRUE(remove((*added)->bot.id).ok()) << steps;
            world.pass(world.settings.bots.stop_timeout);
        }
        EXPECT_TRUE(add("scribe").ok()) << "the slot is free again, " << steps;
        EXPECT_TRUE(remove(list().front().id).ok());
        lose(host);
        world.pass(world.settings.bots.stop_timeout);
    }
}

TEST_P(BotRaces, a_bot_that_is_taken_out_while_its_configuration_is_tried_is_not_kept_again)
{
    auto host = provider();
    auto running = run(host);
    const auto asked = configure_slowly(host, running.id);

    EXPECT_TRUE(remove(running.id).ok());
    acknowledge(host, asked);

    ASSERT_TRUE(answer_);
    EXPECT_EQ(answer_->error().code, Errc::not_found);
    EXPECT_TRUE(kept().empty());
}

TEST_P(BotRaces, a_bot_that_is_kicked_while_its_configuration_is_tried_is_not_kept_again)
{
    auto host = provider();
    auto running = run(host);
    const auto asked = configure_slowly(host, running.id);

    world.say(hers, protocol::Kick{.lobby_id = lobby, .participant_id = running.joined.participant.id});
    acknowledge(host, asked);

    ASSERT_TRUE(answer_);
    EXPECT_EQ(answer_->error().code, Errc::not_found);
    EXPECT_TRUE(kept().empty());
}

TEST_P(BotRaces, a_bot_that_goes_is_configured_no_more)
{
    auto host = provider();
    auto running = run(host);
    remove(running.id);

    EXPECT_EQ(configure(running.id, R"({"greeting":"hi"})").code(), Errc::conflict);
}

TEST_P(BotRaces, all_that_wait_are_told_why_and_are_started_when_there_is_room)
{
    auto host = provider(first_key, 3);
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(add().value().bot.id);
    lose(host);
    for (const auto& id : ids) EXPECT_EQ(bot(id).detail, "No bot provider is connected.");

    auto small = provider(second_key, 2);

    EXPECT_EQ(small.asked("start_bot").size(), 2U);
    std::vector<BotState> states;
    for (const auto& id : ids) states.push_back(state(id));
    EXPECT_THAT(states, testing::UnorderedElementsAre(BotState::starting, BotState::starting, BotState::requested));
    auto waiting = std::ranges::find(ids, BotState::requested, [&](const auto& id) { return state(id); });
    EXPECT_EQ(bot(*waiting).detail, "Every provider of \"echo\" is full: all 2 slots are taken.");
    remove(small.asked("start_bot").front().text("bot_id"));
    world.pass(world.settings.bots.stop_timeout);
    EXPECT_EQ(state(*waiting), BotState::starting);
}

} // namespace
} // namespace parlor::test
