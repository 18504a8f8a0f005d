#pragma once
#include "voicebot/audio/pcm.hpp"

#include <memory>

namespace parlor::voicebot::speech {

/// Tells frames with a voice from others: WebRTC's detector at its strictest AND a least loudness, because it alone takes
/// steady noise for speech and loudness alone takes a door. One per speaker; one thread.
class VoiceDetector {
public:
    /// `least_db`: loudness by `audio::level_db` below which nothing counts as speech.
    explicit VoiceDetector(double least_db = 35);
    ~VoiceDetector();

    /// One frame of 20 ms at 16 kHz.
    bool is_speech(audio::PcmView frame);

private:
    struct Detector;
    std::unique_ptr<Detector> detector_;
    double least_db_;
};

} // namespace parlor::voicebot::speech
