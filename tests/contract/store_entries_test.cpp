#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace parlor::test {
namespace {

using namespace domain;
using service::Appended;
using service::EntrySlice;
using testing::ElementsAre;

class StoreEntries : public StoreContract {
protected:
    /// Texts "1" … "count", by one author.
    void fill(const LobbyId& lobby, int count)
    {
        std::vector<Draft> drafts;
        for (int i = 1; i <= count; ++i) drafts.push_back(text("ann", std::to_string(i)));
        ASSERT_TRUE(
            ask<std::vector<Appended>>([&](auto done) { store().append(lobby, std::move(drafts), std::move(done)); }));
    }
    Result<EntrySlice> read_before(const LobbyId& lobby, Seq before, std::size_t limit)
    {
        return ask<EntrySlice>([&](auto done) { store().read_before(lobby, before, limit, std::move(done)); });
    }
    Result<std::vector<std::optional<EntryFacts>>> read_facts(const LobbyId& lobby, std::vector<Seq> seqs)
    {
        return ask<std::vector<std::optional<EntryFacts>>>(
            [&](auto done) { store().read_facts(lobby, std::move(seqs), std::move(done)); });
    }
};
PARLOR_EVERY_STORE(StoreEntries);

TEST_P(StoreEntries, are_numbered_from_one_in_the_order_given_and_go_on_with_the_next_call)
{
    const auto lobby = keep_lobby();

    auto first = append(store(), lobby, text("ann", "a"), text("ben", "b"));
    auto second = append(store(), lobby, text("ann", "c"));

    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->at(0).accepted, (Accepted{1, noon}));
    EXPECT_EQ(first->at(1).accepted, (Accepted{2, noon}));
    EXPECT_EQ(second->at(0).accepted, (Accepted{3, noon}));
    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("a", "b", "c"));
}

TEST_P(StoreEntries, are_counted_by_each_lobby_for_itself)
{
    const auto one = keep_lobby("one");
    const auto other = keep_lobby("other");

    ASSERT_TRUE(append(store(), one, text("ann", "a")));
    auto appended = append(store(), other, text("ann", "b"));

    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->at(0).accepted.seq, 1);
    EXPECT_THAT(texts_of(read_all(store(), one)), ElementsAre("a"));
}

TEST_P(StoreEntries, come_back_as_they_were_given_whatever_their_kind)
{
    const auto lobby = keep_lobby();
    const auto odd = std::string{"zero \0 quote ' and emoji 🎈", 29};
    const std::vector<Draft> drafts{
        draft("ann", TextBody{.text = odd, .client_id = "c1", .reply_to = 7, .deleted = false}, Millis{1}),
        draft("ann", EditBody{.target = 1, .text = "better"}, Millis{2}),
        draft("ben", ReactionBody{.target = 1, .emoji = "👍", .on = true}, Millis{3}),
        draft("ben", ReactionBody{.target = 1, .emoji = "👍", .on = false}, Millis{4}),
        draft("bot", TranscriptBody{.speaker = ParticipantId{"ann-participant"},
                                    .speaker_person = PersonId{"ann-person"},
                                    .speaker_name = "Ann \"the\" first",
                                    .utterance_id = "u1",
                                    .text = "spoken words",
                                    .started_at = noon - Millis{1500}}),
        draft("ann", NoticeBody{.code = "topic", .params = R"({"to":"x"})"}),
    };

    auto appended = ask<std::vector<Appended>>([&](auto done) { store().append(lobby, drafts, std::move(done)); });

    ASSERT_TRUE(appended);
    const auto entries = read_all(store(), lobby);
    ASSERT_EQ(entries.size(), drafts.size());
    for (std::size_t i = 0; i < drafts.size(); ++i)
        EXPECT_EQ(entries[i], (Entry{.seq = static_cast<Seq>(i + 1),
                                     .at = drafts[i].at,
                                     .author = drafts[i].author,
                                     .body = drafts[i].body}))
            << i;
}

