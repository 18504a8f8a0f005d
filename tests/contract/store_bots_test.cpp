#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace parlor::test {
namespace {

using domain::BotRecord;
using domain::ProviderKeyRecord;

class StoreBots : public StoreContract {
protected:
    static BotRecord bot(const std::string& id, const LobbyId& lobby)
    {
        return {.id = BotId{id},
                .lobby = lobby,
                .type = "assistant",
                .name = "Ada \xe2\x9c\xa8",
                .config = R"({"voice":{"speed":1.5}})",
                .wanted_by = SessionId{"ann"},
                .created_at = noon};
    }
    static ProviderKeyRecord key(const std::string& id)
    {
        return {.id = id,
                .name = "host of " + id,
                .key_hash = "hash of " + id,
                .types = {"echo", "scribe"},
                .created_at = noon};
    }
    Result<void> put(BotRecord record)
    {
        return ask<void>([&](auto done) { store().put_bot(std::move(record), std::move(done)); });
    }
    Result<void> remove(const std::string& id)
    {
        return ask<void>([&](auto done) { store().delete_bot(BotId{id}, std::move(done)); });
    }
    std::vector<BotRecord> load()
    {
        auto all = ask<std::vector<BotRecord>>([&](auto done) { store().load_bots(std::move(done)); }).value();
        std::ranges::sort(all, {}, &BotRecord::id);
        return all;
    }
    std::vector<ProviderKeyRecord> load_keys()
    {
        return ask<std::vector<ProviderKeyRecord>>([&](auto done) { store().load_provider_keys(std::move(done)); })
            .value();
    }
};
PARLOR_EVERY_STORE(StoreBots);

TEST_P(StoreBots, are_loaded_as_they_were_kept_last)
{
    const auto lobby = keep_lobby();
    auto changed = bot("b", lobby);
    changed.config = R"({"voice":{"speed":2}})";

    ASSERT_TRUE(put(bot("a", lobby)));
    ASSERT_TRUE(put(bot("b", lobby)));
    ASSERT_TRUE(put(changed));

    EXPECT_THAT(load(), testing::ElementsAre(bot("a", lobby), changed));
}

TEST_P(StoreBots, are_refused_where_their_lobby_is_not)
{
    EXPECT_EQ(put(bot("a", LobbyId{"nowhere"})).error().code, Errc::not_found);
    EXPECT_TRUE(load().empty());
}

TEST_P(StoreBots, go_when_they_are_deleted_and_only_once)
{
    ASSERT_TRUE(put(bot("a", keep_lobby())));

    EXPECT_TRUE(remove("a"));

    EXPECT_EQ(remove("a").error().code, Errc::not_found);
    EXPECT_TRUE(load().empty());
}

TEST_P(StoreBots, go_with_their_lobby)
{
    const auto here = keep_lobby("here");
    const auto there = keep_lobby("there");
    ASSERT_TRUE(put(bot("a", here)));
    ASSERT_TRUE(put(bot("b", there)));

    ASSERT_TRUE(ask<void>([&](auto done) { store().end_lobby(here, std::move(done)); }));

    EXPECT_THAT(load(), testing::ElementsAre(bot("b", there)));
    EXPECT_EQ(remove("a").error().code, Errc::not_found);
}

TEST_P(StoreBots, have_final_transcripts_appended_once_for_each_utterance)
{
    const auto lobby = keep_lobby();
    const domain::TranscriptBody line{.speaker = ParticipantId{"ann-participant"},
                                      .speaker_person = PersonId{"ann-person"},
                                      .speaker_name = "Ann",
                                      .utterance_id = "u-1",
                                      .text = "hello there",
                                      .started_at = noon};
    auto other = line;
    other.utterance_id = "u-2";

    auto first = append(store(), lobby, draft("scribe", line), draft("scribe", line), draft("scribe", other));
    auto again = append(store(), lobby, draft("scribe", line), draft("another scribe", line));

    ASSERT_TRUE(first && again);
    EXPECT_FALSE((*first)[0].duplicate);
    EXPECT_TRUE((*first)[1].duplicate);
    EXPECT_EQ((*first)[1].accepted, (*first)[0].accepted);
    EXPECT_EQ((*again)[0].accepted, (*first)[0].accepted);
    EXPECT_FALSE((*again)[1].duplicate) << "the utterances of one bot are not those of another";
    EXPECT_EQ(std::get<domain::TranscriptBody>(read_all(store(), lobby).front().body), line);
}

TEST_P(StoreBots, have_providers_whose_keys_are_kept_and_deleted)
{
    auto any_type = key("two");
    any_type.types.clear();
    any_type.created_at += Millis{1};
    auto put_key = [&](ProviderKeyRecord record) {
        return ask<void>([&](auto done) { store().put_provider_key(std::move(record), std::move(done)); });
    };
    auto delete_key = [&](const std::string& id) {
        return ask<void>([&](auto done) { store().delete_provider_key(id, std::move(done)); });
    };
    ASSERT_TRUE(put_key(key("one")));
    ASSERT_TRUE(put_key(any_type));

    EXPECT_THAT(load_keys(), testing::UnorderedElementsAre(key("one"), any_type));
    EXPECT_TRUE(delete_key("one"));
    EXPECT_EQ(delete_key("one").error().code, Errc::not_found);
    EXPECT_THAT(load_keys(), testing::ElementsAre(any_type));
}

} // namespace
} // namespace parlor::test
