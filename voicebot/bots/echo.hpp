#pragma once
#include "voicebot/bots/bot.hpp"
#include "voicebot/bots/mouth.hpp"

namespace parlor::voicebot::bots {

/// Says again what it has heard, one utterance at a time and in the speaker's own voice; for trying out microphones and for tests.
class Echo final : public Bot, private MouthEvents {
public:
    Echo(Workshop& workshop, LobbyPort& port);
    ~Echo() override;

    bool speaks() const override { return mouth_.busy(); }

private:
    void recorded(const ParticipantId& speaker, const audio::Pcm& sound) override;
    void voice_began() override {}
    void voice_ended() override {}

    std::shared_ptr<Microphone> microphone_;
    Mouth mouth_;
};

} // namespace parlor::voicebot::bots
