#include "voicebot/speech/voice_engine.hpp"

#include <espeak-ng/speak_lib.h>

#include <algorithm>

namespace parlor::voicebot::speech {
namespace {

/// Words a minute at speed 1; espeak's own 175 is hard to follow over a call.
constexpr int usual_speed = 160;
/// How much espeak makes before it hands it over.
constexpr int piece_ms = 40;

int receive(short* samples, int count, espeak_EVENT* events);

/// Sets espeak up and returns its rate; not above 0 where its data are missing. Once in a process and never taken down: a second
/// espeak_Terminate of 1.51 waits for a thread that never answers.
int rate_of_espeak()
{
    static const int rate = [] {
        constexpr int dont_exit = 0x8000;
        const int given = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, piece_ms, nullptr, dont_exit);
        if (given > 0) espeak_SetSynthCallback(&receive);
        return given;
    }();
    return rate;
}

struct Output {
    const VoiceEngine::Emit& emit;
    int rate;
};

int receive(short* samples, int count, espeak_EVENT* events)
{
    const auto* output = static_cast<const Output*>(events->user_data);
    if (!samples || count <= 0 || !output) return 0;
    return output->emit({samples, static_cast<std::size_t>(count)}, output->rate) ? 0 : 1;
}

class Espeak final : public VoiceEngine {
public:
    Result<void> speak(const SpeechRequest& request, const Emit& emit) override
    {
        if (rate_ <= 0) return Error{.code = Errc::unavailable, .message = "espeak-ng's data are not installed."};
        const std::string voice = request.voice.empty() ? "en-us" : request.voice;
        if (espeak_SetVoiceByName(voice.c_str()) != EE_OK)
            return Error{.code = Errc::bad_request, .message = "espeak-ng has no voice " + voice + '.'};
        const double speed = std::clamp(request.speed, 0.5, 2.0) * usual_speed;
        espeak_SetParameter(espeakRATE, static_cast<int>(speed), 0);
        Output output{emit, rate_};
        const auto done = espeak_Synth(request.text.c_str(), request.text.size() + 1, 0, POS_CHARACTER, 0,
                                       espeakCHARS_UTF8, nullptr, &output);
        if (done != EE_OK) return Error{.code = Errc::unavailable, .message = "espeak-ng failed."};
        return {};
    }

private:
    int rate_ = rate_of_espeak();
};

} // namespace

std::unique_ptr<VoiceEngine> make_espeak()
{
    return std::make_unique<Espeak>();
}

} // namespace parlor::voicebot::speech
