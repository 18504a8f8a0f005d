#include "tests/service/harness.hpp"

#include "service/secrets.hpp"

namespace parlor::test {
namespace {

using protocol::CreateLobby;

/// Lobbies that not everybody may enter; ann owns them.
class PrivateLobbies : public testing::TestWithParam<ShardIndex> {
protected:
    protocol::LobbyCreated make(CreateLobby body)
    {
        return world
            .ask<protocol::LobbyCreated>(
                [&](auto reply) { world.lobbies->create(ann.http(), body, {}, std::move(reply)); })
            .value();
    }
    protocol::LobbyCreated make_private()
    {
        return make({.name = {"Kitchen"}, .visibility = protocol::Visibility::private_});
    }
    Answer<protocol::LobbyResult> get(const service::Actor& actor, const std::string& lobby)
    {
        return world.ask<protocol::LobbyResult>(
            [&](auto reply) { world.lobbies->get(actor, LobbyId{lobby}, std::move(reply)); });
    }
    static service::Actor showing(const World::Person& person, const std::string& token)
    {
        auto actor = person.http();
        actor.invite = service::invite_hash(token);
        return actor;
    }
    Answer<protocol::JoinResult> join(World::Client& client, const std::string& lobby, std::string invite = {},
                                      std::string password = {})
    {
        protocol::Join message{.lobby_id = lobby, .tab = {"tab"}, .password = {}, .invite = {}, .after_seq = {}};
        if (!invite.empty()) message.invite.emplace(std::move(invite));
        if (!password.empty()) message.password.emplace(std::move(password));
        return world.join(client, std::move(message));
    }
    Answer<protocol::InviteResult> invite(const World::Person& by, const std::string& lobby,
                                          protocol::CreateInvite wish = {})
    {
        return world.ask<protocol::InviteResult>(
            [&](auto reply) { world.lobbies->create_invite(by.http(), LobbyId{lobby}, wish, std::move(reply)); });
    }
    Answer<protocol::InviteList> invites(const World::Person& by, const std::string& lobby)
    {
        return world.ask<protocol::InviteList>(
            [&](auto reply) { world.lobbies->list_invites(by.http(), LobbyId{lobby}, std::move(reply)); });
    }
    Answer<protocol::Empty> revoke(const World::Person& by, const std::string& lobby, const std::string& id)
    {
        return world.ask<protocol::Empty>([&](auto reply) {
            world.lobbies->revoke_invite(by.http(), LobbyId{lobby}, InviteId{id}, std::move(reply));
        });
    }
    /// How a lobby answers everything that can be asked of it from outside, HTTP and WebSocket, as texts.
    std::vector<std::string> outside_answers(const World::Person& person, World::Client& client,
                                             const std::string& lobby);

