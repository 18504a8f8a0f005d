#include "tests/voicebot/bars/stage.hpp"
#include "tests/voicebot/engines/engine_server.hpp"
#include "tests/voicebot/support/speech_support.hpp"

#include <numbers>

/// How long people wait for bots, measured where a person hears them: 60 ms of that is the person's own jitter buffer.
namespace parlor::voicebot::test {
namespace {

using namespace std::chrono_literals;

std::chrono::milliseconds length_of(const audio::Pcm& sound)
{
    return audio::duration(sound.size(), audio::hearing_rate);
}

/// Says it, and waits for the answer's first sound; from the last sound of the question. Nothing where none was heard.
std::optional<std::chrono::steady_clock::duration> time_of_answer(Person& person, const audio::Pcm& question)
{
    person.take_heard();
    const auto ended = person.say(question) + length_of(question);
    try {
        const auto heard = person.wait_for_voice(5s);
        person.wait_for_silence(800ms);
        return heard - ended;
    } catch (const std::runtime_error&) {
        return {};
    }
}

void measure_answers(const Stage& stage, const std::string& config, const std::string& question,
                     const std::string& name)
{
    const auto lobby = stage.new_lobby();
    Person ann{stage.server.port(), stage.token, lobby};
    stage.add(lobby, R"({"type":"assistant","config":)" + config + "}");
    ann.wait_for_peer();
    const auto sound = trimmed(spoken(question, "slt"));
    Times times;
    int missed = 0;

    // One that a busy machine swallowed is no fault of the bot's; all of them would be, also of a few more.
    constexpr int more = 2;
    int asked = 0;
    for (; asked < rounds(50) || (missed == asked && asked < rounds(50) + more); ++asked) {
        const auto took = time_of_answer(ann, sound);
        took ? times.add(*took) : void(++missed);
    }

    note(name + "_missed", missed);
    ASSERT_LT(missed, asked) << stage.host->errors();
    times.note(name + "_ms");
    note(name + "_at_bot_ms", stage.stage_ms("first_sound"));
}

TEST(TalkBars, end_of_speech_to_answer_by_the_built_in_engines)
{
    const Stage stage;

    measure_answers(stage, R"({"greets":false})", "parlor, roll a die", "answer_built_in");
}

/// All three engines, as fast as they can be.
void answer_at_once(const EngineCall& call, EngineReply& reply)
{
    if (call.target == "/transcriptions") {
        reply.answer(200, "application/json", R"({"text":"What is up?"})");
    } else if (call.target == "/completions") {
        reply.begin_chunks(200, "text/event-stream");
        reply.chunk(R"(data: {"choices":[{"delta":{"content":"Not much."},"finish_reason":"stop"}]})"
                    "\n\n");
        reply.chunk("data: [DONE]\n\n");
        reply.end_chunks();
    } else {
        std::string tone;
        for (int i = 0; i < 24'000; ++i) {
            const auto sample = static_cast<std::int16_t>(10'000 * std::sin(2 * std::numbers::pi * 440 * i / 24'000));
            tone.append({static_cast<char>(sample & 0xFF), static_cast<char>(sample >> 8)});
        }
        reply.answer(200, "audio/pcm", tone);
    }
}

TEST(TalkBars, end_of_speech_to_answer_by_engines_over_http_that_take_no_time)
{
    EngineServer engines{answer_at_once};
    const parlor::test::TempFolder folder;
    const auto config = folder.path() / "bots.toml";
    std::ofstream{config} << "[[chat]]\nurl = \"" << engines.url("/completions") << "\"\n[[transcription]]\nurl = \""
                          << engines.url("/transcriptions") << "\"\n[[speech]]\nurl = \"" << engines.url("/speech")
                          << "\"\nrate = 24000\n";
    const Stage stage{{"--config", config.string()}};

    measure_answers(stage, R"({"greets":false,"always":true})", "the first question is about the new house",
                    "answer_http");
}

TEST(TalkBars, end_of_speech_to_the_scribes_line)
{
    const Stage stage;
    const auto lobby = stage.new_lobby();
    Person ann{stage.server.port(), stage.token, lobby};
    stage.add(lobby, R"({"type":"scribe"})");
    ann.wait_for_peer();
    const auto sound = trimmed(spoken("please open the window and close the door", "slt"));
    Times times;

    for (int round = 0; round < rounds(50); ++round) {
        const auto ended = ann.say(sound) + length_of(sound);
        ann.wait_for_line([](const auto& line) { return line.spoken; }, "a transcript");
        times.add(std::chrono::steady_clock::now() - ended);
    }

    times.note("line_dictated_ms");
}

TEST(TalkBars, speech_to_silence_of_the_answer)
{
    const Stage stage;
    const auto lobby = stage.new_lobby();
    Person ann{stage.server.port(), stage.token, lobby};
    stage.add(lobby, R"({"type":"assistant","config":{"greets":false}})");
    ann.wait_for_peer();
    const auto question = trimmed(spoken("parlor, what can you do", "slt"));
    const auto interruption = trimmed(spoken("wait a moment please I want to say something else", "slt"));
    Times times;
    int missed = 0;

    for (int round = 0; round < rounds(50); ++round) {
        ann.take_heard();
        ann.say(question);
        try {
            ann.wait_for_voice(5s);
        } catch (const std::runtime_error&) {
            ++missed;
            continue;
        }
        const auto interrupted = ann.say(interruption);
        // Until the interruption is over as well, so that the next question stands by itself.
        times.add(ann.wait_for_silence(length_of(interruption) + 1s) - interrupted);
    }

    note("barge_in_missed", missed);
    ASSERT_LT(missed, rounds(50)) << stage.host->errors();
    times.note("barge_in_ms");
}

} // namespace
} // namespace parlor::voicebot::test
