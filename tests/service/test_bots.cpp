#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::BotState;

/// Adding bots, seeing them, changing them; on one shard and on three.
class Bots : public BotWorld, public testing::TestWithParam<ShardIndex> {
protected:
    Bots() : BotWorld(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Bots, testing::Values(1U, 3U));

TEST_P(Bots, are_started_by_a_provider_and_become_active_once_they_have_joined)
{
    auto host = provider();

    auto added = add("echo", R"({"voice":{"speed":1.5}})", "Ada");

    ASSERT_TRUE(added.ok()) << added.result->error().message;
    EXPECT_EQ(added.value().bot.state, BotState::starting);
    EXPECT_EQ(added.value().bot.name, "Ada");
    EXPECT_EQ(added.value().bot.config.text, R"({"greeting":"hello","voice":{"speed":1.5E0}})");
    const auto start = host.last("start_bot");
    EXPECT_EQ(start.text("name"), "Ada");
    EXPECT_EQ(start.text("type"), "echo");
    EXPECT_EQ(start.text("lobby_id"), lobby);
    EXPECT_EQ(start.text("url"), "ws://here/api/v1/ws");
    EXPECT_EQ(boost::json::serialize(start.data.at("config")), added.value().bot.config.text);

    auto running = come_in(host, added.value().bot.id);

    EXPECT_EQ(running.joined.participant.kind, protocol::ParticipantKind::bot);
    EXPECT_EQ(running.joined.participant.name, "Ada");
    EXPECT_EQ(running.joined.participant.bot_id.value(), added.value().bot.id);
    EXPECT_EQ(state(running.id), BotState::active);
    EXPECT_EQ(bot(running.id).participant_id.value(), running.joined.participant.id);
    EXPECT_THAT(states_told(), testing::ElementsAre("starting", "joining", "active"));
}

TEST_P(Bots, are_called_after_their_type_where_they_are_given_no_name)
{
    provider();

    EXPECT_EQ(add().value().bot.name, "Echo");
    EXPECT_EQ(add("scribe").value().bot.name, "scribe");
}

TEST_P(Bots, are_called_by_the_beginning_of_a_long_title)
{
    std::string title;
    for (int i = 0; i < 40; ++i) title += "é";
    provider(first_key, 4, R"([{"type":"echo","title":")" + title + R"("}])");

    EXPECT_EQ(add().value().bot.name, title.substr(0, 32 * 2));
}

TEST_P(Bots, are_given_the_last_entries_of_their_lobby)
{
    auto host = provider();
    for (int i = 0; i < 120; ++i) world.chat(hers, lobby, "line " + std::to_string(i));

    add();

    const auto entries = host.last("start_bot").data.at("entries").as_array();
    ASSERT_EQ(entries.size(), 100U);
    EXPECT_EQ(entries.front().at("text"), "line 20");
    EXPECT_EQ(entries.back().at("text"), "line 119");
}

TEST_P(Bots, faults_in_their_configuration_are_named_exactly)
{
    provider();

    EXPECT_EQ(add("echo", R"({"voice":{"speed":3}})").path(), "config.voice.speed");
    EXPECT_EQ(add("echo", R"({"voice":{"sped":1}})").path(), "config.voice.sped");
    EXPECT_EQ(add("echo", R"({"greeting":5})").path(), "config.greeting");
    EXPECT_EQ(add("echo", "[]").path(), "config");
    EXPECT_EQ(add("echo", "{}", "\n").path(), "name");
    EXPECT_TRUE(list().empty());
}

TEST_P(Bots, are_refused_with_a_reason_where_nobody_can_run_them)
{
    EXPECT_EQ(add().code(), Errc::no_provider);
    EXPECT_EQ(add().result->error().message, "No bot provider is connected.");
    auto host = provider(first_key, 1);
    EXPECT_EQ(add("painter").result->error().message, "No connected provider offers bots of type \"painter\".");
    ASSERT_TRUE(add().ok());
    EXPECT_EQ(add().result->error().message, "Every provider of \"echo\" is full: all 1 slots are taken.");
    auto other = provider(second_key);
    tell_load(other, 0.1, true);
    lose(host);
    EXPECT_EQ(add().result->error().message, "Every provider of \"echo\" is draining and takes no new bots.");
}

TEST_P(Bots, are_for_moderators_unless_the_lobby_lets_members_have_them)
{
    provider();
    auto bob = world.make_person();
    auto his = world.connect(bob);
    auto stranger = world.make_person();
    world.join(his, lobby, "tabB");

    EXPECT_EQ(add_as(bob, {.type = "echo"}).code(), Errc::forbidden);
    EXPECT_EQ(add_as(stranger, {.type = "echo"}).code(), Errc::not_joined);
    world.ask<protocol::LobbyResult>([&](auto reply) {
        world.lobbies->update(ann.http(), LobbyId{lobby}, 1, {.bots_by = protocol::BotsBy::members}, std::move(reply));
    });
    EXPECT_TRUE(add_as(bob, {.type = "echo"}).ok());
    EXPECT_EQ(add_as(stranger, {.type = "echo"}).code(), Errc::not_joined);
}

TEST_P(Bots, are_no_more_than_a_lobby_may_have)
{
    provider(first_key, 100);
    for (std::size_t i = 0; i < world.settings.bots.per_lobby; ++i) ASSERT_TRUE(add().ok());

    EXPECT_EQ(add().code(), Errc::conflict);
}

TEST_P(Bots, never_show_what_is_secret)
{
    auto host = provider();

    auto added = add("echo", R"({"secret":"hunter2"})");

    EXPECT_EQ(host.last("start_bot").data.at("config").at("secret"), "hunter2");
    EXPECT_EQ(added.value().bot.config.text.find("hunter2"), std::string::npos);
    EXPECT_EQ(bot(added.value().bot.id).config.text.find("hunter2"), std::string::npos);
    for (const auto& message : hers.connection->received)
        EXPECT_EQ(boost::json::serialize(message).find("hunter2"), std::string::npos);
}

TEST_P(Bots, are_reconfigured_while_they_run_and_keep_what_is_not_named)
{
    auto host = provider();
    auto running = run(host, "echo", R"({"secret":"hunter2","voice":{"speed":2}})");
    std::optional<Result<protocol::BotResult>> answer;

    begin_configure(running.id, R"({"greeting":"hi","voice":{"speed":null}})",
                    [&](Result<protocol::BotResult> result) { answer = std::move(result); });
    world.settle();
    const auto asked = host.last("configure_bot");
    EXPECT_FALSE(answer) << "before the provider has taken it";
    EXPECT_EQ(configure(running.id, "{}").code(), Errc::conflict) << "one change at a time";
    acknowledge(host, asked);

    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(boost::json::serialize(asked.data.at("config")),
              R"({"greeting":"hi","secret":"hunter2","voice":{"speed":1}})");
    EXPECT_EQ((*answer)->bot.config.text, R"({"greeting":"hi","voice":{"speed":1}})");
    EXPECT_EQ(state(running.id), BotState::active);
}

TEST_P(Bots, keep_their_configuration_where_the_provider_refuses_the_new_one)
{
    auto host = provider();
    auto running = run(host);
    std::optional<Result<protocol::BotResult>> answer;

    begin_configure(running.id, R"({"greeting":"hi"})",
                    [&](Result<protocol::BotResult> result) { answer = std::move(result); });
    world.settle();
    refuse(host, host.last("configure_bot"), "not now");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->error().code, Errc::provider_failed);
    EXPECT_EQ(answer->error().message, "host: not now");
    EXPECT_EQ(bot(running.id).config.text, R"({"greeting":"hello","voice":{"speed":1}})");
    EXPECT_EQ(configure(running.id, R"({"greeting":5})").path(), "config.greeting");
}

