#pragma once
#include "voicebot/loop/loop.hpp"
#include "voicebot/speech/voice_engine.hpp"

namespace parlor::voicebot::speech {

struct LocalSynthesiserSettings {
    /// Requests that wait for the voice; more are refused.
    std::size_t queue = 64;
    /// Length of one text; longer ones are refused.
    std::size_t text_bytes = 4'000;
};

/// Speaks with an engine of this process, on one thread of its own, one request after the other: engines keep global state.
/// Used on the loop's thread.
class LocalSynthesiser final : public Synthesiser {
public:
    using MakeEngine = std::unique_ptr<VoiceEngine> (*)();

    /// `make` is called on the thread that speaks.
    LocalSynthesiser(Loop& loop, MakeEngine make, LocalSynthesiserSettings settings = {});
    ~LocalSynthesiser() override;

    Result<std::unique_ptr<Speech>> speak(SpeechRequest request, SpeechHandler handler) override;

    class Worker;

private:
    std::unique_ptr<Worker> worker_;
    LocalSynthesiserSettings settings_;
};

} // namespace parlor::voicebot::speech
