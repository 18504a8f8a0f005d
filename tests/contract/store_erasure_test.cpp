#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using namespace domain;
using service::Trimmed;
using testing::ElementsAre;

class StoreErasure : public StoreContract {
protected:
    Result<Trimmed> trim(const LobbyId& lobby, Seq up_to, Timestamp before = Timestamp::min(), std::size_t limit = 100)
    {
        return ask<Trimmed>([&](auto done) { store().trim_log(lobby, up_to, before, limit, std::move(done)); });
    }
    Result<void> erase(const std::string& who, service::Erasure also)
    {
        return ask<void>([&](auto done) { store().erase_session(SessionId{who}, also, std::move(done)); });
    }
    /// Texts "1" to "5", an hour apart from noon on.
    LobbyId five()
    {
        const auto lobby = keep_lobby();
        for (int i = 0; i < 5; ++i) {
            const TextBody body{.text = std::to_string(i + 1), .client_id = {}, .reply_to = 0, .deleted = false};
            EXPECT_TRUE(append(store(), lobby, draft("ann", body, std::chrono::hours{i})));
        }
        return lobby;
    }
};
PARLOR_EVERY_STORE(StoreErasure);

TEST_P(StoreErasure, takes_the_oldest_entries_by_number)
{
    const auto lobby = five();

    const auto step = trim(lobby, 2);

    EXPECT_EQ(step->up_to, 2);
    EXPECT_FALSE(step->more);
    EXPECT_EQ(step->oldest, noon + std::chrono::hours{2});
    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("3", "4", "5"));
    EXPECT_EQ(append(store(), lobby, text("ann", "6"))->at(0).accepted.seq, 6);
}

TEST_P(StoreErasure, takes_the_oldest_entries_by_age)
{
    const auto lobby = five();

    const auto step = trim(lobby, 0, noon + std::chrono::hours{3});

    EXPECT_EQ(step->up_to, 3);
    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("4", "5"));
}

TEST_P(StoreErasure, goes_in_steps_and_may_leave_nothing)
{
    const auto lobby = five();

    const auto first = trim(lobby, 5, Timestamp::min(), 3);
    EXPECT_EQ(first->up_to, 3);
    EXPECT_TRUE(first->more);
    const auto last = trim(lobby, 5, Timestamp::min(), 3);

    EXPECT_EQ(last->up_to, 5);
    EXPECT_FALSE(last->more);
    EXPECT_FALSE(last->oldest);
    EXPECT_TRUE(read_all(store(), lobby).empty());
    EXPECT_EQ(trim(LobbyId{"none"}, 1).error().code, Errc::not_found);
}

TEST_P(StoreErasure, serves_nothing_any_more_that_a_session_wrote_whose_end_takes_it_along)
{
    const auto lobby = keep_lobby();
    const auto other = keep_lobby("other");
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(append(store(), lobby, text("ann", "hers"), text("ben", "his"),
                       draft("ann", EditBody{.target = 1, .text = "hers, better"}),
                       draft("ann", ReactionBody{.target = 2, .emoji = "x", .on = true})));
    ASSERT_TRUE(append(store(), other, text("ann", "hers too")));

    ASSERT_TRUE(erase("ann", {.name = false, .texts = true}));

    const auto entries = read_all(store(), lobby);
    ASSERT_EQ(entries.size(), 4U) << "their places stay";
    EXPECT_EQ(std::get<TextBody>(entries[0].body),
              (TextBody{.text = {}, .client_id = {}, .reply_to = 0, .deleted = true}));
    EXPECT_EQ(std::get<TextBody>(entries[1].body).text, "his");
    EXPECT_EQ(std::get<EditBody>(entries[2].body).text, "");
    EXPECT_EQ(std::get<ReactionBody>(entries[3].body).emoji, "x");
    for (const auto& entry : entries) EXPECT_EQ(entry.author.name.empty(), entry.author.session == SessionId{"ann"});
    EXPECT_THAT(texts_of(read_all(store(), other)), ElementsAre(""));
    EXPECT_EQ(erase("ann", {}).error().code, Errc::not_found) << "she is gone";
}

TEST_P(StoreErasure, takes_along_what_a_bot_wrote_down_of_what_a_session_said)
{
    const auto lobby = keep_lobby();
    const auto line = [&](const char* speaker, const char* said) {
        return draft("scribe", TranscriptBody{.speaker = ParticipantId{std::string{"p "} + speaker},
                                              .speaker_person = PersonId{std::string{"who is "} + speaker},
                                              .speaker_name = speaker,
                                              .utterance_id = said,
                                              .text = said,
                                              .started_at = noon,
                                              .speaker_session = SessionId{speaker}});
    };
    keep_session("ann");
    ASSERT_TRUE(append(store(), lobby, line("ann", "she said"), line("ben", "he said")));

    ASSERT_TRUE(erase("ann", {.name = false, .texts = true}));

    const auto entries = read_all(store(), lobby);
    ASSERT_EQ(entries.size(), 2U) << "their places stay";
    const auto& hers = std::get<TranscriptBody>(entries[0].body);
    EXPECT_EQ(hers.text, "");
    EXPECT_EQ(hers.speaker_name, "");
    EXPECT_EQ(hers.utterance_id, "she said") << "so that it is not written down once more";
    const auto& his = std::get<TranscriptBody>(entries[1].body);
    EXPECT_EQ(his.text, "he said");
    EXPECT_EQ(his.speaker_name, "ben");
    EXPECT_EQ(his.speaker_session, SessionId{"ben"});
    for (const auto& entry : entries) EXPECT_FALSE(entry.author.name.empty()) << "the bot's own name";
}

TEST_P(StoreErasure, leaves_what_was_not_to_go)
{
    const auto lobby = keep_lobby();
    keep_session("ann");
    ASSERT_TRUE(append(store(), lobby, text("ann", "hers")));

    ASSERT_TRUE(erase("ann", {}));

    EXPECT_THAT(texts_of(read_all(store(), lobby)), ElementsAre("hers"));
}

TEST_P(StoreErasure, takes_the_protection_of_a_name_along_where_that_is_wished)
{
    for (const auto* who : {"ann", "ben"}) {
        keep_session(who);
        const service::NameClaim claim{.session = SessionId{who}, .name = who, .key = who, .now = noon};
        ASSERT_TRUE(ask<service::NameClaimed>([&](auto done) { store().claim_name(claim, std::move(done)); }));
        const ProtectName protection{.session = SessionId{who}, .old_hash = {}, .new_hash = "hash"};
        ASSERT_TRUE(ask<void>([&](auto done) { store().protect_name(who, protection, std::move(done)); }));
    }

    ASSERT_TRUE(erase("ann", {.name = true, .texts = false}));
    ASSERT_TRUE(erase("ben", {}));

    const auto hash_of = [&](const char* key) {
        return ask<NameState>([&](auto done) { store().read_name(key, std::move(done)); })->password_hash;
    };
    EXPECT_EQ(hash_of("ann"), "");
    EXPECT_EQ(hash_of("ben"), "hash");
}

} // namespace
} // namespace parlor::test
