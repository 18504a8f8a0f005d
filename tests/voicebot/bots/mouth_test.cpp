#include "voicebot/bots/mouth.hpp"

#include "tests/voicebot/bots/bot_support.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::bots {
namespace {

class Told final : public MouthEvents {
public:
    void voice_began() override { text += "began "; }
    void voice_ended() override { text += "ended "; }
    std::string text;
};

struct MouthTest : testing::Test {
    test::ManualLoop loop;
    test::VoiceStub voice;
    media::FanOut out;
    std::shared_ptr<Microphone> microphone = std::make_shared<Microphone>(out);
    Told told;
    Mouth mouth{loop, voice, microphone, told};

    /// Lets so much time pass, on the pacer's clock and on the loop's.
    void play(Millis time)
    {
        for (Millis passed{0}; passed < time; passed += audio::frame_length) {
            microphone->tick({});
            loop.advance(audio::frame_length);
        }
    }
};

TEST_F(MouthTest, speaks_its_sentences_in_order_and_tells_begin_and_end)
{
    mouth.begin();
    mouth.say("One.");
    mouth.say("Two.");
    mouth.finish();
    voice.synthesise();
    EXPECT_EQ(told.text, "began ");
    voice.synthesise();

    play(Millis{2'100});

    EXPECT_EQ(voice.said, (std::vector<std::string>{"One.", "Two."}));
    EXPECT_EQ(told.text, "began ended ");
    EXPECT_FALSE(mouth.busy());
}

TEST_F(MouthTest, synthesises_no_further_ahead_than_it_must)
{
    mouth.begin();
    for (int i = 0; i < 5; ++i) mouth.say("A sentence.");
    voice.synthesise(3);
    EXPECT_EQ(voice.said.size(), 1);

    play(Millis{1'200});

    EXPECT_EQ(voice.said.size(), 2);
}

TEST_F(MouthTest, is_silent_at_once_when_dropped_and_says_nothing_of_it)
{
    mouth.begin();
    mouth.say("A long story.");
    mouth.finish();
    voice.synthesise(5);
    play(Millis{100});

    mouth.drop();
    play(Millis{40});

    EXPECT_EQ(microphone->level_db(), 0);
    play(Millis{6'000});
    EXPECT_EQ(told.text, "began ");
}

audio::Pcm sound(Millis time, audio::Sample loudness)
{
    return audio::Pcm(audio::sample_count(time, audio::speaking_rate), loudness);
}

TEST_F(MouthTest, leaves_out_the_silence_before_the_first_word_and_no_other)
{
    const std::vector<audio::Pcm> pieces{sound(Millis{150}, 3), sound(Millis{90}, 0), sound(Millis{20}, 4'000),
                                         sound(Millis{40}, 0), sound(Millis{20}, 4'000)};
    mouth.begin();
    mouth.say("Well.");
    mouth.finish();
    voice.synthesise(pieces);

    std::string heard;
    for (int frame = 0; frame < 5; ++frame) {
        play(audio::frame_length);
        heard += microphone->level_db() > 40 ? 'x' : '.';
    }

    EXPECT_EQ(heard, "x..x.");
    EXPECT_EQ(told.text, "began ended ");
}

TEST_F(MouthTest, says_silence_that_lasts_longer_than_any_engine_hesitates)
{
    mouth.begin();
    mouth.say("…");
    voice.synthesise(std::vector<audio::Pcm>{sound(Millis{3'000}, 0)});

    EXPECT_EQ(told.text, "began ");
    EXPECT_EQ(microphone->playout().waiting(), Millis{2'000});
}

TEST_F(MouthTest, goes_on_from_where_it_was_paused)
{
    mouth.begin();
    mouth.say("A story.");
    mouth.finish();
    voice.synthesise(1);
    play(Millis{500});

    mouth.pause();
    play(Millis{3'000});
    EXPECT_EQ(told.text, "began ");
    mouth.resume();
    play(Millis{1'100});

    EXPECT_EQ(told.text, "began ended ");
}

TEST_F(MouthTest, passes_over_a_sentence_that_can_not_be_spoken)
{
    mouth.begin();
    mouth.say("One.");
    mouth.say("Two.");
    mouth.finish();
    voice.synthesise(0, true);
    voice.synthesise();

    play(Millis{1'200});

    EXPECT_EQ(told.text, "began ended ");
}

TEST_F(MouthTest, sends_silence_while_it_has_nothing_to_say_but_only_to_somebody)
{
    test::PeerStubs peers;
    const auto make = peers.make();
    struct NoEvents final : media::PeerEvents {
        void local_description(std::int64_t, media::DescriptionKind, std::string) override {}
        void local_candidate(std::int64_t, media::Candidate) override {}
        void connected() override {}
        void heard(audio::PcmView) override {}
        void key_frame_wanted() override {}
        void hopeless(std::string) override {}
    } events;
    const auto peer = make(events, {});
    play(Millis{40});
    out.add(*peer);

    play(Millis{100});
    EXPECT_EQ(peers.open[0]->sent.size(), 5);
    microphone->stop();
    play(Millis{100});

    EXPECT_EQ(peers.open[0]->sent.size(), 5);
}

} // namespace
} // namespace parlor::voicebot::bots
