#include "domain/lobby/moderation.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

using namespace std::chrono_literals;

const Timestamp noon = from_ms(1'700'000'000'000);

SessionId s(const std::string& name)
{
    return SessionId{name};
}

ParticipantId p(const std::string& name)
{
    return ParticipantId{"p-" + name};
}

/// A lobby of "owner", with "mod" (moderator since noon), "ann" and "bob" in it, in this order.
class Moderation : public testing::Test {
protected:
    Moderation()
    {
        lobby.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = 50, .owner = s("owner")};
        apply(lobby, StandingSet{{.session = s("mod"), .role = Role::moderator, .since = noon}});
        int minute = 0;
        for (const std::string name : {"owner", "mod", "ann", "bob"})
            enter(name, noon + std::chrono::minutes{minute++});
    }

    Result<PresenceEvents> join(const std::string& name, Timestamp at, std::string tab = {})
    {
        return decide(lobby, Join{.id = ParticipantId{"p-" + name + tab},
                                  .person = PersonId{name},
                                  .session = s(name),
                                  .name = name,
                                  .now = at,
                                  .protected_name = protected_names[name],
                                  .network = networks[name]});
    }
    void enter(const std::string& name, Timestamp at, const std::string& tab = {}) { make_true(join(name, at, tab)); }
    void make_true(const Result<PresenceEvents>& events)
    {
        ASSERT_TRUE(events) << events.error().message;
        for (const auto& event : *events) apply(lobby, event);
    }
    void rule(const AccessEvent& event)
    {
        apply(lobby, event);
        make_true(reconcile(lobby, noon));
    }
    Ban ban(const std::string& by, const std::string& target, bool by_address = false,
            std::optional<Timestamp> until = {})
    {
        auto decided = decide(lobby, PutBan{.by = s(by),
                                            .target = p(target),
                                            .id = BanId{"ban-" + target},
                                            .reason = "noise",
                                            .until = until,
                                            .by_address = by_address,
                                            .now = noon});
        EXPECT_TRUE(decided) << decided.error().message;
        return *decided;
    }

    Lobby lobby;
    std::map<std::string, std::string> protected_names;
    std::map<std::string, std::string> networks;
};

TEST_F(Moderation, reaches_those_below_alone)
{
    EXPECT_TRUE(decide(lobby, Kick{s("mod"), p("ann")}));
    EXPECT_EQ(decide(lobby, Kick{s("mod"), p("owner")}).error().code, Errc::forbidden);
    EXPECT_EQ(decide(lobby, Kick{s("mod"), p("mod")}).error().code, Errc::forbidden) << "not even oneself";
    EXPECT_EQ(decide(lobby, Kick{s("ann"), p("bob")}).error().code, Errc::forbidden);
    EXPECT_EQ(decide(lobby, Kick{s("stranger"), p("bob")}).error().code, Errc::not_joined);
    EXPECT_TRUE(decide(lobby, Kick{s("owner"), p("mod")}));
    auto nobody = decide(lobby, Kick{s("owner"), p("nobody")}).error();
    EXPECT_EQ(nobody.code, Errc::not_found);
    EXPECT_EQ(nobody.path, "participant_id");
}

TEST_F(Moderation, mutes_a_person_on_every_tab_and_after_coming_back)
{
    enter("ann", noon, "-2");

    rule(StandingSet{*decide(lobby, Mute{s("mod"), p("ann"), true})});

    EXPECT_TRUE(lobby.find(p("ann"))->muted_by_moderator);
    EXPECT_TRUE(lobby.find(ParticipantId{"p-ann-2"})->muted_by_moderator);
    make_true(departures(lobby, s("ann"), LeaveReason::left));
    enter("ann", noon, "-3");
    EXPECT_TRUE(lobby.find(ParticipantId{"p-ann-3"})->muted_by_moderator);
    rule(StandingSet{*decide(lobby, Mute{s("mod"), ParticipantId{"p-ann-3"}, false})});
    EXPECT_FALSE(lobby.find(ParticipantId{"p-ann-3"})->muted_by_moderator);
}

