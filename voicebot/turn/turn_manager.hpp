#pragma once
#include "base/ids.hpp"
#include "voicebot/loop/loop.hpp"

#include <map>
#include <set>
#include <string_view>

namespace parlor::voicebot::turn {

struct TurnSettings {
    /// Words that claim the floor from a bot that speaks; signs of listening don't count.
    std::size_t claiming_words = 2;
    /// Speech that claims it whatever was said: nobody says "uh-huh" for so long.
    Millis claiming_time{1'200};
    /// How long after an utterance its transcript is waited for, before the bot goes on.
    Millis transcript_patience{1'500};
    /// How long a finished answer waits for others to end, before the bot speaks anyway.
    Millis floor_patience{5'000};
};

/// What the turn manager does to the bot's voice.
class VoiceControl {
public:
    virtual ~VoiceControl() = default;
    /// Silence at once; what is left is kept.
    virtual void pause_voice() = 0;
    virtual void resume_voice() = 0;
    /// What is left is thrown away, and what is still being thought or synthesised with it.
    virtual void drop_voice() = 0;
};

/// Who has the floor. The bot falls silent as soon as somebody speaks, because whether that is a question or an "uh-huh" is
/// known later. Then: words or time enough to claim the floor drop the answer; anything else was a false interruption, and
/// the answer goes on. An answer that is ready while others speak waits until they have ended. The loop's thread only.
class TurnManager {
public:
    TurnManager(Loop& loop, VoiceControl& voice, TurnSettings settings = {});
    ~TurnManager();
    TurnManager(const TurnManager&) = delete;
    TurnManager& operator=(const TurnManager&) = delete;

    void speech_started(const ParticipantId& speaker);
    void speech_ended(const ParticipantId& speaker);
    /// Of the utterance that is open or has just ended; a final one without text means that nothing was understood.
    void transcript(const ParticipantId& speaker, std::string_view text, bool final);
    void speaker_left(const ParticipantId& speaker);

    /// The bot has an answer and would begin to speak; its voice is paused at once where it may not.
    void voice_began();
    /// The answer was spoken to its end, or given up by the bot itself.
    void voice_ended();

    bool bot_speaks() const { return state_ == State::speaking; }
    bool bot_is_interrupted() const { return state_ == State::interrupted; }
    bool somebody_speaks() const { return !talkers_.empty(); }

private:
    enum class State {
        silent,
        waiting,    ///< an answer is ready, others speak
        speaking,   ///< the bot is heard
        interrupted ///< it was, and somebody has begun to speak
    };

    void claim_by_time();
    void settle(const ParticipantId& speaker);
    void go_on();
    void give_up();
    void restart_timer(Millis delay, void (TurnManager::*then)());

    Loop& loop_;
    VoiceControl& voice_;
    TurnSettings settings_;
    State state_ = State::silent;
    std::set<ParticipantId> talkers_;
    /// Who has ended an utterance whose transcript is not there yet.
    std::set<ParticipantId> unheard_;
    TimerId timer_ = 0;
};

} // namespace parlor::voicebot::turn
