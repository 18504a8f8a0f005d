#include "voicebot/turn/turn_manager.hpp"

#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/turn/back_channel.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parlor::voicebot::turn {
namespace {

class Voice final : public VoiceControl {
public:
    void pause_voice() override { did += "pause "; }
    void resume_voice() override { did += "resume "; }
    void drop_voice() override { did += "drop "; }
    std::string did;
};

struct Turns : testing::Test {
    test::ManualLoop loop;
    Voice voice;
    TurnManager turns{loop, voice};
    ParticipantId ann{"ann"};
    ParticipantId ben{"ben"};

    void says(const ParticipantId& who, Millis time, std::string_view text)
    {
        turns.speech_started(who);
        loop.advance(time);
        turns.speech_ended(who);
        loop.advance(Millis{100});
        turns.transcript(who, text, true);
    }
};

TEST_F(Turns, speech_that_claims_the_floor_drops_the_answer)
{
    turns.voice_began();

    says(ann, Millis{700}, "no i meant tomorrow");

    EXPECT_EQ(voice.did, "pause drop ");
    EXPECT_FALSE(turns.bot_speaks());
}

TEST_F(Turns, a_sign_of_listening_pauses_and_the_answer_goes_on)
{
    turns.voice_began();

    says(ann, Millis{400}, "uh huh");

    EXPECT_EQ(voice.did, "pause resume ");
    EXPECT_TRUE(turns.bot_speaks());
}

TEST_F(Turns, a_noise_without_a_transcript_is_a_false_interruption)
{
    turns.voice_began();
    turns.speech_started(ann);
    loop.advance(Millis{300});
    turns.speech_ended(ann);

    loop.advance(Millis{1'499});
    EXPECT_EQ(voice.did, "pause ");
    loop.advance(Millis{1});

    EXPECT_EQ(voice.did, "pause resume ");
}

TEST_F(Turns, a_partial_transcript_with_words_enough_drops_the_answer_before_the_utterance_ends)
{
    turns.voice_began();
    turns.speech_started(ann);

    turns.transcript(ann, "hmm", false);
    turns.transcript(ann, "hmm what about", false);

    EXPECT_EQ(voice.did, "pause drop ");
}

TEST_F(Turns, one_word_is_enough_to_stop_the_bot)
{
    turns.voice_began();

    says(ann, Millis{300}, "stop");

    EXPECT_EQ(voice.did, "pause drop ");
}

TEST_F(Turns, long_speech_claims_the_floor_whatever_was_understood)
{
    turns.voice_began();
    turns.speech_started(ann);

    loop.advance(Millis{1'199});
    EXPECT_EQ(voice.did, "pause ");
    loop.advance(Millis{1});

    EXPECT_EQ(voice.did, "pause drop ");
}

TEST_F(Turns, the_answer_goes_on_only_when_all_have_ended)
{
    turns.voice_began();
    turns.speech_started(ann);
    turns.speech_started(ben);
    turns.speech_ended(ann);
    turns.transcript(ann, "yeah", true);
    EXPECT_EQ(voice.did, "pause ");

    turns.speech_ended(ben);
    turns.transcript(ben, "", true);

    EXPECT_EQ(voice.did, "pause resume ");
}

TEST_F(Turns, somebody_who_leaves_in_mid_word_holds_nobody_up)
{
    turns.voice_began();
    turns.speech_started(ann);

    turns.speaker_left(ann);

    EXPECT_EQ(voice.did, "pause resume ");
}

TEST_F(Turns, an_answer_waits_until_the_others_have_ended)
{
    turns.speech_started(ben);

    turns.voice_began();
    EXPECT_EQ(voice.did, "pause ");
    turns.speech_ended(ben);

    EXPECT_EQ(voice.did, "pause resume ");
    EXPECT_TRUE(turns.bot_speaks());
}

TEST_F(Turns, an_answer_does_not_wait_for_ever)
{
    turns.speech_started(ben);

    turns.voice_began();
    loop.advance(Millis{5'000});

    EXPECT_EQ(voice.did, "pause resume ");
}

TEST_F(Turns, what_was_said_before_or_after_the_answer_drops_nothing)
{
    says(ann, Millis{700}, "what time is it please");
    turns.voice_began();
    turns.voice_ended();

    says(ben, Millis{2'000}, "thanks and what day is it");
    loop.advance(Millis{10'000});

    EXPECT_EQ(voice.did, "");
    EXPECT_EQ(loop.timers(), 0);
}

TEST_F(Turns, a_second_interruption_after_a_false_one_is_measured_anew)
{
    turns.voice_began();
    says(ann, Millis{1'000}, "uh huh");
    voice.did.clear();

    turns.speech_started(ann);
    loop.advance(Millis{1'000});
    EXPECT_EQ(voice.did, "pause ");
    loop.advance(Millis{200});

    EXPECT_EQ(voice.did, "pause drop ");
}

TEST(BackChannel, counts_only_words_that_claim_the_floor)
{
    EXPECT_EQ(claiming_words(""), 0);
    EXPECT_EQ(claiming_words("Uh-huh, okay."), 0);
    EXPECT_EQ(claiming_words("oh I see, that makes sense"), 0);
    EXPECT_EQ(claiming_words("yeah yeah yeah"), 0);
    EXPECT_EQ(claiming_words("okay but why"), 2);
    EXPECT_EQ(claiming_words("I saw it"), 3);
    EXPECT_EQ(claiming_words("für mich nicht"), 3);
}

TEST(BackChannel, knows_when_it_is_asked_to_stop)
{
    EXPECT_TRUE(asks_to_stop("Stop!"));
    EXPECT_TRUE(asks_to_stop("oh shut up"));
    EXPECT_FALSE(asks_to_stop("the train stopped"));
    EXPECT_FALSE(asks_to_stop("waiting"));
}

} // namespace
} // namespace parlor::voicebot::turn
