#include "voicebot/audio/framer.hpp"
#include "voicebot/audio/level.hpp"
#include "voicebot/audio/resampler.hpp"
#include "voicebot/audio/wav.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace parlor::voicebot::audio {
namespace {

Pcm tone(double hertz, int rate, std::size_t samples, double amplitude = 10'000)
{
    Pcm out(samples);
    for (std::size_t i = 0; i < samples; ++i)
        out[i] =
            static_cast<Sample>(amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
    return out;
}

/// How much of `samples` is not the tone of this frequency, in dB below the whole.
double noise_db(PcmView samples, double hertz, int rate)
{
    double cosine = 0;
    double sine = 0;
    double whole = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
        cosine += samples[i] * std::cos(angle);
        sine += samples[i] * std::sin(angle);
        whole += static_cast<double>(samples[i]) * samples[i];
    }
    const double signal = 2 * (cosine * cosine + sine * sine) / static_cast<double>(samples.size());
    return 10 * std::log10(whole / std::max(whole - signal, 1e-9));
}

TEST(Framer, cuts_pieces_of_any_length_into_whole_frames)
{
    Framer framer{4};
    std::vector<Pcm> frames;
    const auto keep = [&](PcmView frame) { frames.emplace_back(frame.begin(), frame.end()); };

    framer.push(Pcm{1, 2, 3}, keep);
    framer.push(Pcm{4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, keep);

    EXPECT_EQ(frames, (std::vector<Pcm>{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}));
    EXPECT_EQ(framer.take_rest(), Pcm{13});
}

TEST(Level, is_nothing_for_silence_and_rises_by_six_for_twice_the_amplitude)
{
    const auto quiet = level_db(tone(440, 16'000, 1'600, 1'000));
    const auto loud = level_db(tone(440, 16'000, 1'600, 2'000));

    EXPECT_EQ(level_db(Pcm(100, 0)), 0);
    EXPECT_NEAR(loud - quiet, 6.02, 0.05);
}

struct Rates {
    int from;
    int to;
};

class ResamplerBetween : public testing::TestWithParam<Rates> {};

TEST_P(ResamplerBetween, keeps_a_tone_and_adds_no_images)
{
    const auto [from, to] = GetParam();
    Resampler resampler{from, to};
    Pcm out;

    resampler.push(tone(1'000, from, static_cast<std::size_t>(from)), out);
    resampler.finish(out);

    EXPECT_NEAR(static_cast<double>(out.size()), to, 40);
    const auto middle = PcmView{out}.subspan(out.size() / 4, out.size() / 2);
    EXPECT_GT(noise_db(middle, 1'000, to), 55);
    EXPECT_NEAR(level_db(middle), level_db(tone(1'000, to, middle.size())), 0.1);
}

INSTANTIATE_TEST_SUITE_P(rates, ResamplerBetween,
                         testing::Values(Rates{22'050, 48'000}, Rates{16'000, 48'000}, Rates{24'000, 48'000},
                                         Rates{48'000, 16'000}, Rates{8'000, 48'000}, Rates{44'100, 16'000}));

TEST(Resampler, leaves_out_what_the_lower_rate_can_not_carry)
{
    Resampler resampler{48'000, 16'000};
    Pcm out;

    resampler.push(tone(10'000, 48'000, 48'000), out);

    EXPECT_LT(level_db(PcmView{out}.subspan(1'000)), 25);
}

TEST(Resampler, gives_the_same_for_one_piece_as_for_many)
{
    const auto input = tone(700, 22'050, 5'000);
    Resampler whole{22'050, 48'000};
    Resampler pieces{22'050, 48'000};
    Pcm at_once;
    Pcm bit_by_bit;

    whole.push(input, at_once);
    for (std::size_t at = 0; at < input.size(); at += 7)
        pieces.push(PcmView{input}.subspan(at, std::min<std::size_t>(7, input.size() - at)), bit_by_bit);

    EXPECT_EQ(at_once, bit_by_bit);
}

TEST(Wav, is_read_as_it_was_written)
{
    const auto samples = tone(440, 24'000, 480);

    const auto read = read_wav(write_wav(samples, 24'000));

    ASSERT_TRUE(read);
    EXPECT_EQ(read->rate, 24'000);
    EXPECT_EQ(read->samples, samples);
}

TEST(Wav, of_a_streaming_writer_goes_on_to_the_end)
{
    auto bytes = write_wav(Pcm{1, 2, 3}, 16'000);
    for (std::size_t at = 40; at < 44; ++at) bytes[at] = '\xFF';

    const auto read = read_wav(bytes);

    ASSERT_TRUE(read);
    EXPECT_EQ(read->samples, (Pcm{1, 2, 3}));
}

TEST(Wav, refuses_every_truncation_without_a_fault)
{
    const auto bytes = write_wav(Pcm{1, 2, 3, 4}, 16'000);

    for (std::size_t length = 0; length < 44; ++length) {
        const auto read = read_wav(std::string_view{bytes}.substr(0, length));
        EXPECT_FALSE(read && !read->samples.empty()) << length;
    }
    EXPECT_EQ(read_wav("RIFF....WAVEjunk").error().code, Errc::bad_request);
}

} // namespace
} // namespace parlor::voicebot::audio
