#include "voicebot/speech/voice_detector.hpp"

#include "tests/voicebot/support/speech_support.hpp"

#include <cmath>
#include <random>

namespace parlor::voicebot::speech {
namespace {

/// Share of frames that count as speech.
double share(audio::PcmView samples)
{
    VoiceDetector detector;
    std::size_t speech = 0;
    std::size_t frames = 0;
    for (; samples.size() >= audio::hearing_frame; samples = samples.subspan(audio::hearing_frame), ++frames)
        if (detector.is_speech(samples.first(audio::hearing_frame))) ++speech;
    return static_cast<double>(speech) / static_cast<double>(frames);
}

audio::Pcm noise(double amplitude)
{
    std::mt19937 random{7};
    std::normal_distribution<double> sample{0, amplitude};
    audio::Pcm out(5 * audio::hearing_rate);
    for (auto& one : out) one = static_cast<audio::Sample>(sample(random));
    return out;
}

TEST(VoiceDetector, hears_a_synthetic_and_a_human_voice)
{
    EXPECT_GT(
        share(test::spoken("Had he married a more amiable woman he might have been made still more respectable.")),
        0.6);
    EXPECT_GT(share(test::recording(test::recordings + "librivox/sense_and_sensibility_01_austen_64kb-0870.wav")), 0.6);
}

TEST(VoiceDetector, takes_neither_silence_nor_steady_noise_for_speech)
{
    EXPECT_EQ(share(test::silence(Millis{2'000})), 0);
    EXPECT_LT(share(noise(30)), 0.02);
    EXPECT_LT(share(noise(1'000)), 0.05);
}

TEST(VoiceDetector, leaves_out_a_voice_from_the_next_room)
{
    auto faint = test::spoken("Could you pass me the salt please?");
    for (auto& sample : faint) sample = static_cast<audio::Sample>(sample / 400);

    EXPECT_LT(share(faint), 0.05);
}

} // namespace
} // namespace parlor::voicebot::speech
