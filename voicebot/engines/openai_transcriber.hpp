#pragma once
#include "voicebot/engines/engine_settings.hpp"
#include "voicebot/speech/recogniser.hpp"

namespace parlor::voicebot::engines {

/// A recogniser behind an OpenAI-compatible `POST …/audio/transcriptions` (also whisper.cpp's `/inference`): an utterance is
/// sent as one WAV file when it is over. No partial transcripts.
class OpenAiTranscriber final : public speech::Recogniser {
public:
    struct Limits {
        /// Utterances at one time; more are refused.
        std::size_t utterances = 16;
        std::chrono::milliseconds longest{60'000};
    };

    OpenAiTranscriber(Loop& loop, HttpClient& client, EngineSettings settings, Limits limits)
        : loop_(loop), client_(client), settings_(std::move(settings)), limits_(limits)
    {
    }

    Result<std::unique_ptr<speech::Recognition>> begin(speech::TranscriptHandler handler) override;

private:
    Loop& loop_;
    HttpClient& client_;
    EngineSettings settings_;
    Limits limits_;
    /// Counts the recognitions that live.
    std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);
};

} // namespace parlor::voicebot::engines
