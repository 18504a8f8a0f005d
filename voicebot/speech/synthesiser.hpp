#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "voicebot/audio/pcm.hpp"

#include <memory>
#include <string>
#include <variant>

namespace parlor::voicebot::speech {

struct SpeechRequest {
    std::string text;
    /// As the engine names them; empty = its default.
    std::string voice{};
    /// Of the usual speed; 0.5 … 2.
    double speed = 1;
};

/// The text is spoken to its end.
struct SpeechEnd {};

/// Called on the loop: speech at 48 kHz in pieces as they are made, then SpeechEnd, or the Error that cut it off.
using SpeechHandler = UniqueFunction<void(std::variant<audio::Pcm, SpeechEnd, Error>)>;

/// Speech in the making. The loop's thread only. Destroying it, also from inside its handler,
/// cancels it at once: nothing is called any more.
class Speech {
public:
    virtual ~Speech() = default;
};

/// Makes speech of text. The loop's thread only.
class Synthesiser {
public:
    virtual ~Synthesiser() = default;
    /// Refuses with `too_large` and `unavailable` (its queue is full).
    virtual Result<std::unique_ptr<Speech>> speak(SpeechRequest request, SpeechHandler handler) = 0;
};

} // namespace parlor::voicebot::speech
