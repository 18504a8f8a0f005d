#include "voicebot/audio/level.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace parlor::voicebot::audio {

double level_db(PcmView samples)
{
    if (samples.empty()) return 0;
    double energy = 0;
    for (auto sample : samples) energy += static_cast<double>(sample) * sample;
    return 10 * std::log10(energy / static_cast<double>(samples.size()) + 1);
}

std::size_t silent_lead(PcmView samples)
{
    // 40 dB below full scale: what voices breathe before a word is less, the beginning of a word soon more.
    constexpr int faintest = 328;
    const auto first = std::ranges::find_if(samples, [](auto sample) { return std::abs(sample) >= faintest; });
    return static_cast<std::size_t>(first - samples.begin());
}

} // namespace parlor::voicebot::audio
