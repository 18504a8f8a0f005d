#pragma once
#include "voicebot/audio/pcm.hpp"

#include <deque>

namespace parlor::voicebot::speech {

struct EndpointerSettings {
    /// Speech that makes the beginning of an utterance; less is a click or a cough.
    std::chrono::milliseconds onset{100};
    /// Silence that ends one.
    std::chrono::milliseconds hangover{300};
    /// What was heard before the onset and belongs to the utterance.
    std::chrono::milliseconds lead{300};
    /// An utterance is cut here, so that nobody's monologue fills memory.
    std::chrono::milliseconds longest{20'000};
};

/// Receives utterances as they come, on the endpointer's thread.
class UtteranceSink {
public:
    virtual ~UtteranceSink() = default;
    virtual void utterance_started() = 0;
    /// One frame of 20 ms; the first ones are the lead.
    virtual void utterance_audio(audio::PcmView frame) = 0;
    /// `cut`: it was ended by its length and goes on.
    virtual void utterance_ended(bool cut) = 0;
};

/// Finds where utterances begin and end in a stream of frames that are marked as speech or not. Time is counted in frames
/// of 20 ms. One per speaker; one thread.
class Endpointer {
public:
    Endpointer(UtteranceSink& sink, EndpointerSettings settings);

    void push(audio::PcmView frame, bool speech);
    /// The stream ends or is no longer to be heard: an open utterance ends now.
    void flush();
    bool inside() const { return inside_; }

private:
    void push_outside(audio::PcmView frame);
    void push_inside(audio::PcmView frame);
    void end(bool cut);

    UtteranceSink& sink_;
    std::size_t onset_frames_;
    std::size_t hangover_frames_;
    std::size_t lead_frames_;
    std::size_t longest_frames_;
    std::deque<audio::Pcm> lead_;
    std::size_t speech_ = 0;
    std::size_t silence_ = 0;
    std::size_t length_ = 0;
    bool inside_ = false;
};

} // namespace parlor::voicebot::speech
