#include "tests/voicebot/engines/engine_server.hpp"
#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/audio/wav.hpp"
#include "voicebot/engines/fallback.hpp"
#include "voicebot/engines/openai_chat.hpp"
#include "voicebot/engines/openai_speech.hpp"
#include "voicebot/engines/openai_transcriber.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>

namespace parlor::voicebot::engines {
namespace {

using test::EngineCall;
using test::EngineReply;
using test::EngineServer;

/// An event of a streamed answer with a piece of its text.
std::string delta(const std::string& text)
{
    return R"(data: {"choices":[{"index":0,"delta":{"content":")" + text + "\"}}]}\n\n";
}

const std::string finished =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

void stream_answer(EngineReply& reply, std::initializer_list<std::string> events)
{
    reply.begin_chunks(200, "text/event-stream");
    for (const auto& event : events) reply.chunk(event);
    reply.end_chunks();
}

/// Remembers what an engine brings.
struct Heard {
    auto chat()
    {
        return [this](std::variant<brain::ChatDelta, brain::ChatEnd, Error> news) {
            if (auto* piece = std::get_if<brain::ChatDelta>(&news)) text += piece->text;
            if (auto* end = std::get_if<brain::ChatEnd>(&news)) {
                calls = std::move(end->calls);
                over = true;
            }
            if (auto* error = std::get_if<Error>(&news)) {
                failure = *error;
                over = true;
            }
        };
    }
    auto speech()
    {
        return [this](std::variant<audio::Pcm, speech::SpeechEnd, Error> news) {
            if (auto* piece = std::get_if<audio::Pcm>(&news))
                samples.insert(samples.end(), piece->begin(), piece->end());
            if (auto* error = std::get_if<Error>(&news)) failure = *error;
            over = over || !std::holds_alternative<audio::Pcm>(news);
        };
    }
    auto transcript()
    {
        return [this](Result<speech::Transcript> news) {
            if (news)
                text = news->text;
            else
                failure = news.error();
            over = true;
        };
    }

    std::string text;
    audio::Pcm samples;
    std::vector<brain::ToolCall> calls;
    std::optional<Error> failure;
    bool over = false;
};

struct OpenAi : testing::Test {
    EngineSettings settings(const EngineServer& engine, const std::string& target)
    {
        return {.name = "engine",
                .url = engine.url(target),
                .key = "secret",
                .model = "small",
                .idle_timeout = Millis{2'000},
                .retries = 1,
                .retry_wait = Millis{10}};
    }
    /// Asks the engine that `play` is for one answer.
    Heard ask(EngineServer::Play play, EngineSettings changes = {.idle_timeout = Millis{2'000}})
    {
        server.emplace(std::move(play));
        auto used = settings(*server, "/v1/chat/completions");
        used.idle_timeout = changes.idle_timeout;
        OpenAiChat model{loop, client, used};
        Heard heard;
        const auto completion = model.complete({.messages = {{.text = "Ann: hello"}}}, heard.chat());
        EXPECT_TRUE(loop.run_until([&] { return heard.over; }));
        return heard;
    }

    test::TestLoop loop;
    HttpClient client{loop};
    std::optional<EngineServer> server;
};

TEST_F(OpenAi, streams_an_answer_as_it_is_written)
{
    const auto heard = ask([](const EngineCall&, EngineReply& reply) {
        stream_answer(reply, {delta("Hel"), delta("lo, ") + delta("Ann"), delta("."), finished});
    });

    EXPECT_EQ(heard.text, "Hello, Ann.");
    EXPECT_FALSE(heard.failure);
    const auto call = server->calls().at(0);
    const auto body = boost::json::parse(call.body);
    EXPECT_EQ(call.target, "/v1/chat/completions");
    EXPECT_EQ(call.headers.at("authorization"), "Bearer secret");
    EXPECT_EQ(body.at("model").as_string(), "small");
    EXPECT_TRUE(body.at("stream").as_bool());
    EXPECT_EQ(body.at("messages").as_array().at(0).at("content").as_string(), "Ann: hello");
}

TEST_F(OpenAi, puts_tool_calls_together_from_their_pieces)
{
    const auto heard = ask([](const EngineCall&, EngineReply& reply) {
        stream_answer(
            reply,
            {R"(data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"roll","arguments":""}}]}}]})"
             "\n\n",
             R"(data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"count\""}}]}}]})"
             "\n\n",
             R"(data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":2}"}}]},"finish_reason":"tool_calls"}]})"
             "\n\n"});
    });

    ASSERT_EQ(heard.calls.size(), 1);
    EXPECT_EQ(heard.calls[0].id, "c1");
    EXPECT_EQ(heard.calls[0].name, "roll");
    EXPECT_EQ(heard.calls[0].arguments, R"({"count":2})");
}