    World world{GetParam()};
    World::Person ann = world.make_person();
    World::Person ben = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, PrivateLobbies, testing::Values(1U, 3U));

template <class T> std::string told(const Answer<T>& answer)
{
    if (answer.ok()) return "fine";
    const auto& error = answer.result->error();
    return std::string{to_string(error.code)} + "|" + error.message + "|" + error.path + "|" +
           std::to_string(error.retry_after_ms);
}

std::vector<std::string> PrivateLobbies::outside_answers(const World::Person& person, World::Client& client,
                                                         const std::string& lobby)
{
    const LobbyId id{lobby};
    const auto actor = person.http();
    auto& lobbies = *world.lobbies;
    std::vector<std::string> all;
    auto note = [&](const auto& answer) { all.push_back(told(answer)); };
    note(get(actor, lobby));
    note(get({}, lobby));
    note(world.ask<protocol::LobbyResult>(
        [&](auto r) { lobbies.update(actor, id, 1, {.locked = true}, std::move(r)); }));
    note(world.ask<protocol::Empty>([&](auto r) { lobbies.end(actor, id, std::move(r)); }));
    note(world.ask<protocol::EntryPage>([&](auto r) { lobbies.entries(actor, {.lobby_id = lobby}, std::move(r)); }));
    note(world.ask<protocol::ParticipantPage>(
        [&](auto r) { lobbies.participants(actor, {.lobby_id = lobby}, std::move(r)); }));
    note(invite(person, lobby));
    note(invites(person, lobby));
    note(revoke(person, lobby, "x"));
    note(get(showing(person, "forged"), lobby));
    note(join(client, lobby));
    note(join(client, lobby, "forged"));
    note(join(client, lobby, {}, "guess"));
    note(world.chat(client, lobby, "hello"));
    note(world.say(client, protocol::Leave{lobby}));
    note(world.say(client, protocol::SetTyping{lobby, true}));
    note(world.say(client, protocol::GetIceServers{lobby}));
    note(world.say(client, protocol::ListBans{lobby}));
    note(world.say(client, protocol::CloseLobby{lobby}));
    note(world.say(client, protocol::Kick{.lobby_id = lobby, .participant_id = {"x"}, .reason = {}}));
    note(world.say(client, protocol::Admit{lobby, {"x"}}));
    return all;
}

TEST_P(PrivateLobbies, cannot_be_told_from_missing_ones)
{
    const auto lobby = make_private().lobby.id;
    const auto with_password = make({.name = {"Cellar"},
                                     .visibility = protocol::Visibility::private_,
                                     .password = protocol::Text<1, 256>{"secret"},
                                     .waiting_room = true})
                                   .lobby.id;
    auto client = world.connect(ben);

    const auto missing = outside_answers(ben, client, "nowhere");

    EXPECT_EQ(outside_answers(ben, client, lobby), missing);
    EXPECT_EQ(outside_answers(ben, client, with_password), missing);
    for (const auto& answer : missing) EXPECT_TRUE(answer.starts_with("not_found|")) << answer;
}

TEST_P(PrivateLobbies, look_missing_to_the_banned_too)
{
    const auto made = make_private();
    auto hers = world.connect(ann);
    auto his = world.connect(ben);
    join(hers, made.lobby.id);
    auto him = join(his, made.lobby.id, made.invite->token).value().participant.id;
    ASSERT_TRUE(world.say(hers, protocol::Ban{.lobby_id = made.lobby.id, .participant_id = him}).ok());

    EXPECT_EQ(outside_answers(ben, his, made.lobby.id), outside_answers(ben, his, "nowhere"));
    EXPECT_EQ(join(his, made.lobby.id, made.invite->token).code(), Errc::banned) << "an invite is no way around a ban";
}

TEST_P(PrivateLobbies, are_not_listed)
{
    make_private();
    auto listed =
        world.ask<protocol::LobbyPage>([&](auto reply) { world.lobbies->list({}, {}, 10, std::move(reply)); });
    EXPECT_TRUE(listed.value().lobbies.empty());
}

TEST_P(PrivateLobbies, come_with_an_invite_whose_token_is_kept_as_a_hash)
{
    const auto made = make_private();
    ASSERT_TRUE(made.invite);
    EXPECT_EQ(made.invite->url, "/l/" + made.lobby.id + "#i=" + made.invite->token);
    EXPECT_EQ(made.invite->expires_at.value, to_ms(world.clock.now() + world.settings.invite_lifetime));
    EXPECT_FALSE(make({.name = {"Open"}}).invite) << "whoever may come in needs none";

    auto access =
        world.ask<std::vector<service::LobbyAccess>>([&](auto reply) { world.store.load_access(std::move(reply)); });
    const auto& kept = access.value().at(0).invites.at(0);
    EXPECT_EQ(kept.token_hash, service::invite_hash(made.invite->token));
    EXPECT_EQ(kept.token_hash.find(made.invite->token), std::string::npos);
}

TEST_P(PrivateLobbies, let_bearers_of_an_invite_in_who_are_members_from_then_on)
{
    const auto made = make_private();
    const auto& lobby = made.lobby.id;
    EXPECT_TRUE(get(showing(ben, made.invite->token), lobby).ok());
    EXPECT_TRUE(get(showing({}, made.invite->token), lobby).ok()) << "to look, no session is needed";
    auto his = world.connect(ben);
    EXPECT_EQ(world.chat(his, lobby, "early").code(), Errc::not_found);

    ASSERT_TRUE(join(his, lobby, made.invite->token).ok());

    world.say(his, protocol::Leave{lobby});
    EXPECT_TRUE(get(ben.http(), lobby).ok());
    EXPECT_EQ(world.chat(his, lobby, "late").code(), Errc::not_joined) << "members are told the truth";
    EXPECT_TRUE(join(his, lobby).ok());
    EXPECT_EQ(invites(ann, lobby).value().invites.at(0).uses.value, 1);

    for (auto* client : {&his}) world.lose(*client);
    world.restart();
    auto again = world.connect(ben);
    EXPECT_TRUE(join(again, lobby).ok()) << "also after a restart";
}

TEST_P(PrivateLobbies, make_those_who_were_kicked_show_an_invite_again)
{
    const auto made = make_private();
    auto hers = world.connect(ann);
    auto his = world.connect(ben);
    join(hers, made.lobby.id);
    auto him = join(his, made.lobby.id, made.invite->token).value().participant.id;

    world.say(hers, protocol::Kick{.lobby_id = made.lobby.id, .participant_id = him});

    EXPECT_EQ(join(his, made.lobby.id).code(), Errc::not_found);
    EXPECT_TRUE(join(his, made.lobby.id, made.invite->token).ok());
}

TEST_P(PrivateLobbies, have_invites_for_owner_and_moderators_to_manage)
{
    const auto made = make_private();
    const auto& lobby = made.lobby.id;
    auto his = world.connect(ben);
    join(his, lobby, made.invite->token);

    EXPECT_EQ(invite(ben, lobby).code(), Errc::forbidden);
    EXPECT_EQ(invites(ben, lobby).code(), Errc::forbidden);
    EXPECT_EQ(revoke(ben, lobby, made.invite->id).code(), Errc::forbidden);
    protocol::CreateInvite short_one;
    short_one.expires_in_s.emplace(60);
    short_one.max_uses.emplace(1);
    auto second = invite(ann, lobby, short_one);
    ASSERT_TRUE(second.ok());

    auto listed = invites(ann, lobby).value().invites;
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(revoke(ann, lobby, "other").code(), Errc::not_found);
    EXPECT_TRUE(revoke(ann, lobby, made.invite->id).ok());
    world.pass(Millis{60'000});
    EXPECT_TRUE(invites(ann, lobby).value().invites.empty());
    auto cid = world.connect(world.make_person());
    EXPECT_EQ(join(cid, lobby, made.invite->token).code(), Errc::not_found);
    EXPECT_EQ(join(cid, lobby, second.value().invite.token).code(), Errc::not_found);
}

TEST_P(PrivateLobbies, let_no_two_use_the_last_use_of_an_invite)
{
    const auto lobby = make_private().lobby.id;
    protocol::CreateInvite once;
    once.max_uses.emplace(1);
    const auto token = invite(ann, lobby, once).value().invite.token;
    int in = 0;
    int out = 0;
    std::vector<World::Client> clients;
    for (int i = 0; i < 5; ++i) clients.push_back(world.connect(world.make_person()));

    for (auto& client : clients)
        client.live->call(protocol::Join{.lobby_id = lobby,
                                         .tab = {"tab"},
                                         .password = {},
                                         .invite = protocol::Text<1, 128>{token},
                                         .after_seq = {}},
                          [&](Result<protocol::JoinOutcome> outcome) { ++(outcome ? in : out); });
    world.settle();

    EXPECT_EQ(in, 1);
    EXPECT_EQ(out, 4);
}

TEST_P(PrivateLobbies, give_an_invite_back_that_came_to_nothing)
{
    const auto lobby = make_private().lobby.id;
    protocol::CreateInvite once;
    once.max_uses.emplace(1);
    const auto token = invite(ann, lobby, once).value().invite.token;
    auto his = world.connect(ben);
    world.store.fail_with(Error{Errc::unavailable, "The disk is full."});

    EXPECT_EQ(join(his, lobby, token).code(), Errc::unavailable);

    world.store.fail_with({});
    EXPECT_TRUE(join(his, lobby, token).ok());
}

TEST_P(PrivateLobbies, ask_for_their_password)
{
    const auto made = make({.name = {"Cellar"}, .password = protocol::Text<1, 256>{"secret"}});
    const auto& lobby = made.lobby.id;
    EXPECT_TRUE(made.lobby.has_password);
    auto his = world.connect(ben);

    auto unasked = join(his, lobby);
    EXPECT_EQ(unasked.code(), Errc::password_required);
    EXPECT_EQ(unasked.path(), "password");
    EXPECT_EQ(join(his, lobby, {}, "guess").code(), Errc::wrong_password);
    EXPECT_TRUE(join(his, lobby, {}, "secret").ok());

    world.say(his, protocol::Leave{lobby});
    EXPECT_TRUE(join(his, lobby).ok()) << "who was in need not show it again";
    auto cid = world.connect(world.make_person());
    EXPECT_TRUE(join(cid, lobby, made.invite->token).ok()) << "an invite passes it";
}

TEST_P(PrivateLobbies, throttle_wrong_passwords_by_lobby_and_address)
{
    const auto lobby = make({.name = {"Cellar"}, .password = protocol::Text<1, 256>{"secret"}}).lobby.id;
    const auto other = make({.name = {"Attic"}, .password = protocol::Text<1, 256>{"secret"}}).lobby.id;
    auto his = world.connect(ben);
    for (std::size_t i = 0; i < world.settings.password.tries_per_minute; ++i)
        EXPECT_EQ(join(his, lobby, {}, "guess").code(), Errc::wrong_password);

    EXPECT_EQ(join(his, lobby, {}, "secret").code(), Errc::rate_limited);
    EXPECT_TRUE(join(his, other, {}, "secret").ok());
}

TEST_P(PrivateLobbies, change_their_password_and_tell_the_audit_log_that_alone)
{
    const auto lobby = make({.name = {"Cellar"}}).lobby.id;
    auto patch = [&](std::int64_t version, const std::string& password) {
        protocol::LobbyPatch body;
        body.password.emplace(password);
        return world.ask<protocol::LobbyResult>(
            [&](auto reply) { world.lobbies->update(ann.http(), LobbyId{lobby}, version, body, std::move(reply)); });
    };

    EXPECT_TRUE(patch(1, "secret").value().lobby.has_password);
    auto his = world.connect(ben);
    EXPECT_TRUE(join(his, lobby, {}, "secret").ok());
    EXPECT_FALSE(patch(2, "").value().lobby.has_password);

    auto audit =
        world.ask<service::AuditSlice>([&](auto reply) { world.store.read_audit(0, 10, std::move(reply)); }).value();
    for (const auto& line : audit.records) EXPECT_EQ(line.details.find("secret"), std::string::npos) << line.details;
}

} // namespace
} // namespace parlor::test
