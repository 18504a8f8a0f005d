#pragma once
#include "voicebot/loop/loop.hpp"
#include "voicebot/media/fan_out.hpp"
#include "voicebot/media/opus_encoder.hpp"
#include "voicebot/media/pacer.hpp"
#include "voicebot/speech/synthesiser.hpp"
#include "voicebot/turn/playout.hpp"

#include <atomic>
#include <deque>
#include <memory>

namespace parlor::voicebot::bots {

/// Sends what the bot says: takes a frame of the playout every 20 ms, encodes it once and hands it to all peers. Silence is sent
/// as silence, so that receivers have nothing to conceal. Ticks on the pacer's thread.
class Microphone final : public media::Paced {
public:
    explicit Microphone(media::FanOut& out, turn::PlayoutSettings settings = {}) : playout_(settings), out_(out) {}

    void tick(const media::Tick& tick) override;
    turn::Playout& playout() { return playout_; }
    /// Loudness of the frame sent last, in dB.
    double level_db() const { return level_db_; }
    /// Sends nothing any more; once this has returned, the fan-out isn't used.
    void stop();

private:
    turn::Playout playout_;
    media::FanOut& out_;
    media::OpusEncoder encoder_;
    std::mutex mutex_;
    bool stopped_ = false;
    std::atomic<double> level_db_{0};
};

/// What the mouth tells; on the loop.
class MouthEvents {
public:
    virtual ~MouthEvents() = default;
    /// The first sound of an answer is about to be heard.
    virtual void voice_began() = 0;
    /// The answer was spoken to its end, or could not be spoken any further.
    virtual void voice_ended() = 0;
};

struct MouthSettings {
    std::string voice{};
    double speed = 1;
    /// The next sentence is synthesised when less than this waits to be heard.
    std::chrono::milliseconds ahead{2'000};
};

/// Speaks answers, sentence by sentence. The loop's thread only.
class Mouth {
public:
    Mouth(Loop& loop, speech::Synthesiser& synthesiser, std::shared_ptr<Microphone> microphone, MouthEvents& events,
          MouthSettings settings = {});
    ~Mouth();
    Mouth(const Mouth&) = delete;
    Mouth& operator=(const Mouth&) = delete;

    /// Of the next sentence on.
    void configure(MouthSettings settings) { settings_ = std::move(settings); }
    /// Begins an answer; whatever is left of the one before is thrown away.
    void begin();
    void say(std::string sentence);
    /// Speaks recorded sound at 48 kHz.
    void play(audio::PcmView samples);
    /// No more sentences follow; `voice_ended` comes when the last is spoken.
    void finish();
    /// Silence at once, nothing is told.
    void drop();
    void pause() { microphone_->playout().pause(); }
    void resume() { microphone_->playout().resume(); }

    bool busy() const { return busy_; }

private:
    void next();
    void take(std::variant<audio::Pcm, speech::SpeechEnd, Error> news);
    void watch();
    void heard_first();
    audio::PcmView without_lead(audio::PcmView samples);

    Loop& loop_;
    speech::Synthesiser& synthesiser_;
    std::shared_ptr<Microphone> microphone_;
    MouthEvents& events_;
    MouthSettings settings_;
    std::deque<std::string> sentences_;
    std::unique_ptr<speech::Speech> speech_;
    turn::Generation generation_ = 0;
    bool busy_ = false;
    bool began_ = false;
    bool complete_ = false;
    /// Samples of silence before the answer's first word that were left out.
    std::size_t skipped_ = 0;
    TimerId timer_ = 0;
};

} // namespace parlor::voicebot::bots
