// Who is in a lobby, as the others see it.
#include "tests/journey/on_shards.hpp"

namespace parlor::test {
namespace {

using namespace protocol;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<Participant>& participants)
{
    std::vector<std::string> all;
    for (const auto& one : participants) all.push_back(one.name);
    return all;
}

class Presence : public TwoInALobby {
protected:
    /// A grace that no test waits for.
    Presence() : TwoInALobby({"--lobby.grace=10m"}) {}
};
INSTANTIATE_TEST_SUITE_P(On, Presence, shard_counts, shard_count_name);

TEST_P(Presence, a_newcomer_sees_all_and_all_see_the_newcomer)
{
    Guest third{loop, server.port()};
    third.ask(SetName{.name = "Pia"});

    const auto joined = third.join(lobby, "third");

    EXPECT_THAT(names(joined.participants), testing::UnorderedElementsAre("Nina", "Otto", "Pia"));
    EXPECT_EQ(joined.participant.name, "Pia");
    EXPECT_EQ(joined.lobby.participant_count, 3);
    for (auto* guest : {&nina, &otto}) {
        const auto change = next_change_of(*guest, joined.participant.id);
        ASSERT_EQ(change.joined.size(), 1U);
        EXPECT_EQ(change.joined[0].name, "Pia");
        EXPECT_TRUE(change.joined[0].online);
    }
}

TEST_P(Presence, participants_are_listed_in_pages)
{
    const auto first = nina.ask(ListParticipants{.lobby_id = lobby, .limit = 1});
    ASSERT_TRUE(first.next_cursor);
    const auto second = nina.ask(ListParticipants{.lobby_id = lobby, .cursor = *first.next_cursor, .limit = 1});

    EXPECT_FALSE(second.next_cursor);
    auto all = names(first.participants);
    for (auto& name : names(second.participants)) all.push_back(name);
    EXPECT_THAT(all, testing::UnorderedElementsAre("Nina", "Otto"));
    const auto over_http = http(otto).get("/api/v1/lobbies/" + lobby + "/participants");
    EXPECT_EQ(over_http.body, to_json(nina.ask(ListParticipants{.lobby_id = lobby})));
}

TEST_P(Presence, what_one_shows_of_oneself_is_seen_by_the_others)
{
    const auto mine = nina.ask(
        UpdateParticipant{.lobby_id = lobby, .media = Media{.microphone = true, .camera = true}, .hand = true});

    const auto seen = next_change_of(otto, nina_id);
    ASSERT_EQ(seen.updated.size(), 1U);
    EXPECT_EQ(to_json(seen.updated[0]), to_json(mine.participant));
    EXPECT_TRUE(seen.updated[0].media.microphone);
    EXPECT_FALSE(seen.updated[0].media.screen);
    EXPECT_TRUE(seen.updated[0].hand);
    EXPECT_FALSE(seen.updated[0].away);
}

TEST_P(Presence, a_new_name_is_seen_by_the_others)
{
    nina.ask(SetName{.name = "Ninotschka"});

    EXPECT_EQ(next_change_of(otto, nina_id).updated.at(0).name, "Ninotschka");
}

TEST_P(Presence, who_leaves_is_gone_at_once)
{
    otto.ask(Leave{.lobby_id = lobby});

    const auto change = next_change_of(nina, otto_id);
    ASSERT_EQ(change.left.size(), 1U);
    EXPECT_EQ(change.left[0].reason, LeaveReason::left);
    EXPECT_EQ(otto.try_ask(Leave{.lobby_id = lobby}).error().code, Errc::not_joined);
}

TEST_P(Presence, a_lost_connection_keeps_the_place_and_the_same_tab_takes_it_again)
{
    otto.cut();
    const auto lost = next_change_of(nina, otto_id);
    otto.wait_for(client::Phase::ready);
    const auto back = otto.join(lobby, "otto", SeqOrZero{0});
    const auto found = next_change_of(nina, otto_id);

    ASSERT_EQ(lost.updated.size(), 1U);
    EXPECT_FALSE(lost.updated[0].online);
    EXPECT_EQ(back.participant.id, otto_id);
    ASSERT_EQ(found.updated.size(), 1U);
    EXPECT_TRUE(found.updated[0].online);
    EXPECT_TRUE(found.left.empty());
    EXPECT_TRUE(found.joined.empty());
}

TEST_P(Presence, another_tab_of_a_session_is_another_participant_of_the_same_person)
{
    Guest second{loop, server.port(), nina.token()};

    const auto joined = second.join(lobby, "nina-2");

    EXPECT_NE(joined.participant.id, nina_id);
    for (const auto& one : joined.participants) {
        if (one.id == nina_id) {
            EXPECT_EQ(one.person_id, joined.participant.person_id);
        }
    }
}

TEST_P(Presence, a_second_connection_with_the_same_tab_replaces_the_first)
{
    Guest second{loop, server.port(), nina.token()};

    const auto joined = second.join(lobby, "nina");
    const auto removed = nina.next<Removed>();
    second.say(lobby, "here now");

    EXPECT_EQ(joined.participant.id, nina_id);
    EXPECT_EQ(removed.reason, LeaveReason::replaced);
    EXPECT_EQ(nina.try_ask(SetTyping{.lobby_id = lobby, .on = true}).error().code, Errc::not_joined);
    EXPECT_EQ(next_entry<TextEntry>(otto).text, "here now");
    // For the others nothing has happened.
    EXPECT_TRUE(otto.heard<ParticipantsChanged>().empty());
}

TEST_P(Presence, who_missed_entries_gets_them_with_the_join)
{
    for (const auto* text : {"1", "2", "3"}) nina.say(lobby, text);
    otto.cut();
    for (const auto* text : {"4", "5"}) nina.say(lobby, text);
    otto.wait_for(client::Phase::ready);

    const auto back = otto.join(lobby, "otto", SeqOrZero{3});

    ASSERT_EQ(back.entries.size(), 2U);
    EXPECT_EQ(std::get<TextEntry>(back.entries[0]).text, "4");
    EXPECT_EQ(back.seq, 5);
    EXPECT_FALSE(back.gap);
}

class ResumeOfTwo : public TwoInALobby {
protected:
    ResumeOfTwo() : TwoInALobby({"--chat.resume_entries=2"}) {}
};
INSTANTIATE_TEST_SUITE_P(On, ResumeOfTwo, shard_counts, shard_count_name);

TEST_P(ResumeOfTwo, brings_the_oldest_missed_and_tells_of_the_gap)
{
    for (int i = 1; i <= 6; ++i) nina.say(lobby, std::to_string(i));
    Guest again{loop, server.port(), otto.token()};

    const auto back = again.join(lobby, "otto", SeqOrZero{1});
    const auto rest = again.ask(GetEntries{.lobby_id = lobby, .after_seq = SeqOrZero{3}});

    ASSERT_EQ(back.entries.size(), 2U);
    EXPECT_EQ(std::get<TextEntry>(back.entries[0]).seq, 2);
    EXPECT_EQ(std::get<TextEntry>(back.entries[1]).seq, 3);
    EXPECT_TRUE(back.gap);
    EXPECT_EQ(back.seq, 6);
    EXPECT_EQ(rest.entries.size(), 3U);
}

class ShortGrace : public TwoInALobby {
protected:
    ShortGrace() : TwoInALobby({"--lobby.grace=200ms"}) {}
};
INSTANTIATE_TEST_SUITE_P(On, ShortGrace, shard_counts, shard_count_name);

TEST_P(ShortGrace, ends_the_presence_of_who_does_not_come_back)
{
    otto.stop();
    const auto lost = next_change_of(nina, otto_id);
    const auto gone = next_change_of(nina, otto_id);

    ASSERT_EQ(lost.updated.size(), 1U);
    EXPECT_FALSE(lost.updated[0].online);
    ASSERT_EQ(gone.left.size(), 1U);
    EXPECT_EQ(gone.left[0].reason, LeaveReason::timeout);

    otto.start();
    otto.wait_for(client::Phase::ready);
    EXPECT_EQ(otto.join(lobby, "otto").participant.id, otto_id);
    EXPECT_EQ(next_change_of(nina, otto_id).joined.size(), 1U);
}

class Full : public TwoInALobby {
protected:
    Full() : TwoInALobby({"--lobby.grace=10m"}, R"({"name":"Bench","media":"none","capacity":2})") {}
};
INSTANTIATE_TEST_SUITE_P(On, Full, shard_counts, shard_count_name);

TEST_P(Full, lobbies_take_nobody_new_until_somebody_leaves)
{
    Guest third{loop, server.port()};

    const Join join{.lobby_id = lobby, .tab = "third"};
    const auto refused = third.try_ask(join);
    otto.ask(Leave{.lobby_id = lobby});
    const auto taken = third.try_ask(join);

    EXPECT_EQ(refused.error().code, Errc::lobby_full);
    EXPECT_TRUE(taken);
}

TEST_P(Full, lobbies_take_back_who_has_lost_the_connection)
{
    otto.cut();
    otto.wait_for(client::Phase::ready);

    EXPECT_EQ(otto.join(lobby, "otto").participant.id, otto_id);
}

} // namespace
} // namespace parlor::test
