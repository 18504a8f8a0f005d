#pragma once
#include "base/clock.hpp"
#include "voicebot/audio/resampler.hpp"
#include "voicebot/audio/wav.hpp"
#include "voicebot/speech/voice_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace parlor::voicebot::test {

inline audio::Pcm resampled(audio::PcmView samples, int from, int to)
{
    if (from == to) return {samples.begin(), samples.end()};
    audio::Resampler resampler{from, to};
    audio::Pcm out;
    resampler.push(samples, out);
    resampler.finish(out);
    return out;
}

/// What flite says at 16 kHz. Tests never talk with espeak: recognisers hardly understand it.
inline audio::Pcm spoken(const std::string& text, const std::string& voice = "rms")
{
    static const auto flite = speech::make_flite();
    audio::Pcm out;
    const auto said = flite->speak({.text = text, .voice = voice}, [&](audio::PcmView samples, int rate) {
        out = resampled(samples, rate, audio::hearing_rate);
        return true;
    });
    EXPECT_TRUE(said) << text;
    return out;
}

/// Speech without the silence around it, so that it begins and ends with a sound.
inline audio::Pcm trimmed(audio::Pcm sound)
{
    const auto loud = [](auto sample) { return std::abs(sample) > 1'000; };
    sound.erase(std::find_if(sound.rbegin(), sound.rend(), loud).base(), sound.end());
    sound.erase(sound.begin(), std::find_if(sound.begin(), sound.end(), loud));
    return sound;
}

inline audio::Pcm silence(Millis time)
{
    return audio::Pcm(audio::sample_count(time, audio::hearing_rate), 0);
}

inline std::string file_text(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline audio::Pcm recording(const std::string& path)
{
    const auto wav = audio::read_wav(file_text(path));
    EXPECT_TRUE(wav) << path;
    return wav ? resampled(wav->samples, wav->rate, audio::hearing_rate) : audio::Pcm{};
}

/// Debian's pocketsphinx-testdata: people reading cards and a novel.
inline const std::string recordings = "/usr/share/pocketsphinx/test/data/";

inline std::vector<std::string> words(const std::string& text)
{
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

/// Words put in, left out or exchanged (Levenshtein).
inline std::size_t word_errors(const std::string& wanted, const std::string& heard)
{
    const auto a = words(wanted);
    const auto b = words(heard);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, exchanged});
        }
    }
    return row.back();
}

} // namespace parlor::voicebot::test