TEST_F(OpenAi, repeats_what_was_refused_for_its_rate_and_then_goes_through)
{
    std::atomic<int> asked{0};

    const auto heard = ask([&](const EngineCall&, EngineReply& reply) {
        if (++asked == 1)
            reply.answer(429, "application/json", R"({"error":{"message":"slow down"}})");
        else
            stream_answer(reply, {delta("Yes."), finished});
    });

    EXPECT_EQ(heard.text, "Yes.");
    EXPECT_EQ(asked, 2);
}

TEST_F(OpenAi, gives_up_at_once_when_told_to_wait_long)
{
    const auto heard = ask([](const EngineCall&, EngineReply& reply) {
        reply.answer(429, "application/json", R"({"error":{"message":"slow down"}})", "Retry-After: 30\r\n");
    });

    ASSERT_TRUE(heard.failure);
    EXPECT_EQ(heard.failure->code, Errc::rate_limited);
    EXPECT_EQ(heard.failure->message, "engine answered 429: slow down");
    EXPECT_EQ(server->calls().size(), 1);
}

TEST_F(OpenAi, does_not_repeat_what_was_wrong)
{
    const auto heard = ask([](const EngineCall&, EngineReply& reply) {
        reply.answer(401, "application/json", R"({"error":{"message":"bad key"}})");
    });

    ASSERT_TRUE(heard.failure);
    EXPECT_EQ(heard.failure->code, Errc::bad_request);
    EXPECT_EQ(server->calls().size(), 1);
}

TEST_F(OpenAi, ends_an_answer_that_breaks_off_with_what_was_said_so_far)
{
    const auto heard = ask([](const EngineCall&, EngineReply& reply) {
        reply.begin_chunks(200, "text/event-stream");
        reply.chunk(delta("The answer is"));
        reply.end_chunks();
    });

    EXPECT_EQ(heard.text, "The answer is");
    ASSERT_TRUE(heard.failure);
    EXPECT_EQ(heard.failure->code, Errc::unavailable);
    EXPECT_EQ(server->calls().size(), 1);
}

TEST_F(OpenAi, gives_up_on_an_engine_that_hangs)
{
    const auto heard =
        ask([](const EngineCall&, EngineReply& reply) { reply.await_hang_up(); }, {.idle_timeout = Millis{100}});

    ASSERT_TRUE(heard.failure);
    EXPECT_EQ(heard.failure->code, Errc::unavailable);
    EXPECT_EQ(server->calls().size(), 2);
}

TEST_F(OpenAi, takes_rubbish_for_a_failure)
{
    for (const std::string rubbish : {"data: {\"choices\":7}\n\n", "data: nonsense\n\n", "data: []\n\n"}) {
        const auto heard = ask([&](const EngineCall&, EngineReply& reply) { stream_answer(reply, {rubbish}); });

        ASSERT_TRUE(heard.failure) << rubbish;
        EXPECT_EQ(heard.failure->code, Errc::unavailable) << rubbish;
    }
    const auto heard =
        ask([](const EngineCall&, EngineReply& reply) { reply.raw("\x01\x02\x03 this is not HTTP\r\n\r\n"); });
    EXPECT_TRUE(heard.failure);
}

TEST_F(OpenAi, hangs_up_the_moment_an_answer_is_cancelled)
{
    std::promise<bool> hung_up;
    EngineServer slow{[&](const EngineCall&, EngineReply& reply) {
        reply.begin_chunks(200, "text/event-stream");
        reply.chunk(delta("One."));
        hung_up.set_value(reply.await_hang_up());
    }};
    OpenAiChat model{loop, client, settings(slow, "/v1/chat/completions")};
    Heard heard;
    auto completion = model.complete({.messages = {{.text = "hello"}}}, heard.chat());
    ASSERT_TRUE(loop.run_until([&] { return heard.text == "One."; }));

    completion.reset();

    EXPECT_TRUE(hung_up.get_future().get());
    EXPECT_FALSE(heard.over);
}