TEST_P(StoreEntries, are_refused_by_a_lobby_that_does_not_exist)
{
    EXPECT_EQ(append(store(), LobbyId{"nowhere"}, text("ann", "a")).error().code, Errc::not_found);
    EXPECT_EQ(read_after(store(), LobbyId{"nowhere"}, 0).error().code, Errc::not_found);
    EXPECT_EQ(read_before(LobbyId{"nowhere"}, 1, 1).error().code, Errc::not_found);
    EXPECT_EQ(read_facts(LobbyId{"nowhere"}, {1}).error().code, Errc::not_found);
}

TEST_P(StoreEntries, with_a_known_client_id_are_answered_by_the_first_ones_place_and_leave_no_hole)
{
    const auto lobby = keep_lobby();
    ASSERT_TRUE(append(store(), lobby, text("ann", "first", "c1")));
    auto late = text("ann", "repeated", "c1");
    late.at += Millis{500};

    auto again = append(store(), lobby, late, text("ann", "next", "c2"));

    ASSERT_TRUE(again);
    EXPECT_TRUE(again->at(0).duplicate);
    EXPECT_EQ(again->at(0).accepted, (Accepted{1, noon}));
    EXPECT_FALSE(again->at(1).duplicate);
    EXPECT_EQ(again->at(1).accepted.seq, 2);
    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("first", "next"));
}

TEST_P(StoreEntries, with_the_same_client_id_in_one_call_are_appended_once)
{
    const auto lobby = keep_lobby();

    auto appended = append(store(), lobby, text("ann", "a", "c1"), text("ann", "a", "c1"), text("ann", "b"));

    ASSERT_TRUE(appended);
    EXPECT_FALSE(appended->at(0).duplicate);
    EXPECT_TRUE(appended->at(1).duplicate);
    EXPECT_EQ(appended->at(1).accepted.seq, 1);
    EXPECT_EQ(appended->at(2).accepted.seq, 2);
}

TEST_P(StoreEntries, share_a_client_id_only_within_their_session_and_lobby)
{
    const auto one = keep_lobby("one");
    const auto other = keep_lobby("other");

    auto here = append(store(), one, text("ann", "a", "c1"), text("ben", "b", "c1"));
    auto there = append(store(), other, text("ann", "c", "c1"));

    ASSERT_TRUE(here && there);
    EXPECT_FALSE(here->at(1).duplicate);
    EXPECT_FALSE(there->at(0).duplicate);
}

TEST_P(StoreEntries, without_client_id_are_never_taken_for_repeats)
{
    const auto lobby = keep_lobby();

    auto appended = append(store(), lobby, text("ann", "same"), text("ann", "same"));

    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->at(1).accepted.seq, 2);
}

TEST_P(StoreEntries, count_as_appended_only_where_they_are_no_repeats)
{
    const auto lobby = keep_lobby();

    ASSERT_TRUE(append(store(), lobby, text("ann", "a", "c1"), text("ann", "a", "c1"), text("ann", "b")));

    EXPECT_EQ(store().stats().appended, 2U);
}

TEST_P(StoreEntries, that_are_deleted_lose_their_text_and_those_of_their_edits_and_keep_their_places)
{
    const auto lobby = keep_lobby();
    ASSERT_TRUE(append(store(), lobby, text("ann", "secret", "c1"), text("ann", "other"),
                       draft("ann", EditBody{.target = 1, .text = "secret, edited"}),
                       draft("ann", EditBody{.target = 2, .text = "other, edited"})));

    ASSERT_TRUE(append(store(), lobby, draft("ann", DeleteBody{.target = 1})));

    const auto entries = read_all(store(), lobby);
    EXPECT_THAT(seqs_of(entries), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(texts_of(entries), ElementsAre("", "other", "", "other, edited"));
    EXPECT_TRUE(std::get<TextBody>(entries[0].body).deleted);
    EXPECT_FALSE(std::get<TextBody>(entries[1].body).deleted);
    EXPECT_EQ(std::get<DeleteBody>(entries[4].body).target, 1);
    auto repeated = append(store(), lobby, text("ann", "secret", "c1"));
    EXPECT_TRUE(repeated->at(0).duplicate) << "a resent text must not bring a deleted one back";
}

TEST_P(StoreEntries, that_are_deleted_in_the_call_that_wrote_them_are_erased_too)
{
    const auto lobby = keep_lobby();

    ASSERT_TRUE(append(store(), lobby, text("ann", "secret"), draft("ann", EditBody{.target = 1, .text = "edited"}),
                       draft("ann", DeleteBody{.target = 1})));

    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("", ""));
}

