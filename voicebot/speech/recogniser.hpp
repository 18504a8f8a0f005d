#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "voicebot/audio/pcm.hpp"

#include <memory>
#include <string>

namespace parlor::voicebot::speech {

struct Transcript {
    /// What was said, lower case and without punctuation where the engine knows none; empty where nothing was understood.
    std::string text;
    /// A partial one may still change; the final one ends its recognition.
    bool final = false;
};

/// Called on the loop: any number of partial transcripts, then one final one or the Error that ended the recognition.
using TranscriptHandler = UniqueFunction<void(Result<Transcript>)>;

/// One utterance that is being recognised. The loop's thread only. Destroying it, also from inside its handler,
/// cancels it: nothing is called any more.
class Recognition {
public:
    virtual ~Recognition() = default;
    /// Audio at 16 kHz, in any pieces.
    virtual void push(audio::PcmView samples) = 0;
    /// The utterance is over; the final transcript follows.
    virtual void finish() = 0;
};

/// Makes text of speech. The loop's thread only.
class Recogniser {
public:
    virtual ~Recogniser() = default;
    /// Refuses with `unavailable` where as many utterances wait as its queue holds.
    virtual Result<std::unique_ptr<Recognition>> begin(TranscriptHandler handler) = 0;
};

} // namespace parlor::voicebot::speech
