#include "tests/voicebot/host/host_bed.hpp"
#include "tests/voicebot/host/person.hpp"
#include "tests/voicebot/support/speech_support.hpp"
#include "voicebot/speech/sphinx_decoder.hpp"

#include <gtest/gtest.h>

/// Whole ways: a server, a host and a person, over real sockets, with media and real engines.
namespace parlor::voicebot::test {
namespace {

using namespace std::chrono_literals;
using parlor::test::new_lobby;
using parlor::test::new_session;

/// A server and the host beside it, with the key that the server made for it.
struct Talk : testing::Test {
    static void SetUpTestSuite()
    {
        server = std::make_unique<parlor::test::ServerProcess>(
            parlor::test::ServerOptions{.flags = {"--session.per_address_per_minute=100000", "--log.level=warning"}});
        host = std::make_unique<VoicebotProcess>(*server, (server->data() / "provider.key").string());
        parlor::test::wait_for_providers(server->port(), 1);
    }
    static void TearDownTestSuite()
    {
        host->child().send_signal(SIGTERM);
        const auto ended = host->child().wait(parlor::test::patience);
        EXPECT_TRUE(ended && ended->code == 0) << host->errors();
        host.reset();
        server.reset();
    }

    void TearDown() override
    {
        if (HasFailure()) std::cout << host->errors();
    }

    std::string add(const std::string& body)
    {
        parlor::test::HttpClient http{server->port(), parlor::test::bearer(token)};
        const auto answer = http.post("/api/v1/lobbies/" + lobby + "/bots", body);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return answer.body;
    }

    static inline std::unique_ptr<parlor::test::ServerProcess> server;
    static inline std::unique_ptr<VoicebotProcess> host;
    const std::string token = new_session(server->port());
    const std::string lobby = new_lobby(server->port(), token, R"({"name":"Talk","media":"mesh"})");
};

/// What was said, if it is one of the grammar's sentences.
std::string recognised(const std::string& rule, const audio::Pcm& sound)
{
    auto decoder = speech::SphinxDecoder::create({});
    if (!decoder) return decoder.error().message;
    const auto grammar = "#JSGF V1.0;\ngrammar answer;\npublic <answer> = " + rule + ";\n";
    const auto started = (*decoder)->start({.kind = speech::SphinxSearch::Kind::grammar, .text = grammar});
    if (!started) return started.error().message;
    (*decoder)->push(sound);
    return (*decoder)->finish();
}

/// Asks, and waits until an answer is heard; again where a machine that is busy has swallowed the question.
void ask_until_heard(Person& person, const std::string& question)
{
    for (int attempts = 3;; --attempts) {
        person.say(spoken(question, "slt"));
        try {
            person.wait_for_voice(5s);
            return;
        } catch (const std::runtime_error&) {
            if (attempts == 1) throw;
        }
    }
}

TEST_F(Talk, an_assistant_that_is_added_greets_by_voice_within_ten_seconds)
{
    Person ann{server->port(), token, lobby};
    const auto began = std::chrono::steady_clock::now();

    add(R"({"type":"assistant"})");

    EXPECT_LT(ann.wait_for_voice() - began, 10s);
}

TEST_F(Talk, an_assistant_answers_a_spoken_question_by_a_voice_that_can_be_understood)
{
    Person ann{server->port(), token, lobby};
    add(R"({"type":"assistant","config":{"greets":false,"voice":"rms"}})");
    ann.wait_for_peer();

    ask_until_heard(ann, "parlor, roll a die");
    const auto line = ann.wait_for_line([](const auto& one) { return one.bot; }, "the written answer");
    ann.wait_for_silence(800ms);

    ASSERT_EQ(line.text.rfind("I rolled ", 0), 0U) << line.text;
    const std::vector<std::string> numbers{"one", "two", "three", "four", "five", "six"};
    const auto rolled = numbers.at(static_cast<std::size_t>(line.text.at(9) - '1'));
    EXPECT_EQ(recognised("i rolled (one | two | three | four | five | six)", ann.take_heard()), "i rolled " + rolled);
}

TEST_F(Talk, a_scribe_writes_down_what_was_said_and_by_whom)
{
    const std::string said = "please open the window and close the door";
    Person ann{server->port(), token, lobby};
    add(R"({"type":"scribe"})");
    ann.wait_for_peer();

    ann.say(spoken(said, "slt"));
    const auto line = ann.wait_for_line([](const auto& one) { return one.spoken; }, "a transcript");

    EXPECT_EQ(line.from, ann.id());
    EXPECT_LE(word_errors(said, line.text), 3U) << line.text;
}

TEST_F(Talk, an_echo_says_again_what_it_has_heard)
{
    Person ann{server->port(), token, lobby};
    add(R"({"type":"echo"})");
    ann.wait_for_peer();

    ask_until_heard(ann, "parlor, who is here");
    ann.wait_for_silence(800ms);

    EXPECT_EQ(recognised("parlor (who is here | what time is it | roll a die)", ann.take_heard()),
              "parlor who is here");
}

TEST_F(Talk, speech_during_the_answer_silences_it_at_once_and_for_good)
{
    Person ann{server->port(), token, lobby};
    add(R"({"type":"assistant","config":{"greets":false}})");
    ann.wait_for_peer();
    ask_until_heard(ann, "parlor, help");

    const auto interrupted = ann.say(trimmed(spoken("wait a moment please I want to say something else", "slt")));
    const auto silent = ann.wait_for_silence(2s);

    RecordProperty("barge_in_ms", std::to_string(std::chrono::duration_cast<Millis>(silent - interrupted).count()));
    std::cout << "barge-in to silence: " << std::chrono::duration_cast<Millis>(silent - interrupted).count() << " ms\n";
    EXPECT_LT(silent - interrupted, 1s);
}

TEST_F(Talk, a_sign_of_listening_during_the_answer_lets_it_go_on)
{
    Person ann{server->port(), token, lobby};
    add(R"({"type":"assistant","config":{"greets":false}})");
    ann.wait_for_peer();
    ask_until_heard(ann, "parlor, help");

    const auto nodded = ann.say(trimmed(spoken("uh huh", "slt")));

    // Past the moment that an interruption would have silenced it for good.
    EXPECT_NO_THROW(ann.wait_for_voice_after(nodded + 1'500ms));
}

} // namespace
} // namespace parlor::voicebot::test