TEST_F(OpenAi, asks_the_next_model_where_the_first_one_fails)
{
    EngineServer broken{[](const EngineCall&, EngineReply& reply) { reply.answer(500, "text/plain", "oh no"); }};
    EngineServer working{[](const EngineCall&, EngineReply& reply) {
        stream_answer(reply, {delta("Here."), finished});
    }};
    std::vector<std::unique_ptr<brain::ChatModel>> models;
    models.push_back(std::make_unique<OpenAiChat>(loop, client, settings(broken, "/chat")));
    models.push_back(std::make_unique<OpenAiChat>(loop, client, settings(working, "/chat")));
    FallbackChat chain{std::move(models)};
    Heard heard;

    const auto completion = chain.complete({.messages = {{.text = "hello"}}}, heard.chat());

    ASSERT_TRUE(loop.run_until([&] { return heard.over; }));
    EXPECT_EQ(heard.text, "Here.");
    EXPECT_FALSE(heard.failure);
    EXPECT_EQ(broken.calls().size(), 2);
}

TEST_F(OpenAi, never_says_an_answer_twice_when_the_first_model_breaks_off)
{
    EngineServer broken{[](const EngineCall&, EngineReply& reply) { stream_answer(reply, {delta("It is")}); }};
    EngineServer working{[](const EngineCall&, EngineReply& reply) {
        stream_answer(reply, {delta("Here."), finished});
    }};
    std::vector<std::unique_ptr<brain::ChatModel>> models;
    models.push_back(std::make_unique<OpenAiChat>(loop, client, settings(broken, "/chat")));
    models.push_back(std::make_unique<OpenAiChat>(loop, client, settings(working, "/chat")));
    FallbackChat chain{std::move(models)};
    Heard heard;

    const auto completion = chain.complete({.messages = {{.text = "hello"}}}, heard.chat());

    ASSERT_TRUE(loop.run_until([&] { return heard.over; }));
    EXPECT_EQ(heard.text, "It is");
    EXPECT_TRUE(heard.failure);
    EXPECT_TRUE(working.calls().empty());
}

TEST_F(OpenAi, speaks_pcm_while_it_arrives_also_where_a_sample_is_cut_in_two)
{
    EngineServer voice{[](const EngineCall&, EngineReply& reply) {
        reply.begin_chunks(200, "application/octet-stream");
        std::string pcm;
        for (int i = 0; i < 24'000; ++i) pcm += {static_cast<char>(0x10), static_cast<char>(0x27)};
        for (std::size_t at = 0; at < pcm.size(); at += 1'001) reply.chunk(pcm.substr(at, 1'001));
        reply.end_chunks();
    }};
    OpenAiSpeech speech{loop, client, settings(voice, "/v1/audio/speech")};
    Heard heard;

    const auto spoken = speech.speak({.text = "Hello.", .voice = "alloy"}, heard.speech());

    ASSERT_TRUE(loop.run_until([&] { return heard.over; }));
    ASSERT_NEAR(static_cast<double>(heard.samples.size()), 48'000, 100);
    EXPECT_NEAR(heard.samples[20'000], 10'000, 20);
    EXPECT_EQ(boost::json::parse(voice.calls().at(0).body).at("voice").as_string(), "alloy");
    EXPECT_EQ(boost::json::parse(voice.calls().at(0).body).at("response_format").as_string(), "pcm");
}

TEST_F(OpenAi, uploads_an_utterance_as_a_wav_file_and_reads_its_text)
{
    EngineServer ear{[](const EngineCall&, EngineReply& reply) {
        reply.answer(200, "application/json", R"({"text":" Hello there. \n"})");
    }};
    OpenAiTranscriber transcriber{loop, client, settings(ear, "/inference"), {}};
    Heard heard;
    auto recognition = transcriber.begin(heard.transcript());
    ASSERT_TRUE(recognition);

    (*recognition)->push(audio::Pcm(3'200, 1'000));
    (*recognition)->finish();

    ASSERT_TRUE(loop.run_until([&] { return heard.over; }));
    EXPECT_EQ(heard.text, "Hello there.");
    const auto body = ear.calls().at(0).body;
    const auto file = body.find("RIFF");
    ASSERT_NE(file, std::string::npos);
    const auto wav = audio::read_wav(body.substr(file, 44 + 6'400));
    ASSERT_TRUE(wav);
    EXPECT_EQ(wav->samples, audio::Pcm(3'200, 1'000));
    EXPECT_NE(body.find("filename=\"utterance.wav\""), std::string::npos);
}

TEST_F(OpenAi, refuses_more_utterances_than_its_bound)
{
    EngineServer ear{[](const EngineCall&, EngineReply&) {}};
    OpenAiTranscriber transcriber{loop, client, settings(ear, "/inference"), {.utterances = 1}};
    Heard heard;

    auto first = transcriber.begin(heard.transcript());
    EXPECT_EQ(transcriber.begin(heard.transcript()).error().code, Errc::unavailable);
    first->reset();

    EXPECT_TRUE(transcriber.begin(heard.transcript()));
}

} // namespace
} // namespace parlor::voicebot::engines
