#include "voicebot/speech/voice_detector.hpp"

#include "voicebot/audio/level.hpp"

#include <stdexcept>

// Debian's libwebrtc_audio_processing exports the detector but ships no header for it.
extern "C" {
struct WebRtcVadInst;
WebRtcVadInst* WebRtcVad_Create();
void WebRtcVad_Free(WebRtcVadInst* detector);
int WebRtcVad_Init(WebRtcVadInst* detector);
int WebRtcVad_set_mode(WebRtcVadInst* detector, int mode);
int WebRtcVad_Process(WebRtcVadInst* detector, int rate, const std::int16_t* samples, std::size_t count);
}

namespace parlor::voicebot::speech {
namespace {

/// 0 … 3; 3 asks for the most evidence.
constexpr int strictest = 3;

} // namespace

struct VoiceDetector::Detector {
    Detector() : handle(WebRtcVad_Create())
    {
        if (!handle || WebRtcVad_Init(handle) != 0 || WebRtcVad_set_mode(handle, strictest) != 0)
            throw std::runtime_error("WebRTC's voice detector can't be set up");
    }
    ~Detector() { WebRtcVad_Free(handle); }
    Detector(const Detector&) = delete;
    Detector& operator=(const Detector&) = delete;

    WebRtcVadInst* handle;
};

VoiceDetector::VoiceDetector(double least_db) : detector_(std::make_unique<Detector>()), least_db_(least_db) {}

VoiceDetector::~VoiceDetector() = default;

bool VoiceDetector::is_speech(audio::PcmView frame)
{
    // Asked for every frame, because the detector learns the noise from all of them.
    const bool voice = WebRtcVad_Process(detector_->handle, audio::hearing_rate, frame.data(), frame.size()) == 1;
    return voice && audio::level_db(frame) >= least_db_;
}

} // namespace parlor::voicebot::speech
