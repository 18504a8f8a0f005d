#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "voicebot/loop/loop.hpp"
#include "voicebot/speech/endpointer.hpp"
#include "voicebot/speech/recogniser.hpp"
#include "voicebot/speech/voice_detector.hpp"

#include <map>

namespace parlor::voicebot::bots {

/// One utterance of one speaker.
struct Utterance {
    ParticipantId speaker;
    std::string id;
    std::string text;
    bool final = false;
    Timestamp started_at{};
    /// When the voice fell silent; for measuring how long an answer took. Of a final one only.
    Instant ended{};
};

/// What is heard of the people; on the loop.
class EarEvents {
public:
    virtual ~EarEvents() = default;
    virtual void speech_started(const ParticipantId& speaker) = 0;
    virtual void speech_ended(const ParticipantId& speaker) = 0;
    /// Partial ones and one final one for each utterance. A final one without text: nothing was understood.
    virtual void understood(const Utterance& utterance) = 0;
    /// The sound of an utterance that has ended, at 16 kHz; only where sounds are kept.
    virtual void recorded(const ParticipantId&, const audio::Pcm&) {}
};

struct EarSettings {
    speech::EndpointerSettings endpointer{};
    double least_db = 35;
    bool keep_sound = false;
};

/// Listens to one speaker: frames become utterances, utterances become text. The loop's thread only.
class Ear final : private speech::UtteranceSink {
public:
    /// `recogniser` is null where sound alone is wanted.
    Ear(Loop& loop, const Clock& clock, speech::Recogniser* recogniser, ParticipantId speaker, EarEvents& events,
        EarSettings settings = {});
    ~Ear() override;

    /// 20 ms at 16 kHz.
    void hear(audio::PcmView frame);
    /// The speaker is gone or muted: what is open ends.
    void close();
    /// Loudness of the last frame, in dB.
    double level_db() const { return level_db_; }

private:
    void utterance_started() override;
    void utterance_audio(audio::PcmView frame) override;
    void utterance_ended(bool cut) override;
    /// Ends an utterance whose sound has ceased to come at all.
    void watch();
    void understood(std::uint64_t number, const Result<speech::Transcript>& news);

    struct Open {
        Utterance utterance;
        std::unique_ptr<speech::Recognition> recognition;
    };

    Loop& loop_;
    const Clock& clock_;
    speech::Recogniser* recogniser_;
    const ParticipantId speaker_;
    EarEvents& events_;
    const EarSettings settings_;
    speech::VoiceDetector detector_;
    speech::Endpointer endpointer_;
    /// The utterance that is being spoken and those whose transcript is awaited, by number.
    std::map<std::uint64_t, Open> open_;
    std::uint64_t last_ = 0;
    audio::Pcm sound_;
    double level_db_ = 0;
    Instant last_frame_{};
    TimerId timer_ = 0;
};

} // namespace parlor::voicebot::bots
