#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

using protocol::Role;

/// A lobby of ann's, with ann, bob and eve in it, on one shard and on three.
class Moderating : public testing::TestWithParam<ShardIndex> {
protected:
    struct Member {
        World::Person person;
        World::Client client;
        std::string id; ///< as a participant
    };

    Moderating() : world{GetParam()}
    {
        auto owner = world.make_person();
        lobby = world.make_lobby(owner, {.name = {"Kitchen"}, .media = protocol::MediaMode::none}).id;
        ann = come(owner);
        bob = come(world.make_person());
        eve = come(world.make_person());
    }

    Member come(const World::Person& person, const std::string& tab = "tab")
    {
        Member member{person, world.connect(person, static_cast<ShardIndex>(people++ % world.shards.count())), {}};
        auto joined = world.join(member.client, lobby, tab);
        if (joined.ok()) member.id = joined.value().participant.id;
        return member;
    }
    auto set_role(Member& by, const Member& target, Role role)
    {
        return world.say(by.client, protocol::SetRole{.lobby_id = lobby, .participant_id = target.id, .role = role});
    }
    auto kick(Member& by, const Member& target)
    {
        return world.say(
            by.client,
            protocol::Kick{.lobby_id = lobby, .participant_id = target.id, .reason = protocol::Text<0, 500>{"noise"}});
    }
    auto ban(Member& by, const Member& target, protocol::Ban wish = {})
    {
        wish.lobby_id = lobby;
        wish.participant_id = target.id;
        return world.say(by.client, wish);
    }
    auto bans(Member& by) { return world.say(by.client, protocol::ListBans{lobby}); }
    /// The newest state of a participant that `member` was told.
    static boost::json::object told_of(const Member& member, const std::string& id)
    {
        boost::json::object last;
        for (const auto& change : member.client.connection->of_type("participants_changed"))
            for (const auto* list : {"joined", "updated"})
                for (const auto& participant : change.at(list).as_array())
                    if (participant.at("id").as_string() == id) last = participant.as_object();
        return last;
    }
    static std::string reason_of_leaving(const Member& member, const std::string& id)
    {
        for (const auto& change : member.client.connection->of_type("participants_changed"))
            for (const auto& departure : change.at("left").as_array())
                if (departure.at("participant_id").as_string() == id)
                    return std::string{departure.at("reason").as_string()};
        return {};
    }
    void restart()
    {
        for (auto* member : {&ann, &bob, &eve}) world.lose(member->client);
        world.restart();
    }
    std::vector<service::AuditRecord> audit()
    {
        return world.ask<service::AuditSlice>([&](auto reply) { world.store.read_audit(0, 100, std::move(reply)); })
            .value()
            .records;
    }

    World world;
    int people = 0;
    std::string lobby;
    Member ann;
    Member bob;
    Member eve;
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Moderating, testing::Values(1U, 3U));

TEST_P(Moderating, needs_a_role_that_allows_it)
{
    EXPECT_EQ(kick(bob, eve).code(), Errc::forbidden);
    EXPECT_EQ(ban(bob, eve).code(), Errc::forbidden);
    EXPECT_EQ(bans(bob).code(), Errc::forbidden);
    EXPECT_EQ(set_role(bob, eve, Role::guest).code(), Errc::forbidden);
    EXPECT_EQ(world.say(bob.client, protocol::Mute{lobby, eve.id, true}).code(), Errc::forbidden);
    EXPECT_EQ(world.say(bob.client, protocol::CloseLobby{lobby}).code(), Errc::forbidden);
    auto outside = world.make_person();
    auto stranger = world.connect(outside);
    EXPECT_EQ(world.say(stranger, protocol::ListBans{lobby}).code(), Errc::not_joined);
    EXPECT_TRUE(audit().empty()) << "what was refused is no action";
}

