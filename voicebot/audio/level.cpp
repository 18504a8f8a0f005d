#include "voicebot/audio/level.hpp"

#include <cmath>

namespace parlor::voicebot::audio {

double level_db(PcmView samples)
{
    if (samples.empty()) return 0;
    double energy = 0;
    for (auto sample : samples) energy += static_cast<double>(sample) * sample;
    return 10 * std::log10(energy / static_cast<double>(samples.size()) + 1);
}

} // namespace parlor::voicebot::audio