TEST_P(StoreEntries, after_a_place_are_read_from_the_oldest_with_word_of_more)
{
    const auto lobby = keep_lobby();
    fill(lobby, 5);

    auto part = read_after(store(), lobby, 1, 3);
    auto rest = read_after(store(), lobby, 4, 3);
    auto exact = read_after(store(), lobby, 2, 3);
    auto none = read_after(store(), lobby, 5, 3);

    EXPECT_THAT(seqs_of(part->entries), ElementsAre(2, 3, 4));
    EXPECT_TRUE(part->more);
    EXPECT_THAT(seqs_of(rest->entries), ElementsAre(5));
    EXPECT_FALSE(rest->more);
    EXPECT_THAT(seqs_of(exact->entries), ElementsAre(3, 4, 5));
    EXPECT_FALSE(exact->more);
    EXPECT_TRUE(none->entries.empty());
    EXPECT_FALSE(none->more);
}

TEST_P(StoreEntries, before_a_place_are_the_last_ones_ascending_with_word_of_more)
{
    const auto lobby = keep_lobby();
    fill(lobby, 5);

    auto part = read_before(lobby, 5, 3);
    auto rest = read_before(lobby, 2, 3);
    auto exact = read_before(lobby, 4, 3);
    auto none = read_before(lobby, 1, 3);
    auto newest = read_before(lobby, 1000, 2);

    EXPECT_THAT(seqs_of(part->entries), ElementsAre(2, 3, 4));
    EXPECT_TRUE(part->more);
    EXPECT_THAT(seqs_of(rest->entries), ElementsAre(1));
    EXPECT_FALSE(rest->more);
    EXPECT_THAT(seqs_of(exact->entries), ElementsAre(1, 2, 3));
    EXPECT_FALSE(exact->more);
    EXPECT_TRUE(none->entries.empty());
    EXPECT_THAT(seqs_of(newest->entries), ElementsAre(4, 5));
}

TEST_P(StoreEntries, tell_their_facts_in_the_order_asked_and_nothing_of_those_that_are_not)
{
    const auto lobby = keep_lobby();
    ASSERT_TRUE(append(store(), lobby, text("ann", "a"), text("ben", "b"),
                       draft("cid", ReactionBody{.target = 1, .emoji = "👍", .on = true}, Millis{3}),
                       draft("cid", ReactionBody{.target = 1, .emoji = "🎈", .on = true}, Millis{4}),
                       draft("cid", ReactionBody{.target = 1, .emoji = "👍", .on = false}, Millis{5}),
                       draft("ben", DeleteBody{.target = 2}, Millis{6})));

    auto facts = read_facts(lobby, {2, 99, 1, 3});

    ASSERT_TRUE(facts);
    ASSERT_EQ(facts->size(), 4U);
    EXPECT_EQ(facts->at(0), (EntryFacts{.seq = 2,
                                        .author = SessionId{"ben"},
                                        .is_text = true,
                                        .deleted = Accepted{6, noon + Millis{6}},
                                        .reactions = {}}));
    EXPECT_EQ(facts->at(1), std::nullopt);
    const PersonId cid{"cid-person"};
    EXPECT_EQ(facts->at(2), (EntryFacts{.seq = 1,
                                        .author = SessionId{"ann"},
                                        .is_text = true,
                                        .deleted = {},
                                        .reactions = {{{"👍", cid}, {false, {5, noon + Millis{5}}}},
                                                      {{"🎈", cid}, {true, {4, noon + Millis{4}}}}}}));
    EXPECT_EQ(facts->at(3)->is_text, false);
}

} // namespace
} // namespace parlor::test
