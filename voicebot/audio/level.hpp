#pragma once
#include "voicebot/audio/pcm.hpp"

namespace parlor::voicebot::audio {

/// Mean power in dB over one quantisation step: 0 for silence, about 60 for a voice near the microphone, 90 at most.
double level_db(PcmView samples);

} // namespace parlor::voicebot::audio
