#include "domain/lobby/door.hpp"
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

/// A lobby of "owner"'s for three, with a member "mia", a guest "gus" and an invite "invite" that is good for an hour.
class Door : public testing::Test {
protected:
    Door()
    {
        lobby.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = 3, .owner = s("owner")};
        lobby.standings[s("mod")] = {.session = s("mod"), .role = Role::moderator};
        lobby.standings[s("mia")] = {.session = s("mia"), .role = Role::member};
        lobby.standings[s("gus")] = {.session = s("gus"), .role = Role::guest};
        lobby.invites["invite"] = {
            .id = InviteId{"I"}, .token_hash = "invite", .created_at = noon, .expires_at = noon + 1h};
    }

    Knock knock(const std::string& who, const std::string& invite = {}, bool password_right = false,
                Timestamp at = noon) const
    {
        return {.id = ParticipantId{"p-" + who},
                .visitor = {.session = s(who)},
                .invite_hash = invite,
                .password_right = password_right,
                .now = at};
    }
    void enter(const std::string& who)
    {
        auto events = decide(
            lobby,
            Join{
                .id = ParticipantId{"p-" + who}, .person = PersonId{who}, .session = s(who), .name = who, .now = noon});
        ASSERT_TRUE(events);
        for (const auto& event : *events) apply(lobby, event);
    }
    Errc refusal(const Knock& knock) const { return decide(lobby, knock).error().code; }

    Lobby lobby;
};

TEST_F(Door, stands_open_to_all_in_a_public_lobby)
{
    EXPECT_EQ(*decide(lobby, knock("stranger")), Passage::come_in);
    EXPECT_FALSE(admission(lobby, s("stranger"), noon)) << "nothing needs to be remembered";
}

TEST_F(Door, is_not_there_for_those_whom_a_private_lobby_does_not_concern)
{
    lobby.record.visibility = Visibility::private_;

    auto refused = decide(lobby, knock("stranger")).error();
    EXPECT_EQ(refused, no_such_lobby());
    EXPECT_EQ(refusal(knock("stranger", "forged")), Errc::not_found);
    EXPECT_EQ(refusal(knock("gus")), Errc::not_found) << "a guest does not belong";
    EXPECT_EQ(*decide(lobby, knock("mia")), Passage::come_in);
    EXPECT_EQ(*decide(lobby, knock("owner")), Passage::come_in);
    EXPECT_EQ(*decide(lobby, knock("stranger", "invite")), Passage::come_in);
    EXPECT_FALSE(visible(lobby, SessionId{}, {}, noon));
}

TEST_F(Door, shows_a_private_lobby_to_those_who_are_in)
{
    enter("gus");
    lobby.record.visibility = Visibility::private_;
    EXPECT_TRUE(visible(lobby, s("gus"), {}, noon));
    EXPECT_EQ(*decide(lobby, knock("gus")), Passage::come_in) << "back on the same tab";
}

TEST_F(Door, knows_when_an_invite_is_over)
{
    lobby.record.visibility = Visibility::private_;
    auto& invite = lobby.invites["invite"];
    invite.max_uses = 2;

    EXPECT_EQ(*decide(lobby, knock("stranger", "invite", false, noon + 1h - 1ms)), Passage::come_in);
    EXPECT_EQ(refusal(knock("stranger", "invite", false, noon + 1h)), Errc::not_found);
    domain::apply(lobby, AccessEvent{InviteUsed{invite.id}});
    EXPECT_EQ(*decide(lobby, knock("stranger", "invite")), Passage::come_in);
    domain::apply(lobby, AccessEvent{InviteUsed{invite.id}});
    EXPECT_EQ(refusal(knock("stranger", "invite")), Errc::not_found);
    domain::apply(lobby, AccessEvent{InviteUsed{invite.id, -1}});
    EXPECT_EQ(*decide(lobby, knock("stranger", "invite")), Passage::come_in);
    domain::apply(lobby, AccessEvent{InviteDropped{invite.id}});
    EXPECT_EQ(refusal(knock("stranger", "invite")), Errc::not_found);
}

TEST_F(Door, counts_an_invite_only_for_those_who_need_it)
{
    EXPECT_TRUE(invite_used(lobby, knock("stranger", "invite")));
    EXPECT_TRUE(invite_used(lobby, knock("gus", "invite")));
    EXPECT_FALSE(invite_used(lobby, knock("mia", "invite")));
    EXPECT_FALSE(invite_used(lobby, knock("owner", "invite")));
    EXPECT_FALSE(invite_used(lobby, knock("stranger")));
}

TEST_F(Door, asks_strangers_alone_for_the_password)
{
    lobby.record.password_hash = "hash";

    EXPECT_EQ(*decide(lobby, knock("stranger")), Passage::show_password);
    EXPECT_EQ(*decide(lobby, knock("stranger", {}, true)), Passage::come_in);
    EXPECT_EQ(*decide(lobby, knock("stranger", "invite")), Passage::come_in);
    EXPECT_EQ(*decide(lobby, knock("mia")), Passage::come_in);
    EXPECT_EQ(*decide(lobby, knock("gus")), Passage::show_password);
}

TEST_F(Door, lets_no_password_show_a_private_lobby)
{
    lobby.record.visibility = Visibility::private_;
    lobby.record.password_hash = "hash";
    EXPECT_EQ(refusal(knock("stranger", {}, true)), Errc::not_found);
}