TEST_P(Moderating, gives_roles_that_last)
{
    auto given = set_role(ann, bob, Role::moderator);
    world.pass(world.settings.presence_merge);

    EXPECT_EQ(given.value().participant.role, Role::moderator);
    EXPECT_EQ(told_of(eve, bob.id).at("role").as_string(), "moderator");
    EXPECT_TRUE(kick(bob, eve).ok());
    world.say(bob.client, protocol::Leave{lobby});
    EXPECT_EQ(world.join(bob.client, lobby, "another tab").value().participant.role, Role::moderator);
}

TEST_P(Moderating, mutes_and_unmutes)
{
    auto muted = world.say(ann.client, protocol::Mute{lobby, bob.id, true});
    world.pass(world.settings.presence_merge);

    EXPECT_TRUE(muted.value().participant.muted_by_moderator);
    EXPECT_TRUE(told_of(eve, bob.id).at("muted_by_moderator").as_bool());
    EXPECT_FALSE(world.say(ann.client, protocol::Mute{lobby, bob.id, false}).value().participant.muted_by_moderator);
}

TEST_P(Moderating, kicks_every_tab_of_a_person_who_may_come_back)
{
    auto second = come(eve.person, "second");

    EXPECT_TRUE(kick(ann, eve).ok());
    world.pass(world.settings.presence_merge);

    for (const auto* tab : {&eve, &second}) {
        auto removed = tab->client.connection->of_type("removed").at(0);
        EXPECT_EQ(removed.at("reason").as_string(), "kicked");
        EXPECT_EQ(removed.at("by").as_string(), ann.id);
        EXPECT_EQ(removed.at("message").as_string(), "noise");
        EXPECT_EQ(reason_of_leaving(bob, tab->id), "kicked");
        EXPECT_TRUE(tab->client.live->actor().attachments->lobbies().empty());
    }
    EXPECT_EQ(world.chat(eve.client, lobby, "hello?").code(), Errc::not_joined);
    EXPECT_TRUE(world.join(eve.client, lobby, "tab").ok());
}

TEST_P(Moderating, a_kick_is_no_way_out_of_being_muted)
{
    world.say(ann.client, protocol::Mute{lobby, eve.id, true});

    EXPECT_TRUE(kick(ann, eve).ok());
    const auto back = world.join(eve.client, lobby, "tab").value().participant;

    EXPECT_TRUE(back.muted_by_moderator);
    EXPECT_EQ(back.role, Role::guest);
}

TEST_P(Moderating, knows_of_what_was_asked_for_just_before)
{
    set_role(ann, eve, Role::moderator);
    world.store.hold();
    auto muted = world.say_on(ann.client, protocol::Mute{lobby, eve.id, true});
    auto demoted =
        world.say_on(ann.client, protocol::SetRole{.lobby_id = lobby, .participant_id = eve.id, .role = Role::guest});
    auto ruled = world.say_on(eve.client, protocol::Mute{lobby, bob.id, true});
    auto kicked = world.say_on(ann.client, protocol::Kick{.lobby_id = lobby, .participant_id = eve.id, .reason = {}});
    world.settle();
    world.store.release();
    world.settle();

    EXPECT_TRUE(muted->ok());
    EXPECT_TRUE(demoted->value().participant.muted_by_moderator);
    EXPECT_EQ(ruled->code(), Errc::forbidden) << "when her turn came she was no moderator any more";
    EXPECT_TRUE(kicked->ok());
    restart();
    auto back = come(eve.person);
    EXPECT_TRUE(world.join(back.client, lobby, "tab").value().participant.muted_by_moderator);
}

TEST_P(Moderating, a_ban_right_after_a_mute_keeps_it)
{
    world.store.hold();
    auto muted = world.say_on(ann.client, protocol::Mute{lobby, eve.id, true});
    auto banned = world.say_on(
        ann.client,
        protocol::Ban{.lobby_id = lobby, .participant_id = eve.id, .reason = {}, .until = {}, .address = {}});
    world.settle();
    world.store.release();
    world.settle();
    ASSERT_TRUE(muted->ok());
    ASSERT_TRUE(banned->ok());

    ASSERT_TRUE(world.say(ann.client, protocol::Unban{lobby, banned->value().ban.id}).ok());
    EXPECT_TRUE(world.join(eve.client, lobby, "tab").value().participant.muted_by_moderator);
}

