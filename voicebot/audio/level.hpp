#pragma once
#include "voicebot/audio/pcm.hpp"

namespace parlor::voicebot::audio {

/// Mean power in dB over one quantisation step: 0 for silence, about 60 for a voice near the microphone, 90 at most.
double level_db(PcmView samples);

/// How many samples there are before the first that can be heard; all of them where none can.
std::size_t silent_lead(PcmView samples);

} // namespace parlor::voicebot::audio