TEST_F(Door, opens_neither_lock_nor_ban_to_an_invite)
{
    lobby.record.locked = true;
    EXPECT_EQ(refusal(knock("stranger", "invite")), Errc::lobby_locked);
    EXPECT_EQ(refusal(knock("mia", "invite")), Errc::lobby_locked);
    EXPECT_EQ(*decide(lobby, knock("mod")), Passage::come_in);

    domain::apply(lobby, AccessEvent{BanPut{{.id = BanId{"B"}, .session = s("mia")}}});
    EXPECT_EQ(refusal(knock("mia", "invite")), Errc::banned);
    lobby.record.visibility = Visibility::private_;
    EXPECT_EQ(refusal(knock("mia")), Errc::not_found) << "to the banned it is as if it were missing";
    EXPECT_EQ(refusal(knock("mia", "invite")), Errc::banned);
}

TEST_F(Door, lets_strangers_wait_even_with_an_invite)
{
    lobby.record.waiting_room = true;

    EXPECT_EQ(*decide(lobby, knock("stranger", "invite")), Passage::wait);
    EXPECT_EQ(*decide(lobby, knock("gus")), Passage::wait);
    EXPECT_EQ(*decide(lobby, knock("mia")), Passage::come_in);
    lobby.record.password_hash = "hash";
    EXPECT_EQ(*decide(lobby, knock("stranger")), Passage::show_password) << "first things first";
}

TEST_F(Door, tells_that_a_lobby_is_full_before_anybody_waits)
{
    for (const auto* who : {"owner", "mod", "mia"}) enter(who);
    lobby.record.waiting_room = true;
    EXPECT_EQ(refusal(knock("stranger")), Errc::lobby_full);
}

TEST_F(Door, remembers_whom_it_has_let_in_where_that_matters)
{
    for (auto* setting : {&lobby.record.waiting_room}) {
        *setting = true;
        auto standing = admission(lobby, s("stranger"), noon);
        ASSERT_TRUE(standing);
        EXPECT_EQ(*standing, (Standing{.session = s("stranger"), .role = Role::member, .since = noon}));
        *setting = false;
    }
    lobby.record.visibility = Visibility::private_;
    EXPECT_TRUE(admission(lobby, s("stranger"), noon));
    EXPECT_FALSE(admission(lobby, s("gus"), noon)) << "a guest stays one";
    EXPECT_FALSE(admission(lobby, s("owner"), noon));
}

TEST_F(Door, admits_those_who_wait)
{
    lobby.record.waiting_room = true;
    const Participant stranger{.id = ParticipantId{"p-stranger"}, .session = s("stranger")};
    lobby.waiting[stranger.id] = stranger;
    auto admit = [&](const std::string& by) { return decide(lobby, Admit{s(by), stranger.id, noon}); };

    EXPECT_EQ(admit("mia").error().code, Errc::forbidden);
    EXPECT_EQ(decide(lobby, Deny{s("mia"), stranger.id}).error().code, Errc::forbidden);
    ASSERT_TRUE(admit("mod"));
    EXPECT_EQ((*admit("mod"))->session, s("stranger"));
    EXPECT_TRUE(decide(lobby, Deny{s("mod"), stranger.id}));
    EXPECT_EQ(decide(lobby, Admit{s("mod"), ParticipantId{"nobody"}, noon}).error().path, "participant_id");
    lobby.record.locked = true;
    EXPECT_EQ(admit("mod").error().code, Errc::lobby_locked);
    lobby.record.locked = false;
    lobby.record.capacity = 0;
    EXPECT_EQ(admit("mod").error().code, Errc::lobby_full);
}

/// What one person's second tab does to the first.
class Duplicates : public testing::Test {
protected:
    Result<PresenceEvents> join(const std::string& tab)
    {
        auto events = decide(
            lobby,
            Join{.id = ParticipantId{tab}, .person = PersonId{"ann"}, .session = s("ann"), .name = "Ann", .now = noon});
        if (events)
            for (const auto& event : *events) apply(lobby, event);
        return events;
    }
    void policy(domain::Duplicates policy) { lobby.record.duplicates = policy; }

    Lobby lobby{.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = 1, .owner = s("owner")},
                .participants = {}};
};

TEST_F(Duplicates, coexist_as_far_as_there_is_room)
{
    lobby.record.capacity = 2;
    ASSERT_TRUE(join("one"));
    ASSERT_TRUE(join("two"));
    EXPECT_EQ(lobby.participants.size(), 2U);
    EXPECT_EQ(join("three").error().code, Errc::lobby_full);
}

TEST_F(Duplicates, replace_each_other_even_in_a_full_lobby)
{
    policy(domain::Duplicates::replace);
    ASSERT_TRUE(join("one"));
    auto events = join("two");

    ASSERT_TRUE(events);
    EXPECT_EQ(std::get<ParticipantLeft>(events->at(0)), (ParticipantLeft{ParticipantId{"one"}, LeaveReason::replaced}));
    EXPECT_EQ(lobby.participants.size(), 1U);
    EXPECT_TRUE(lobby.find(ParticipantId{"two"}));
}

TEST_F(Duplicates, are_refused_while_the_first_is_online)
{
    policy(domain::Duplicates::refuse);
    ASSERT_TRUE(join("one"));
    EXPECT_EQ(join("two").error().code, Errc::conflict);
    EXPECT_TRUE(join("one")) << "the same tab is no duplicate";

    const auto dropped = decide(lobby, Drop{ParticipantId{"one"}});
    for (const auto& event : *dropped) apply(lobby, event);
    EXPECT_TRUE(join("two")) << "a page that is gone keeps nobody out";
    EXPECT_EQ(lobby.participants.size(), 1U);
}

} // namespace
} // namespace parlor::domain
