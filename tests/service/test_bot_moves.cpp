#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::BotState;

/// Providers that refuse, hang, vanish and come back.
class BotMoves : public BotWorld, public testing::TestWithParam<ShardIndex> {
protected:
    BotMoves() : BotWorld(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, BotMoves, testing::Values(1U, 3U));

TEST_P(BotMoves, a_provider_that_refuses_is_passed_over_for_the_next)
{
    auto first = provider(first_key);
    auto second = provider(second_key);
    auto id = add().value().bot.id;

    refuse(first, first.last("start_bot"), "no engine");
    auto running = come_in(second, id);

    EXPECT_EQ(state(id), BotState::active);
    EXPECT_THAT(states_told(), testing::ElementsAre("starting", "requested", "starting", "joining", "active"));
}

TEST_P(BotMoves, a_bot_that_all_refuse_has_failed_with_the_reason_and_is_tried_again_when_reconfigured)
{
    auto host = provider();
    auto id = add().value().bot.id;

    refuse(host, host.last("start_bot"), "no engine");

    EXPECT_EQ(state(id), BotState::failed);
    EXPECT_EQ(bot(id).detail, "host: no engine");
    EXPECT_FALSE(*reserve(host.last("start_bot").text("token")));
    EXPECT_TRUE(configure(id, R"({"greeting":"hi"})").ok());
    EXPECT_EQ(state(come_in(host, id).id), BotState::active);
}

TEST_P(BotMoves, a_provider_that_does_not_answer_is_told_to_stop_and_passed_over)
{
    auto first = provider(first_key);
    auto second = provider(second_key);
    auto id = add().value().bot.id;

    world.pass(world.settings.bots.start_timeout);

    EXPECT_EQ(first.last("stop_bot").text("bot_id"), id);
    EXPECT_EQ(second.last("start_bot").text("bot_id"), id);
    acknowledge(first, first.last("start_bot"));
    EXPECT_EQ(state(id), BotState::starting) << "an answer that comes too late changes nothing";
}

TEST_P(BotMoves, a_bot_that_never_comes_in_has_failed)
{
    auto host = provider();
    auto id = add().value().bot.id;
    acknowledge(host, host.last("start_bot"));
    EXPECT_EQ(state(id), BotState::joining);

    world.pass(world.settings.bots.join_timeout);

    EXPECT_EQ(state(id), BotState::failed);
    EXPECT_THAT(bot(id).detail, testing::StartsWith("host: the bot did not come into the lobby"));
}

TEST_P(BotMoves, bots_of_a_provider_that_dies_run_on_another_as_the_same_participant)
{
    auto first = provider(first_key);
    auto running = run(first, "echo", R"({"secret":"hunter2"})");
    auto second = provider(second_key);
    world.chat(hers, lobby, "hello");

    world.lose(running.client);
    lose(first);

    const auto start = second.last("start_bot");
    EXPECT_EQ(start.text("bot_id"), running.id);
    EXPECT_EQ(start.data.at("config").at("secret"), "hunter2");
    EXPECT_EQ(start.data.at("entries").as_array().back().at("text"), "hello");
    EXPECT_NE(start.text("token"), first.last("start_bot").text("token"));
    auto again = come_in(second, running.id);
    EXPECT_EQ(again.joined.participant.id, running.joined.participant.id);
    EXPECT_EQ(state(running.id), BotState::active);
    world.pass(world.settings.presence_merge);
    for (const auto& change : hers.connection->of_type("participants_changed"))
        EXPECT_TRUE(change.at("left").as_array().empty()) << "it never left";
}

TEST_P(BotMoves, without_another_they_wait_until_one_comes)
{
    auto first = provider(first_key);
    auto running = run(first);

    lose(first);
    world.lose(running.client);

    EXPECT_EQ(state(running.id), BotState::requested);
    EXPECT_EQ(bot(running.id).detail, "No bot provider is connected.");
    world.pass(world.settings.grace);
    EXPECT_EQ(state(running.id), BotState::requested) << "the end of the old participant changes nothing";
    auto second = provider(second_key);
    EXPECT_EQ(state(come_in(second, running.id).id), BotState::active);
}

TEST_P(BotMoves, a_provider_whose_connection_alone_broke_comes_back_to_its_bots)
{
    auto first = provider(first_key);
    auto running = run(first);
    auto second = provider(second_key);

    lose(first);
    world.pass(world.settings.bots.provider_grace - Millis{1});
    auto back = provider(first_key, 4, both_types, {protocol::Id{running.id}, protocol::Id{"unknown"}});
    world.pass(world.settings.bots.provider_grace);

    EXPECT_EQ(state(running.id), BotState::active);
    EXPECT_FALSE(running.client.connection->closed_with);
    EXPECT_TRUE(second.asked("start_bot").empty());
    ASSERT_EQ(back.asked("stop_bot").size(), 1U);
    EXPECT_EQ(back.last("stop_bot").text("bot_id"), "unknown");
    EXPECT_TRUE(report(back, running.id, BotState::active, "listening").ok());
    EXPECT_EQ(bot(running.id).detail, "listening");
}

TEST_P(BotMoves, a_provider_that_stays_away_finds_its_bots_elsewhere)
{
    auto first = provider(first_key);
    auto running = run(first);
    auto second = provider(second_key);

    lose(first);
    world.pass(world.settings.bots.provider_grace);

    EXPECT_EQ(running.client.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_EQ(second.last("start_bot").text("bot_id"), running.id);
    auto back = provider(first_key, 4, both_types, {protocol::Id{running.id}});
    EXPECT_EQ(back.last("stop_bot").text("bot_id"), running.id);
    world.lose(running.client);
    EXPECT_EQ(state(come_in(second, running.id).id), BotState::active);
}

TEST_P(BotMoves, another_provider_cannot_claim_them)
{
    auto first = provider(first_key);
    auto running = run(first);

    auto thief = provider(second_key, 4, both_types, {protocol::Id{running.id}});

    EXPECT_EQ(thief.last("stop_bot").text("bot_id"), running.id);
    EXPECT_EQ(report(thief, running.id, BotState::failed).code(), Errc::not_found);
    EXPECT_EQ(state(running.id), BotState::active);
}

TEST_P(BotMoves, draining_providers_get_no_new_bots_and_keep_theirs)
{
    auto first = provider(first_key);
    auto running = run(first);
    tell_load(first, 0, true);
    auto second = provider(second_key);
    tell_load(second, 0.9);

    auto id = add().value().bot.id;

    EXPECT_EQ(second.last("start_bot").text("bot_id"), id);
    EXPECT_EQ(state(running.id), BotState::active);
}

TEST_P(BotMoves, a_bot_whose_instance_vanishes_is_started_anew_after_the_lobbys_grace)
{
    auto host = provider();
    auto running = run(host);

    world.lose(running.client);
    EXPECT_EQ(state(running.id), BotState::active);
    world.pass(world.settings.grace);

    EXPECT_EQ(host.asked("start_bot").size(), 2U);
    EXPECT_EQ(host.last("stop_bot").text("bot_id"), running.id);
    EXPECT_EQ(state(come_in(host, running.id).id), BotState::active);
}

TEST_P(BotMoves, a_bot_that_is_lost_again_and_again_has_failed)
{
    auto host = provider();
    auto running = run(host);

    for (std::size_t i = 0; i < world.settings.bots.restarts; ++i) {
        world.lose(running.client);
        lose(host);
        host = provider();
        running = come_in(host, running.id);
    }
    EXPECT_EQ(state(running.id), BotState::active);
    world.lose(running.client);
    lose(host);

    EXPECT_EQ(state(running.id), BotState::failed);
    EXPECT_THAT(bot(running.id).detail, testing::StartsWith("It was started anew 10 times"));
}

TEST_P(BotMoves, a_provider_says_how_its_bots_end)
{
    auto host = provider();
    auto failing = run(host);
    auto leaving = run(host);

    EXPECT_EQ(report(host, "unknown", BotState::failed).path(), "bot_id");
    EXPECT_EQ(report(host, failing.id, BotState::starting).code(), Errc::bad_request);
    EXPECT_TRUE(report(host, failing.id, BotState::failed, "the engine is gone").ok());
    EXPECT_TRUE(report(host, leaving.id, BotState::stopped, "Good bye.").ok());

    EXPECT_EQ(bot(failing.id).detail, "host: the engine is gone");
    EXPECT_EQ(failing.client.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_EQ(list().size(), 1U) << "one that says good bye is gone for good";
    EXPECT_EQ(world.say(hers, protocol::ListParticipants{.lobby_id = lobby}).value().participants.size(), 1U);
}

TEST_P(BotMoves, wanted_bots_run_again_after_a_restart_of_the_server)
{
    auto kept = world.ask<std::vector<domain::BotRecord>>([&](auto reply) {
        provider();
        add("echo", R"({"secret":"hunter2"})");
        world.store.load_bots(std::move(reply));
    });
    service::BotManager restarted{world.homes, *world.lobbies, world.random};
    restarted.restore(kept.value(), {});
    world.settle();

    auto listed =
        world.ask<protocol::BotList>([&](auto reply) { restarted.list(ann.http(), LobbyId{lobby}, std::move(reply)); });

    ASSERT_EQ(listed.value().bots.size(), 1U);
    EXPECT_EQ(listed.value().bots[0].id, kept.value()[0].id.str());
    EXPECT_EQ(listed.value().bots[0].state, BotState::requested);
    EXPECT_EQ(listed.value().bots[0].config.text, "{}") << "what is secret is not known before its type is";
}

} // namespace
} // namespace parlor::test
