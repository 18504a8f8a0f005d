#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::BotState;

/// What tokens of bots and keys of providers let in, and what bots may write down.
class BotAccessTest : public BotWorld, public testing::Test {
protected:
    Answer<protocol::TranscriptAccepted> publish(World::Client& client, const std::string& speaker, bool final,
                                                 std::string utterance = "u-1")
    {
        return world.say(client, protocol::PublishTranscript{.lobby_id = lobby,
                                                             .speaker = speaker,
                                                             .utterance_id = std::move(utterance),
                                                             .text = {"hello there"},
                                                             .final = final,
                                                             .started_at = 1'700'000'000'000});
    }
    std::string anns_participant()
    {
        const auto page = world.say(hers, protocol::ListParticipants{.lobby_id = lobby});
        for (const auto& one : page.value().participants)
            if (one.kind == protocol::ParticipantKind::person) return one.id;
        return {};
    }
};

TEST_F(BotAccessTest, a_bots_token_is_good_for_its_lobby_alone)
{
    auto host = provider();
    auto running = run(host);
    auto elsewhere = world.make_lobby(ann).id;

    EXPECT_EQ(world.join(running.client, elsewhere, "tab").code(), Errc::forbidden);
    EXPECT_EQ(world.say(running.client, protocol::SetName{.name = {"Nina"}}).code(), Errc::forbidden);
    EXPECT_TRUE(world.chat(running.client, lobby, "I am a bot").ok());
}

TEST_F(BotAccessTest, a_bots_token_is_good_for_nothing_over_http)
{
    auto host = provider();
    add();

    auto session = world.ask<service::AuthenticatedSession>([&](auto reply) {
        world.sessions->authenticate(host.last("start_bot").text("token"), "127.0.0.1", std::move(reply));
    });

    EXPECT_EQ(session.code(), Errc::forbidden);
    EXPECT_EQ(reserve("bot_nonsense")->error().code, Errc::unauthenticated);
}

TEST_F(BotAccessTest, an_instance_has_a_few_connections_and_no_more)
{
    auto host = provider();
    add();
    const auto token = host.last("start_bot").text("token");
    std::vector<std::shared_ptr<Result<service::SessionTicket>>> tickets;
    for (int i = 0; i < 4; ++i) tickets.push_back(reserve(token));

    EXPECT_TRUE(*tickets.back());
    EXPECT_EQ(reserve(token)->error().code, Errc::rate_limited);
    tickets.pop_back();
    world.settle();
    EXPECT_TRUE(*reserve(token)) << "a place that is given back is free";
}

TEST_F(BotAccessTest, providers_show_a_key_and_offer_what_it_allows)
{
    EXPECT_EQ(admit("no-such-key").code(), Errc::unauthenticated);
    EXPECT_EQ(admit(first_key).value().name, "first");

    auto host = connect(second_key);
    auto refused = enroll(host, R"([{"type":"echo"},{"type":"painter"}])");

    EXPECT_EQ(refused.code(), Errc::forbidden);
    EXPECT_EQ(refused.path(), "types[1].type");
}

TEST_F(BotAccessTest, schemas_that_are_not_of_the_subset_are_refused_with_their_place)
{
    auto host = connect();
    auto fault = [&](std::string_view schema) {
        auto answer = enroll(host, R"([{"type":"echo","config_schema":)" + std::string{schema} + "}]");
        EXPECT_EQ(answer.code(), Errc::bad_request);
        return answer.path().substr(std::string_view{"types[0].config_schema."}.size());
    };

    EXPECT_EQ(fault(R"({})"), "type");
    EXPECT_EQ(fault(R"({"type":"string"})"), "type");
    EXPECT_EQ(fault(R"({"type":"object","$ref":"#"})"), "$ref");
    EXPECT_EQ(fault(R"({"type":"object","additionalProperties":true})"), "additionalProperties");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"string","pattern":"(a+)+$"}}})"),
              "properties.a.pattern");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"integer","maxLength":3}}})"),
              "properties.a.maxLength");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":["string","null"]}}})"), "properties.a.type");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"array"}}})"), "properties.a.items");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"number","minimum":"1"}}})"), "properties.a.minimum");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"number","maximum":1,"default":2}}})"),
              "properties.a.default");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":{"type":"string","enum":["x",1]}}})"),
              "properties.a.enum[1]");
    EXPECT_EQ(fault(R"({"type":"object","properties":{"a":true}})"), "properties.a");
}