TEST_P(Bots, leave_when_they_are_taken_out)
{
    auto host = provider(first_key, 1);
    auto running = run(host);

    auto removed = remove(running.id);

    EXPECT_EQ(removed.value().bot.state, BotState::stopping);
    EXPECT_FALSE(host.last("stop_bot").id.empty()) << "to be answered";
    acknowledge(host, host.last("stop_bot"));
    EXPECT_EQ(state(running.id), BotState::stopping) << "it is still there";
    world.say(running.client, protocol::Leave{lobby});
    EXPECT_TRUE(list().empty());
    EXPECT_EQ(states_told().back(), "stopped");
    EXPECT_EQ(running.client.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_EQ(remove(running.id).code(), Errc::not_found);
    EXPECT_TRUE(add().ok()) << "its slot is free again";
}

TEST_P(Bots, are_put_out_where_they_do_not_leave_in_time)
{
    auto host = provider();
    auto running = run(host);
    remove(running.id);

    world.pass(world.settings.bots.stop_timeout);

    EXPECT_TRUE(list().empty());
    EXPECT_EQ(running.client.connection->closed_with, protocol::CloseCode::session_ended);
    auto people = world.say(hers, protocol::ListParticipants{.lobby_id = lobby}).value().participants;
    EXPECT_EQ(people.size(), 1U);
}

TEST_P(Bots, leave_a_trace_of_who_added_changed_and_removed_them)
{
    auto host = provider();
    const auto id = run(host, "echo", R"({"secret":"hunter2"})").id;
    begin_configure(id, R"({"secret":"hunter3"})", [](Result<protocol::BotResult>) {});
    world.settle();
    acknowledge(host, host.last("configure_bot"));
    remove(id);

    const auto trail =
        world.ask<service::AuditSlice>([&](auto done) { world.store.read_audit(0, 10, std::move(done)); })
            .value()
            .records;

    std::vector<std::string> actions;
    for (const auto& line : trail) {
        actions.push_back(line.action);
        EXPECT_EQ(line.session, ann.session);
        EXPECT_EQ(line.lobby.str(), lobby);
        EXPECT_EQ(line.target, id);
        EXPECT_EQ(line.details, R"({"type":"echo"})");
    }
    EXPECT_THAT(actions, testing::ElementsAre("remove_bot", "configure_bot", "add_bot"));
}

TEST_P(Bots, that_a_moderator_kicks_are_wanted_no_more)
{
    auto host = provider();
    auto running = run(host);

    world.say(hers, protocol::Kick{.lobby_id = lobby, .participant_id = running.joined.participant.id});

    EXPECT_EQ(host.last("stop_bot").text("bot_id"), running.id);
    EXPECT_EQ(host.last("stop_bot").text("reason"), "A moderator took it out of the lobby.");
    world.pass(world.settings.bots.stop_timeout);
    EXPECT_TRUE(list().empty());
    auto kept = world.ask<std::vector<domain::BotRecord>>([&](auto done) { world.store.load_bots(std::move(done)); });
    EXPECT_TRUE(kept.value().empty());
}

TEST_P(Bots, may_not_moderate_and_are_given_no_role)
{
    auto host = provider();
    auto running = run(host);
    auto bob = world.make_person();
    auto his = world.connect(bob);
    auto his_id = world.join(his, lobby, "tabB").value().participant.id;
    const auto bot_id = running.joined.participant.id;

    EXPECT_EQ(world.say(running.client, protocol::Kick{.lobby_id = lobby, .participant_id = his_id}).code(),
              Errc::forbidden);
    EXPECT_EQ(world.say(hers, protocol::SetRole{.lobby_id = lobby, .participant_id = bot_id}).code(), Errc::forbidden);
    EXPECT_TRUE(world.say(hers, protocol::Mute{.lobby_id = lobby, .participant_id = bot_id}).ok());
}

TEST_P(Bots, go_with_their_lobby)
{
    auto host = provider(first_key, 1);
    auto running = run(host);

    world.ask<protocol::Empty>([&](auto reply) { world.lobbies->end(ann.http(), LobbyId{lobby}, std::move(reply)); });

    EXPECT_EQ(host.last("stop_bot").text("bot_id"), running.id);
    EXPECT_EQ(running.client.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_FALSE(*reserve(host.last("start_bot").text("token"))) << "its token is dead";
}

TEST_P(Bots, alone_keep_no_lobby_open)
{
    auto host = provider();
    auto running = run(host);
    world.say(hers, protocol::Leave{lobby});

    world.pass(world.settings.idle_end);

    EXPECT_EQ(running.client.connection->of_type("lobby_closed").size(), 1U);
}

TEST_P(Bots, come_into_a_locked_lobby_since_only_its_moderators_add_them)
{
    auto host = provider();
    world.ask<protocol::LobbyResult>(
        [&](auto reply) { world.lobbies->update(ann.http(), LobbyId{lobby}, 1, {.locked = true}, std::move(reply)); });

    EXPECT_EQ(state(run(host).id), BotState::active);
}

TEST_P(Bots, need_neither_invite_nor_password_and_wait_for_nobody)
{
    auto host = provider();
    world.ask<protocol::LobbyResult>([&](auto reply) {
        protocol::LobbyPatch closed;
        closed.visibility = protocol::Visibility::private_;
        closed.password.emplace("secret");
        closed.waiting_room = true;
        world.lobbies->update(ann.http(), LobbyId{lobby}, 1, closed, std::move(reply));
    });

    EXPECT_EQ(state(run(host).id), BotState::active);
}

TEST_P(Bots, of_a_private_lobby_are_not_there_for_outsiders)
{
    auto host = provider();
    world.ask<protocol::LobbyResult>([&](auto reply) {
        protocol::LobbyPatch hidden;
        hidden.visibility = protocol::Visibility::private_;
        world.lobbies->update(ann.http(), LobbyId{lobby}, 1, hidden, std::move(reply));
    });
    auto id = run(host).id;
    const auto bob = world.make_person().http();
    auto code = [&]<class T>(std::type_identity<T>, auto call) { return world.ask<T>(call).code(); };
    constexpr std::type_identity<protocol::BotResult> one;
    constexpr std::type_identity<protocol::BotList> all;
    const LobbyId place{lobby};

    EXPECT_EQ(code(all, [&](auto reply) { world.bots->list(bob, place, std::move(reply)); }), Errc::not_found);
    EXPECT_EQ(code(one, [&](auto reply) { world.bots->add(bob, place, {.type = "echo"}, std::move(reply)); }),
              Errc::not_found);
    EXPECT_EQ(code(one, [&](auto reply) { world.bots->configure(bob, place, BotId{id}, {{"{}"}}, std::move(reply)); }),
              Errc::not_found);
    EXPECT_EQ(code(one, [&](auto reply) { world.bots->remove(bob, place, BotId{id}, std::move(reply)); }),
              Errc::not_found);
}

TEST_P(Bots, types_say_whether_and_why_not_they_can_be_added)
{
    auto host = provider();
    auto types = [&] {
        return world.ask<protocol::BotTypes>([&](auto reply) { world.bots->types(std::move(reply)); }).value().types;
    };

    ASSERT_EQ(types().size(), 2U);
    EXPECT_EQ(types()[0].type, "echo");
    EXPECT_EQ(types()[0].title, "Echo");
    EXPECT_TRUE(types()[0].available);
    EXPECT_FALSE(types()[0].reason);
    EXPECT_THAT(types()[0].config_schema.text, testing::HasSubstr(R"("writeOnly":true)"));
    lose(host);
    EXPECT_FALSE(types()[0].available);
    EXPECT_EQ(types()[0].reason.value(), "No bot provider is connected.");
}

} // namespace
} // namespace parlor::test
