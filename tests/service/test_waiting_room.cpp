#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

/// A lobby of ann's that lets its guests wait; ann is in.
class WaitingRoom : public testing::TestWithParam<ShardIndex> {
protected:
    WaitingRoom()
    {
        lobby = world.make_lobby(ann, {.name = {"Kitchen"}, .waiting_room = true}).id;
        hers = connect(ann);
        EXPECT_TRUE(world.join(hers, lobby, "tab").ok()) << "the owner does not wait";
    }

    World::Client connect(const World::Person& person)
    {
        return world.connect(person, static_cast<ShardIndex>(people++ % world.shards.count()));
    }
    bool waits(World::Client& client, const std::string& tab = "tab")
    {
        auto outcome = world.say(
            client, protocol::Join{.lobby_id = lobby, .tab = {tab}, .password = {}, .invite = {}, .after_seq = {}});
        return outcome.ok() && outcome.value().get_if<protocol::JoinWaiting>();
    }
    /// The id of the one whom ann was last told of.
    std::string told() const
    {
        return std::string{
            hers.connection->of_type("participant_waiting").back().at("participant").at("id").as_string()};
    }
    auto admit(World::Client& by, const std::string& id) { return world.say(by, protocol::Admit{lobby, id}); }
    auto deny(World::Client& by, const std::string& id) { return world.say(by, protocol::Deny{lobby, id}); }

    World world{GetParam()};
    int people = 0;
    World::Person ann = world.make_person();
    World::Person ben = world.make_person();
    std::string lobby;
    World::Client hers;
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, WaitingRoom, testing::Values(1U, 3U));

TEST_P(WaitingRoom, holds_guests_until_a_moderator_admits_them)
{
    auto his = connect(ben);
    world.chat(hers, lobby, "hello");

    ASSERT_TRUE(waits(his));
    EXPECT_EQ(world.chat(his, lobby, "let me in").code(), Errc::not_joined);
    EXPECT_TRUE(his.connection->of_type("admitted").empty());
    EXPECT_TRUE(admit(hers, told()).ok());

    auto admitted = his.connection->of_type("admitted").at(0);
    EXPECT_EQ(admitted.at("lobby_id").as_string(), lobby);
    EXPECT_EQ(admitted.at("entries").as_array().size(), 1U);
    EXPECT_EQ(admitted.at("participants").as_array().size(), 2U);
    EXPECT_EQ(admitted.at("participant").at("id").as_string(), told());
    EXPECT_TRUE(world.chat(his, lobby, "thanks").ok());
    world.pass(world.settings.presence_merge);
    EXPECT_EQ(hers.connection->of_type("participants_changed").back().at("joined").as_array().size(), 1U);
}

TEST_P(WaitingRoom, remembers_whom_it_admitted_also_after_a_restart)
{
    auto his = connect(ben);
    waits(his);
    admit(hers, told());
    world.say(his, protocol::Leave{lobby});
    EXPECT_TRUE(world.join(his, lobby, "other tab").ok());

    for (auto* client : {&his, &hers}) world.lose(*client);
    world.restart();
    auto again = connect(ben);
    EXPECT_TRUE(world.join(again, lobby, "tab").ok());
}

TEST_P(WaitingRoom, sends_those_away_who_are_denied)
{
    auto his = connect(ben);
    waits(his);
    const auto id = told();

    EXPECT_TRUE(deny(hers, id).ok());

    EXPECT_EQ(his.connection->of_type("denied").at(0).at("lobby_id").as_string(), lobby);
    EXPECT_EQ(deny(hers, id).code(), Errc::not_found);
    EXPECT_EQ(admit(hers, id).code(), Errc::not_found);
    EXPECT_TRUE(his.live->actor().attachments->lobbies().empty());
    EXPECT_TRUE(waits(his)) << "they may ask again";
}

TEST_P(WaitingRoom, is_for_moderators_to_decide)
{
    auto his = connect(ben);
    waits(his);
    admit(hers, told());
    auto cid = connect(world.make_person());
    waits(cid);

    EXPECT_EQ(admit(his, told()).code(), Errc::forbidden);
    EXPECT_EQ(deny(his, told()).code(), Errc::forbidden);
    EXPECT_TRUE(his.connection->of_type("participant_waiting").empty());
}

TEST_P(WaitingRoom, shows_moderators_who_waits_when_they_come_or_become_one)
{
    auto his = connect(ben);
    waits(his);
    const auto ben_id = told();
    admit(hers, ben_id);
    auto cid = connect(world.make_person());
    waits(cid);
    const auto cid_id = told();

    auto promoted = world.say(
        hers, protocol::SetRole{.lobby_id = lobby, .participant_id = ben_id, .role = protocol::Role::moderator});
    ASSERT_TRUE(promoted.ok());
    EXPECT_EQ(his.connection->of_type("participant_waiting").at(0).at("participant").at("id").as_string(), cid_id);

    world.lose(hers);
    auto again = connect(ann);
    world.join(again, lobby, "tab");
    EXPECT_EQ(again.connection->of_type("participant_waiting").at(0).at("participant").at("id").as_string(), cid_id);
}

