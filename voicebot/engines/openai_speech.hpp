#pragma once
#include "voicebot/engines/engine_settings.hpp"
#include "voicebot/speech/synthesiser.hpp"

namespace parlor::voicebot::engines {

/// A voice behind an OpenAI-compatible `POST …/audio/speech` with `response_format: "pcm"`: 16-bit mono at `rate` Hz, spoken
/// as it arrives.
class OpenAiSpeech final : public speech::Synthesiser {
public:
    OpenAiSpeech(Loop& loop, HttpClient& client, EngineSettings settings, int rate = 24'000)
        : loop_(loop), client_(client), settings_(std::move(settings)), rate_(rate)
    {
    }

    Result<std::unique_ptr<speech::Speech>> speak(speech::SpeechRequest request,
                                                  speech::SpeechHandler handler) override;

private:
    Loop& loop_;
    HttpClient& client_;
    EngineSettings settings_;
    int rate_;
};

} // namespace parlor::voicebot::engines
