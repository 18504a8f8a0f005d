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