TEST_P(WaitingRoom, tells_moderators_who_gave_up)
{
    auto his = connect(ben);
    waits(his);
    const auto id = told();
    auto left = [&] {
        const auto changes = hers.connection->of_type("participants_changed");
        const auto& list = changes.back().at("left").as_array();
        return list.empty() ? std::string{} : std::string{list.at(0).at("participant_id").as_string()};
    };

    EXPECT_TRUE(world.say(his, protocol::Leave{lobby}).ok());
    EXPECT_EQ(left(), id);
    waits(his);
    world.lose(his);
    EXPECT_EQ(left(), id);
    EXPECT_EQ(admit(hers, id).code(), Errc::not_found);
}

TEST_P(WaitingRoom, holds_one_tab_of_a_session_and_only_so_many_people)
{
    world.settings.waiting_per_lobby = 2;
    auto his = connect(ben);
    auto his_other = connect(ben);
    ASSERT_TRUE(waits(his, "one"));
    ASSERT_TRUE(waits(his_other, "two"));
    EXPECT_EQ(his.connection->of_type("denied").size(), 1U) << "the other tab waits in its place";
    auto cid = connect(world.make_person());
    EXPECT_TRUE(waits(cid));
    auto dan = connect(world.make_person());
    EXPECT_EQ(world.join(dan, lobby, "tab").code(), Errc::lobby_full);
}

TEST_P(WaitingRoom, lets_nobody_in_who_is_banned_while_waiting)
{
    auto his = connect(ben);
    waits(his);
    const auto id = told();

    EXPECT_TRUE(world.say(hers, protocol::Ban{.lobby_id = lobby, .participant_id = id}).ok());

    EXPECT_EQ(his.connection->of_type("denied").size(), 1U);
    EXPECT_EQ(world.join(his, lobby, "tab").code(), Errc::banned);
}

TEST_P(WaitingRoom, keeps_its_capacity_and_its_lock)
{
    auto his = connect(ben);
    waits(his);
    auto patch = [&](std::int64_t version, protocol::LobbyPatch body) {
        return world.ask<protocol::LobbyResult>(
            [&](auto reply) { world.lobbies->update(ann.http(), LobbyId{lobby}, version, body, std::move(reply)); });
    };

    ASSERT_TRUE(patch(1, {.locked = true}).ok());
    EXPECT_EQ(admit(hers, told()).code(), Errc::lobby_locked);
    ASSERT_TRUE(patch(2, {.capacity = protocol::Int<1, 100'000>{1}, .locked = false}).ok());
    EXPECT_EQ(admit(hers, told()).code(), Errc::lobby_full);
    EXPECT_TRUE(his.connection->of_type("denied").empty()) << "they wait on";
}

TEST_P(WaitingRoom, lets_everybody_in_once_it_is_given_up)
{
    auto his = connect(ben);
    waits(his);

    auto changed = world.ask<protocol::LobbyResult>([&](auto reply) {
        world.lobbies->update(ann.http(), LobbyId{lobby}, 1, {.waiting_room = false}, std::move(reply));
    });

    ASSERT_TRUE(changed.ok());
    EXPECT_EQ(his.connection->of_type("admitted").size(), 1U);
    EXPECT_TRUE(world.chat(his, lobby, "hello").ok());
}

TEST_P(WaitingRoom, counts_the_invite_of_those_who_are_admitted)
{
    auto made = world.ask<protocol::InviteResult>([&](auto reply) {
        world.lobbies->create_invite(ann.http(), LobbyId{lobby}, {.expires_in_s = {}, .max_uses = {1}},
                                     std::move(reply));
    });
    const protocol::Text<1, 128> token{made.value().invite.token};
    auto his = connect(ben);
    world.say(his, protocol::Join{.lobby_id = lobby, .tab = {"tab"}, .password = {}, .invite = token, .after_seq = {}});

    EXPECT_TRUE(admit(hers, told()).ok());

    auto left = world.ask<protocol::InviteList>(
        [&](auto reply) { world.lobbies->list_invites(ann.http(), LobbyId{lobby}, std::move(reply)); });
    EXPECT_TRUE(left.value().invites.empty()) << "used up";
}

TEST_P(WaitingRoom, remembers_those_whom_it_lets_in_when_it_is_given_up)
{
    world.ask<protocol::LobbyResult>([&](auto reply) {
        world.lobbies->update(ann.http(), LobbyId{lobby}, 1, {.password = protocol::Text<0, 256>{"open"}},
                              std::move(reply));
    });
    auto his = connect(ben);
    world.say(his,
              protocol::Join{.lobby_id = lobby, .tab = {"tab"}, .password = {{"open"}}, .invite = {}, .after_seq = {}});

    world.ask<protocol::LobbyResult>([&](auto reply) {
        world.lobbies->update(ann.http(), LobbyId{lobby}, 2, {.waiting_room = false}, std::move(reply));
    });

    EXPECT_EQ(his.connection->of_type("admitted").size(), 1U);
    world.lose(his);
    world.lose(hers);
    world.restart();
    auto again = connect(ben);
    EXPECT_TRUE(world.join(again, lobby, "other").ok()) << "he needs no password any more";
}

TEST_P(WaitingRoom, ends_with_its_lobby)
{
    auto his = connect(ben);
    waits(his);
    world.say(hers, protocol::CloseLobby{lobby});
    EXPECT_EQ(his.connection->of_type("lobby_closed").size(), 1U);
    EXPECT_TRUE(his.live->actor().attachments->lobbies().empty());
}

} // namespace
} // namespace parlor::test