TEST_P(Moderating, lets_no_more_wait_than_it_may_and_half_of_them_for_one)
{
    set_role(ann, bob, Role::moderator);
    world.store.hold();
    std::vector<std::shared_ptr<Answer<protocol::ParticipantResult>>> answers;
    // One is under way, the others wait.
    for (std::size_t i = 0; i < 1 + world.settings.moderation_queue / 2; ++i)
        answers.push_back(world.say_on(ann.client, protocol::Mute{lobby, eve.id, i % 2 == 0}));
    auto too_many = world.say_on(ann.client, protocol::Mute{lobby, eve.id, true});
    answers.push_back(world.say_on(bob.client, protocol::Mute{lobby, eve.id, true}));
    auto stranger = world.say_on(eve.client, protocol::Mute{lobby, bob.id, true});
    world.settle();

    EXPECT_EQ(too_many->code(), Errc::unavailable);
    EXPECT_EQ(stranger->code(), Errc::forbidden) << "at once";
    world.store.release();
    world.settle();
    for (const auto& answer : answers) EXPECT_TRUE(answer->ok());
}

TEST_P(Moderating, carries_out_what_was_asked_for_by_one_who_has_gone_since)
{
    world.store.hold();
    auto muted = world.say_on(ann.client, protocol::Mute{lobby, bob.id, true});
    auto banned = world.say_on(
        ann.client,
        protocol::Ban{.lobby_id = lobby, .participant_id = eve.id, .reason = {}, .until = {}, .address = {}});
    auto left = world.say_on(ann.client, protocol::Leave{lobby});
    world.settle();
    world.store.release();
    world.settle();

    EXPECT_TRUE(left->ok());
    EXPECT_TRUE(banned->ok());
    EXPECT_EQ(eve.client.connection->of_type("removed").size(), 1U);
}

TEST_P(Moderating, kicks_one_whose_connection_is_broken)
{
    world.lose(eve.client);
    EXPECT_TRUE(kick(ann, eve).ok());
    world.pass(world.settings.grace * 2);
    EXPECT_EQ(reason_of_leaving(bob, eve.id), "kicked");
}

TEST_P(Moderating, bans_against_new_tabs_resumes_and_renames)
{
    auto banned = ban(ann, eve);
    ASSERT_TRUE(banned.ok());

    EXPECT_EQ(eve.client.connection->of_type("removed").at(0).at("reason").as_string(), "banned");
    EXPECT_EQ(world.join(eve.client, lobby, "tab", protocol::SeqOrZero{0}).code(), Errc::banned);
    EXPECT_EQ(world.join(eve.client, lobby, "new-tab").code(), Errc::banned);
    world.say(eve.client, protocol::SetName{.name = {"Somebody else"}, .password = {}, .force = {}});
    EXPECT_EQ(world.join(eve.client, lobby, "tab").code(), Errc::banned);
    auto again = come(eve.person, "other connection");
    EXPECT_TRUE(again.id.empty());
}

TEST_P(Moderating, bans_until_a_time_and_lifts)
{
    protocol::Ban for_an_hour;
    for_an_hour.until.emplace(to_ms(world.clock.now()) + 3'600'000);
    ASSERT_TRUE(ban(ann, eve, for_an_hour).ok());
    auto second = ban(ann, bob);
    EXPECT_EQ(bans(ann).value().bans.size(), 2U);

    EXPECT_TRUE(world.say(ann.client, protocol::Unban{lobby, second.value().ban.id}).ok());
    EXPECT_EQ(world.say(ann.client, protocol::Unban{lobby, second.value().ban.id}).code(), Errc::not_found);
    EXPECT_TRUE(world.join(bob.client, lobby, "tab").ok());
    EXPECT_EQ(world.join(eve.client, lobby, "tab").code(), Errc::banned);
    world.pass(Millis{3'600'000});
    EXPECT_TRUE(bans(ann).value().bans.empty());
    EXPECT_TRUE(world.join(eve.client, lobby, "tab").ok());
}

