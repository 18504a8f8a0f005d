#include "voicebot/speech/endpointer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parlor::voicebot::speech {
namespace {

/// Writes down what it is told: `(` for a start, a digit for each frame (its first sample), `)` or `/` (cut) for an end.
class Script final : public UtteranceSink {
public:
    void utterance_started() override { text += '('; }
    void utterance_audio(audio::PcmView frame) override { text += static_cast<char>(frame.front()); }
    void utterance_ended(bool cut) override { text += cut ? '/' : ')'; }
    std::string text;
};

/// Plays frames: capitals are speech, others are not.
std::string play(std::string_view frames, EndpointerSettings settings = {})
{
    Script script;
    Endpointer endpointer{script, settings};
    for (char c : frames) endpointer.push(audio::Pcm(audio::hearing_frame, c), c >= 'A' && c <= 'Z');
    return script.text;
}

constexpr EndpointerSettings quick{.onset = std::chrono::milliseconds{60},
                                   .hangover = std::chrono::milliseconds{80},
                                   .lead = std::chrono::milliseconds{100},
                                   .longest = std::chrono::milliseconds{300}};

TEST(Endpointer, keeps_the_lead_and_the_hangover_with_the_utterance)
{
    EXPECT_EQ(play("abcdABCDefghij", quick), "(cdABCDefgh)");
}

TEST(Endpointer, takes_no_click_for_an_utterance)
{
    EXPECT_EQ(play("aAbcdeBfghi", quick), "");
}

TEST(Endpointer, bridges_the_gap_of_a_plosive_at_the_onset)
{
    EXPECT_EQ(play("aAbBCdefgh", quick), "(aAbBCdefg)");
}

TEST(Endpointer, cuts_a_monologue_and_goes_on_with_the_next_piece)
{
    EXPECT_EQ(play("ABCDEFGHIJKLMNOPQRSTUV", quick), "(ABCDEFGHIJKLMNO/(PQRSTUV");
}

TEST(Endpointer, ends_an_open_utterance_when_it_is_flushed)
{
    Script script;
    Endpointer endpointer{script, quick};
    for (char c : {'A', 'B', 'C'}) endpointer.push(audio::Pcm(audio::hearing_frame, c), true);

    endpointer.flush();
    endpointer.flush();

    EXPECT_EQ(script.text, "(ABC)");
    EXPECT_FALSE(endpointer.inside());
}

} // namespace
} // namespace parlor::voicebot::speech
