#include "voicebot/turn/turn_manager.hpp"

#include "voicebot/turn/back_channel.hpp"

namespace parlor::voicebot::turn {

TurnManager::TurnManager(Loop& loop, VoiceControl& voice, TurnSettings settings)
    : loop_(loop), voice_(voice), settings_(settings)
{
}

TurnManager::~TurnManager()
{
    loop_.cancel(timer_);
}

void TurnManager::restart_timer(Millis delay, void (TurnManager::*then)())
{
    loop_.cancel(timer_);
    timer_ = loop_.after(delay, [this, then] { (this->*then)(); });
}

void TurnManager::speech_started(const ParticipantId& speaker)
{
    talkers_.insert(speaker);
    unheard_.erase(speaker);
    if (state_ == State::speaking) {
        state_ = State::interrupted;
        voice_.pause_voice();
        restart_timer(settings_.claiming_time, &TurnManager::claim_by_time);
    } else if (state_ == State::interrupted && talkers_.size() == 1) {
        restart_timer(settings_.claiming_time, &TurnManager::claim_by_time);
    }
}

void TurnManager::speech_ended(const ParticipantId& speaker)
{
    if (talkers_.erase(speaker) == 0) return;
    if (state_ == State::interrupted) {
        unheard_.insert(speaker);
        if (talkers_.empty()) restart_timer(settings_.transcript_patience, &TurnManager::go_on);
    } else if (state_ == State::waiting && talkers_.empty()) {
        go_on();
    }
}

void TurnManager::transcript(const ParticipantId& speaker, std::string_view text, bool final)
{
    if (state_ != State::interrupted) return;
    if (claiming_words(text) >= settings_.claiming_words || asks_to_stop(text))
        give_up();
    else if (final)
        settle(speaker);
}

void TurnManager::speaker_left(const ParticipantId& speaker)
{
    speech_ended(speaker);
    if (state_ == State::interrupted) settle(speaker);
}

void TurnManager::settle(const ParticipantId& speaker)
{
    unheard_.erase(speaker);
    if (talkers_.empty() && unheard_.empty()) go_on();
}

void TurnManager::claim_by_time()
{
    if (state_ == State::interrupted && !talkers_.empty()) give_up();
}

void TurnManager::voice_began()
{
    if (state_ != State::silent) return;
    if (talkers_.empty()) {
        state_ = State::speaking;
        return;
    }
    state_ = State::waiting;
    voice_.pause_voice();
    restart_timer(settings_.floor_patience, &TurnManager::go_on);
}

void TurnManager::voice_ended()
{
    loop_.cancel(timer_);
    unheard_.clear();
    state_ = State::silent;
}

void TurnManager::go_on()
{
    loop_.cancel(timer_);
    unheard_.clear();
    state_ = State::speaking;
    voice_.resume_voice();
}

void TurnManager::give_up()
{
    voice_ended();
    voice_.drop_voice();
}

} // namespace parlor::voicebot::turn
