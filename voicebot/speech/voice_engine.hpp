#pragma once
#include "voicebot/speech/synthesiser.hpp"

#include <functional>

namespace parlor::voicebot::speech {

/// A synthesiser that runs in this process and keeps its caller waiting. Made and used on one thread.
class VoiceEngine {
public:
    virtual ~VoiceEngine() = default;

    /// Takes a piece of speech at `rate` Hz; false = stop, nobody listens any more.
    using Emit = std::function<bool(audio::PcmView samples, int rate)>;
    /// Speaks the text to its end or until `emit` says false. Refuses with `bad_request` (no such voice) and `unavailable`.
    virtual Result<void> speak(const SpeechRequest& request, const Emit& emit) = 0;
};

/// espeak-ng: many languages, first sound in a fraction of a millisecond. Its state is global to the process: one at a time.
std::unique_ptr<VoiceEngine> make_espeak();
/// flite: English alone, nearer to a human voice. Voices `kal16` (default), `rms`, `slt` and `awb`.
std::unique_ptr<VoiceEngine> make_flite();

} // namespace parlor::voicebot::speech
