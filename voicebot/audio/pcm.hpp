#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Sound as the voicebot handles it: mono, 16 bits, 20 ms a frame; 16 kHz toward recognisers, 48 kHz toward Opus.
namespace parlor::voicebot::audio {

using Sample = std::int16_t;
using Pcm = std::vector<Sample>;
using PcmView = std::span<const Sample>;

inline constexpr int hearing_rate = 16'000;
inline constexpr int speaking_rate = 48'000;
inline constexpr std::chrono::milliseconds frame_length{20};
inline constexpr std::size_t hearing_frame = hearing_rate / 50;
inline constexpr std::size_t speaking_frame = speaking_rate / 50;

/// How long so many samples sound at this rate (in Hz).
inline std::chrono::milliseconds duration(std::size_t samples, int rate)
{
    return std::chrono::milliseconds{static_cast<std::int64_t>(samples) * 1000 / rate};
}

/// How many samples fill this time.
inline std::size_t sample_count(std::chrono::milliseconds time, int rate)
{
    return static_cast<std::size_t>(time.count() * rate / 1000);
}

} // namespace parlor::voicebot::audio