TEST_F(Moderation, gives_roles_below_ones_own)
{
    auto give = [&](const std::string& by, const std::string& to, Role role) {
        return decide(lobby, SetRole{.by = s(by), .target = p(to), .role = role, .now = noon + 1h});
    };

    auto guest = give("mod", "ann", Role::guest);
    ASSERT_TRUE(guest);
    rule(StandingSet{std::get<Standing>(*guest)});

    EXPECT_EQ(lobby.find(p("ann"))->role, Role::guest);
    EXPECT_EQ(give("mod", "ann", Role::moderator).error().code, Errc::forbidden);
    EXPECT_EQ(give("mod", "ann", Role::owner).error().code, Errc::forbidden);
    EXPECT_EQ(give("mod", "owner", Role::member).error().code, Errc::forbidden);
    EXPECT_EQ(give("ann", "bob", Role::guest).error().code, Errc::forbidden);
    EXPECT_EQ(give("owner", "owner", Role::member).error().code, Errc::forbidden);
    auto moderator = give("owner", "ann", Role::moderator);
    ASSERT_TRUE(moderator);
    EXPECT_EQ(std::get<Standing>(*moderator).since, noon + 1h);
}

TEST_F(Moderation, lets_the_owner_give_the_lobby_away)
{
    auto decision = decide(lobby, SetRole{.by = s("owner"), .target = p("ann"), .role = Role::owner, .now = noon});

    ASSERT_TRUE(decision);
    EXPECT_EQ(std::get<OwnerChange>(*decision).owner, s("ann"));
    lobby.record.owner = s("ann");
    rule(StandingSet{{.session = s("owner"), .role = Role::moderator, .since = noon}});
    EXPECT_EQ(lobby.find(p("ann"))->role, Role::owner);
    EXPECT_EQ(lobby.find(p("owner"))->role, Role::moderator);
}

TEST_F(Moderation, takes_everybody_out_whom_a_ban_meets)
{
    networks["eve"] = "192.0.2.1/32";
    networks["eves-other-session"] = "192.0.2.1/32";
    enter("eve", noon);
    enter("eve", noon, "-2");
    enter("eves-other-session", noon);

    apply(lobby, BanPut{ban("mod", "eve", true)});
    auto events = reconcile(lobby, noon);

    EXPECT_EQ(events.size(), 3U);
    for (const auto& event : events) EXPECT_EQ(std::get<ParticipantLeft>(event).reason, LeaveReason::banned);
}

TEST_F(Moderation, keeps_the_banned_out_by_session_name_and_address)
{
    protected_names["eve"] = "eve";
    networks["eve"] = "192.0.2.1/32";
    enter("eve", noon);
    rule(BanPut{ban("mod", "eve", true)});

    EXPECT_EQ(join("eve", noon, "-new-tab").error().code, Errc::banned);
    protected_names["new session"] = "eve";
    EXPECT_EQ(join("new session", noon).error().code, Errc::banned);
    networks["neighbour"] = "192.0.2.1/32";
    EXPECT_EQ(join("neighbour", noon).error().code, Errc::banned);
    networks["other"] = "192.0.2.2/32";
    EXPECT_TRUE(join("other", noon));
    protected_names["eve"] = "";
    networks["eve"] = "198.51.100.1/32";
    EXPECT_EQ(join("eve", noon).error().code, Errc::banned) << "neither a new name nor another address helps";
}

TEST_F(Moderation, keeps_those_muted_who_come_back_when_their_ban_has_ended)
{
    enter("eve", noon);
    rule(StandingSet{*decide(lobby, Mute{s("mod"), p("eve"), true})});
    const auto banned = ban("mod", "eve", false, noon + 1h);
    rule(BanPut{banned, standing_after_removal(lobby, banned.session)});

    enter("eve", noon + 1h);

    EXPECT_TRUE(lobby.find(p("eve"))->muted_by_moderator);
    EXPECT_EQ(lobby.find(p("eve"))->role, Role::guest);
}