TEST_P(Moderating, tells_moderators_who_is_banned_but_no_address)
{
    protocol::Ban by_address;
    by_address.address = true;
    by_address.reason.emplace("noise");

    auto told = ban(ann, eve, by_address).value().ban;

    EXPECT_EQ(told.reason, "noise");
    EXPECT_TRUE(told.by_address);
    EXPECT_FALSE(told.until);
    EXPECT_TRUE(told.name.starts_with("Guest "));
    auto listed = bans(ann).value().bans;
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].id, told.id);
}

TEST_P(Moderating, bans_an_address_for_whole_sessions_but_not_for_moderators)
{
    protocol::Ban by_address;
    by_address.address = true;

    ASSERT_TRUE(ban(ann, eve, by_address).ok());

    EXPECT_TRUE(come(world.make_person()).id.empty()) << "everybody here has the address 127.0.0.1";
    EXPECT_EQ(bob.client.connection->of_type("removed").size(), 1U);
    EXPECT_TRUE(ann.client.connection->of_type("removed").empty());
}

TEST_P(Moderating, keeps_no_more_bans_than_it_may)
{
    world.settings.bans_per_lobby = 1;
    ASSERT_TRUE(ban(ann, eve).ok());
    EXPECT_EQ(ban(ann, bob).code(), Errc::unavailable);
}

TEST_P(Moderating, answers_after_the_commit)
{
    world.store.hold();
    bool answered = false;
    world.shards.enter(ann.client.connection->shard());
    ann.client.live->call(
        protocol::Ban{.lobby_id = lobby, .participant_id = eve.id, .reason = {}, .until = {}, .address = {}},
        [&](Result<protocol::BanResult>) { answered = true; });
    world.settle();

    EXPECT_FALSE(answered);
    EXPECT_TRUE(eve.client.connection->of_type("removed").empty());
    world.store.release();
    world.settle();
    EXPECT_TRUE(answered);
    EXPECT_EQ(eve.client.connection->of_type("removed").size(), 1U);
}

TEST_P(Moderating, changes_nothing_when_the_store_fails)
{
    world.store.fail_with(Error{Errc::unavailable, "The disk is full."});
    EXPECT_EQ(ban(ann, eve).code(), Errc::unavailable);
    EXPECT_EQ(set_role(ann, bob, Role::moderator).code(), Errc::unavailable);
    world.store.fail_with({});
    EXPECT_TRUE(bans(ann).value().bans.empty());
    EXPECT_EQ(kick(bob, eve).code(), Errc::forbidden);
    EXPECT_TRUE(eve.client.connection->of_type("removed").empty());
}

TEST_P(Moderating, is_written_to_the_audit_log)
{
    world.say(ann.client, protocol::SetName{.name = {"Ann"}, .password = {}, .force = {}});
    set_role(ann, bob, Role::moderator);
    kick(bob, eve);

    auto lines = audit();

    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].action, "set_role");
    EXPECT_EQ(lines[1].session, ann.person.session);
    EXPECT_EQ(lines[1].name, "Ann");
    EXPECT_EQ(lines[1].address, "127.0.0.1");
    EXPECT_EQ(lines[1].lobby.str(), lobby);
    EXPECT_EQ(lines[1].details, R"({"role":"moderator"})");
    EXPECT_NE(lines[1].target.find(bob.person.session.str()), std::string::npos);
    EXPECT_EQ(lines[0].action, "kick");
    EXPECT_EQ(lines[0].details, R"({"reason":"noise"})");
}

