#include "voicebot/speech/voice_engine.hpp"

#include <algorithm>
#include <array>
#include <string_view>

extern "C" {
#include <flite/flite.h>

// Every voice is a library of its own without a header.
cst_voice* register_cmu_us_awb(const char* folder);
cst_voice* register_cmu_us_kal16(const char* folder);
cst_voice* register_cmu_us_rms(const char* folder);
cst_voice* register_cmu_us_slt(const char* folder);
}

namespace parlor::voicebot::speech {
namespace {

struct VoiceEntry {
    std::string_view name;
    cst_voice* (*make)(const char*);
};

constexpr std::array<VoiceEntry, 4> voices{{
    {"kal16", register_cmu_us_kal16},
    {"rms", register_cmu_us_rms},
    {"slt", register_cmu_us_slt},
    {"awb", register_cmu_us_awb},
}};

class Flite final : public VoiceEngine {
public:
    Flite() { flite_init(); }

    Result<void> speak(const SpeechRequest& request, const Emit& emit) override
    {
        const std::string_view wanted = request.voice.empty() ? voices.front().name : std::string_view{request.voice};
        const auto* entry =
            std::find_if(voices.begin(), voices.end(), [&](const auto& one) { return one.name == wanted; });
        if (entry == voices.end())
            return Error{.code = Errc::bad_request, .message = "flite has no voice " + request.voice + '.'};
        // flite keeps registered voices itself and hands out the same one again.
        cst_voice* voice = entry->make(nullptr);
        feat_set_float(voice->features, "duration_stretch",
                       static_cast<float>(1 / std::clamp(request.speed, 0.5, 2.0)));
        cst_wave* wave = flite_text_to_wave(request.text.c_str(), voice);
        if (!wave) return Error{.code = Errc::unavailable, .message = "flite failed."};
        emit({wave->samples, static_cast<std::size_t>(wave->num_samples)}, wave->sample_rate);
        delete_wave(wave);
        return {};
    }
};

} // namespace

std::unique_ptr<VoiceEngine> make_flite()
{
    return std::make_unique<Flite>();
}

} // namespace parlor::voicebot::speech