TEST_F(BotAccessTest, messages_before_the_registration_are_refused)
{
    auto host = connect();

    EXPECT_EQ(report(host, "any", BotState::active).code(), Errc::conflict);
}

TEST_F(BotAccessTest, partial_transcripts_are_told_and_final_ones_kept_once)
{
    auto host = provider();
    auto scribe = run(host, "scribe");
    const auto speaker = anns_participant();

    auto partial = publish(scribe.client, speaker, false);
    auto final = publish(scribe.client, speaker, true);
    auto again = publish(scribe.client, speaker, true);

    EXPECT_FALSE(partial.value().seq);
    EXPECT_EQ(final.value().seq.value(), 1);
    EXPECT_EQ(again.value().seq.value(), 1);
    auto told = hers.connection->of_type("transcript");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("speaker").at("participant_id").as_string(), speaker);
    EXPECT_EQ(told[0].at("from").as_string(), scribe.joined.participant.id);
    auto entries = hers.connection->of_type("entry");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].at("entry").at("kind"), "transcript");
    EXPECT_EQ(entries[0].at("entry").at("from").at("kind"), "bot");
    EXPECT_EQ(entries[0].at("entry").at("text"), "hello there");
}

TEST_F(BotAccessTest, what_was_written_down_of_one_who_wants_to_be_forgotten_is_gone)
{
    auto host = provider();
    auto scribe = run(host, "scribe");
    auto ben = world.make_person();
    auto his = world.connect(ben);
    const auto speaker = world.join(his, lobby, "tabB").value().participant.id;
    ASSERT_TRUE(publish(scribe.client, speaker, true).ok());
    const protocol::GetEntries all{.lobby_id = lobby, .before_seq = {}, .after_seq = {0}, .limit = {}};
    ASSERT_NE(protocol::to_json(world.say(hers, all).value()).find("hello there"), std::string::npos);

    auto ended = world.ask<protocol::Empty>([&](auto reply) {
        world.sessions->end(ben.http(), {.erase_name = {}, .erase_texts = true}, std::move(reply));
    });

    ASSERT_TRUE(ended.ok());
    const auto from_memory = world.say(hers, all).value().entries;
    const auto from_store = world
                                .ask<service::EntrySlice>([&](auto reply) {
                                    world.store.read_after(LobbyId{lobby}, 0, 10, std::move(reply));
                                })
                                .value()
                                .entries;
    ASSERT_EQ(from_memory.size(), 1U);
    EXPECT_EQ(std::get<protocol::TranscriptEntry>(from_memory.at(0)).text, "");
    EXPECT_EQ(std::get<protocol::TranscriptEntry>(from_memory.at(0)).speaker.name, "");
    EXPECT_EQ(std::get<domain::TranscriptBody>(from_store.at(0).body).text, "");
}

TEST_F(BotAccessTest, only_bots_that_may_transcribe_do_and_all_see_who_they_are)
{
    auto host = provider();
    auto echo = run(host, "echo");
    auto scribe = run(host, "scribe");

    EXPECT_EQ(publish(echo.client, anns_participant(), true).code(), Errc::forbidden);
    EXPECT_EQ(publish(hers, anns_participant(), true).code(), Errc::forbidden);
    EXPECT_EQ(publish(scribe.client, "nobody", true).path(), "speaker");
    EXPECT_FALSE(echo.joined.participant.transcribes);
    EXPECT_TRUE(scribe.joined.participant.transcribes.value_or(false));
}

TEST_F(BotAccessTest, who_does_not_want_to_be_written_down_is_not_on_any_tab)
{
    auto host = provider();
    auto scribe = run(host, "scribe");
    const auto first_tab = anns_participant();
    auto second = world.connect(ann);
    auto second_tab = world.join(second, lobby, "tabB").value().participant.id;
    protocol::UpdateParticipant opt_out{.lobby_id = lobby};
    opt_out.no_transcription = true;

    auto updated = world.say(second, opt_out);

    EXPECT_TRUE(updated.value().participant.no_transcription.value_or(false));
    EXPECT_EQ(publish(scribe.client, second_tab, false).code(), Errc::forbidden);
    EXPECT_EQ(publish(scribe.client, first_tab, true).path(), "speaker");
    opt_out.no_transcription = false;
    world.say(second, opt_out);
    EXPECT_TRUE(publish(scribe.client, second_tab, true).ok());
}

} // namespace
} // namespace parlor::test
