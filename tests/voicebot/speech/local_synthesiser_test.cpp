#include "voicebot/speech/local_synthesiser.hpp"

#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/audio/level.hpp"

#include <gtest/gtest.h>

#include <future>
#include <optional>

namespace parlor::voicebot::speech {
namespace {

struct Listener {
    SpeechHandler handler()
    {
        return [this](std::variant<audio::Pcm, SpeechEnd, Error> news) {
            if (auto* piece = std::get_if<audio::Pcm>(&news)) {
                ++pieces;
                samples.insert(samples.end(), piece->begin(), piece->end());
            } else if (auto* error = std::get_if<Error>(&news)) {
                failure = *error;
            } else {
                ended = true;
            }
        };
    }
    bool over() const { return ended || failure; }

    audio::Pcm samples;
    std::size_t pieces = 0;
    bool ended = false;
    std::optional<Error> failure;
};

std::chrono::milliseconds length(const Listener& listener)
{
    return audio::duration(listener.samples.size(), audio::speaking_rate);
}

class LocalVoice : public testing::TestWithParam<LocalSynthesiser::MakeEngine> {};

TEST_P(LocalVoice, speaks_a_sentence_at_48_khz)
{
    test::TestLoop loop;
    LocalSynthesiser voice{loop, GetParam()};
    Listener listener;

    const auto speech = voice.speak({.text = "The meeting begins at nine o'clock."}, listener.handler());

    ASSERT_TRUE(speech);
    ASSERT_TRUE(loop.run_until([&] { return listener.over(); }));
    EXPECT_TRUE(listener.ended);
    EXPECT_GT(length(listener).count(), 1'200);
    EXPECT_LT(length(listener).count(), 4'000);
    EXPECT_GT(audio::level_db(listener.samples), 50);
}

TEST_P(LocalVoice, speaks_faster_when_asked_to)
{
    test::TestLoop loop;
    LocalSynthesiser voice{loop, GetParam()};
    Listener usual;
    Listener fast;

    const auto first = voice.speak({.text = "The meeting begins at nine o'clock."}, usual.handler());
    const auto second = voice.speak({.text = "The meeting begins at nine o'clock.", .speed = 2}, fast.handler());

    ASSERT_TRUE(loop.run_until([&] { return usual.over() && fast.over(); }));
    EXPECT_LT(length(fast).count() * 3, length(usual).count() * 2);
}

TEST_P(LocalVoice, refuses_a_voice_that_does_not_exist)
{
    test::TestLoop loop;
    LocalSynthesiser voice{loop, GetParam()};
    Listener listener;

    const auto speech = voice.speak({.text = "Hello.", .voice = "nobody"}, listener.handler());

    ASSERT_TRUE(loop.run_until([&] { return listener.over(); }));
    ASSERT_TRUE(listener.failure);
    EXPECT_EQ(listener.failure->code, Errc::bad_request);
}

INSTANTIATE_TEST_SUITE_P(engines, LocalVoice, testing::Values(&make_espeak, &make_flite));

/// An engine that the test holds up.
class HeldEngine final : public VoiceEngine {
public:
    static inline std::promise<void> begun;
    static inline std::promise<void> go_on;

    Result<void> speak(const SpeechRequest&, const Emit& emit) override
    {
        const audio::Pcm piece(480, 100);
        emit(piece, audio::speaking_rate);
        begun.set_value();
        go_on.get_future().wait();
        heard_stop = !emit(piece, audio::speaking_rate);
        return {};
    }
    static inline std::atomic<bool> heard_stop{false};
};

TEST(LocalSynthesiser, stops_the_engine_and_says_nothing_more_once_cancelled)
{
    test::TestLoop loop;
    Listener listener;
    {
        LocalSynthesiser voice{loop, [] { return std::unique_ptr<VoiceEngine>{std::make_unique<HeldEngine>()}; }};
        auto speech = voice.speak({.text = "A long story."}, listener.handler());
        HeldEngine::begun.get_future().wait();

        speech->reset();
        HeldEngine::go_on.set_value();
    }

    EXPECT_TRUE(HeldEngine::heard_stop);
    loop.run_until([] { return false; }, Millis{1});
    EXPECT_EQ(listener.pieces, 0);
    EXPECT_FALSE(listener.over());
}

TEST(LocalSynthesiser, refuses_long_texts_and_a_full_queue)
{
    test::TestLoop loop;
    LocalSynthesiser voice{loop, &make_espeak, {.queue = 0, .text_bytes = 10}};
    Listener listener;

    EXPECT_EQ(voice.speak({.text = std::string(11, 'a')}, listener.handler()).error().code, Errc::too_large);
    EXPECT_EQ(voice.speak({.text = "short"}, listener.handler()).error().code, Errc::unavailable);
}

} // namespace
} // namespace parlor::voicebot::speech