TEST_F(Moderation, holds_an_unprotected_name_against_nobody)
{
    enter("eve", noon);
    rule(BanPut{ban("mod", "eve")});
    networks["namesake"] = "192.0.2.1/32";
    EXPECT_TRUE(join("namesake", noon));
}

TEST_F(Moderation, spares_those_above_when_they_share_an_address)
{
    for (const std::string name : {"owner", "mod", "ann", "eve"}) networks[name] = "192.0.2.1/32";
    for (const std::string name : {"owner", "mod", "ann", "eve"}) enter(name, noon);

    rule(BanPut{ban("mod", "eve", true)});

    EXPECT_TRUE(lobby.find(p("owner")));
    EXPECT_TRUE(lobby.find(p("mod")));
    EXPECT_FALSE(lobby.find(p("ann")));
    EXPECT_FALSE(lobby.find(p("eve")));
}

TEST_F(Moderation, ends_bans_at_their_time)
{
    enter("eve", noon);
    rule(BanPut{ban("mod", "eve", false, noon + 1h)});

    EXPECT_EQ(join("eve", noon + 1h - 1ms).error().code, Errc::banned);
    EXPECT_TRUE(join("eve", noon + 1h));
    auto past = decide(
        lobby, PutBan{.by = s("mod"), .target = p("ann"), .id = BanId{"b"}, .reason = {}, .until = noon, .now = noon});
    EXPECT_EQ(past.error().path, "until");
}

TEST_F(Moderation, lifts_bans_by_their_id)
{
    enter("eve", noon);
    rule(BanPut{ban("mod", "eve")});

    EXPECT_EQ(decide(lobby, LiftBan{s("ann"), BanId{"ban-eve"}}).error().code, Errc::forbidden);
    EXPECT_EQ(decide(lobby, LiftBan{s("mod"), BanId{"other"}}).error().path, "ban_id");
    ASSERT_TRUE(decide(lobby, LiftBan{s("mod"), BanId{"ban-eve"}}));
    rule(BanLifted{BanId{"ban-eve"}});
    EXPECT_TRUE(join("eve", noon));
}

TEST_F(Moderation, takes_a_banned_moderators_role_away)
{
    rule(BanPut{ban("owner", "mod")});

    EXPECT_FALSE(lobby.find(p("mod")));
    rule(BanLifted{BanId{"ban-mod"}});
    enter("mod", noon);
    EXPECT_EQ(lobby.find(p("mod"))->role, Role::member);
}

TEST_F(Moderation, passes_a_lobby_on_to_the_oldest_moderator_then_member)
{
    make_true(departures(lobby, s("owner"), LeaveReason::left));
    rule(StandingSet{{.session = s("bob"), .role = Role::moderator, .since = noon - 1h}});

    EXPECT_EQ(next_owner(lobby), s("bob")) << "moderator before the other one";
    make_true(departures(lobby, s("bob"), LeaveReason::left));
    EXPECT_EQ(next_owner(lobby), s("mod")) << "who is in goes before who is away";
    make_true(departures(lobby, s("mod"), LeaveReason::left));
    EXPECT_EQ(next_owner(lobby), s("ann"));
    rule(StandingSet{{.session = s("ann"), .role = Role::guest, .since = noon}});
    EXPECT_EQ(next_owner(lobby), s("bob")) << "a guest never owns a lobby";
    lobby.standings.clear();
    lobby.participants.clear();
    EXPECT_FALSE(next_owner(lobby));
}

TEST_F(Moderation, passes_no_lobby_on_to_a_bot_that_was_muted)
{
    make_true(departures(lobby, s("owner"), LeaveReason::left));
    make_true(departures(lobby, s("mod"), LeaveReason::left));
    lobby.standings.clear();
    lobby.participants.clear();
    enter("robot", noon);
    lobby.participants.at(p("robot")).kind = ParticipantKind::bot;
    rule(StandingSet{{.session = s("robot"), .muted = true, .since = noon}});

    EXPECT_FALSE(next_owner(lobby));
}

} // namespace
} // namespace parlor::domain