TEST_P(Moderating, moderators_lock_but_do_not_rename)
{
    set_role(ann, bob, Role::moderator);
    auto change = [&](Member& by, std::int64_t version, protocol::LobbyPatch patch) {
        protocol::UpdateLobby update;
        static_cast<protocol::LobbyPatch&>(update) = std::move(patch);
        update.lobby_id = lobby;
        update.version = version;
        return world.say(by.client, update);
    };

    EXPECT_TRUE(change(bob, 1, {.locked = true}).value().lobby.locked);
    EXPECT_EQ(change(bob, 1, {.locked = false}).code(), Errc::conflict);
    EXPECT_EQ(change(bob, 2, {.name = protocol::Text<1, 100>{"Mine"}}).code(), Errc::forbidden);
    EXPECT_EQ(change(eve, 2, {.locked = false}).code(), Errc::forbidden);
    EXPECT_EQ(change(ann, 2, {.name = protocol::Text<1, 100>{"Cellar"}}).value().lobby.name, "Cellar");
    EXPECT_EQ(eve.client.connection->of_type("lobby_updated").size(), 2U);
    EXPECT_TRUE(come(world.make_person()).id.empty()) << "it is locked";
}

TEST_P(Moderating, the_owner_closes_the_lobby)
{
    auto closed = world.say(ann.client, protocol::CloseLobby{lobby});
    EXPECT_EQ(closed.value().lobby.id, lobby);
    EXPECT_EQ(bob.client.connection->of_type("lobby_closed").size(), 1U);
    EXPECT_EQ(world.join(bob.client, lobby, "tab").code(), Errc::not_found);
}

TEST_P(Moderating, the_owner_gives_the_lobby_away)
{
    auto given = set_role(ann, bob, Role::owner);

    EXPECT_EQ(given.value().participant.role, Role::owner);
    world.pass(world.settings.presence_merge);
    EXPECT_EQ(told_of(eve, ann.id).at("role").as_string(), "moderator");
    EXPECT_EQ(kick(ann, bob).code(), Errc::forbidden);
    EXPECT_TRUE(world.say(bob.client, protocol::CloseLobby{lobby}).ok());
}

TEST_P(Moderating, the_lobby_passes_on_when_its_owner_has_gone_for_good)
{
    set_role(ann, eve, Role::moderator);
    auto end = [&](const World::Person& person) {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.sessions->end(person.http(), {}, std::move(reply)); });
    };

    ASSERT_TRUE(end(ann.person).ok());
    world.pass(world.settings.presence_merge);

    EXPECT_EQ(told_of(bob, eve.id).at("role").as_string(), "owner");
    EXPECT_TRUE(set_role(eve, bob, Role::guest).ok());
    ASSERT_TRUE(end(eve.person).ok());
    world.pass(world.settings.presence_merge);
    auto newcomer = come(world.make_person());
    EXPECT_EQ(world.say(newcomer.client, protocol::CloseLobby{lobby}).value().lobby.id, lobby)
        << "guests do not inherit, the next member does";
}

TEST_P(Moderating, everything_is_as_it_was_after_a_restart)
{
    set_role(ann, bob, Role::moderator);
    ASSERT_TRUE(ban(ann, eve).ok());

    restart();
    auto bob_again = come(bob.person);

    EXPECT_FALSE(bob_again.id.empty());
    EXPECT_EQ(bans(bob_again).value().bans.size(), 1U);
    EXPECT_TRUE(come(eve.person).id.empty());
    EXPECT_TRUE(world.say(bob_again.client, protocol::Unban{lobby, bans(bob_again).value().bans[0].id}).ok());
    EXPECT_FALSE(come(eve.person).id.empty());
}

TEST_P(Moderating, an_owner_who_went_while_the_server_was_down_is_followed)
{
    set_role(ann, bob, Role::moderator);
    world.ask<std::vector<SessionId>>([&](auto reply) {
        // As if the server had ended right after this commit.
        world.store.delete_session(
            ann.person.session, [reply = std::move(reply)](Result<void>) mutable { reply(std::vector<SessionId>{}); });
    });

    restart();
    auto bob_again = come(bob.person);

    EXPECT_TRUE(world.say(bob_again.client, protocol::CloseLobby{lobby}).ok());
}

} // namespace
} // namespace parlor::test
