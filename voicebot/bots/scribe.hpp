#pragma once
#include "voicebot/bots/bot.hpp"

namespace parlor::voicebot::bots {

/// Writes down what people say: captions while they speak, and the final line of each utterance into the log, with its speaker.
class Scribe final : public Bot {
public:
    Scribe(Workshop& workshop, LobbyPort& port);

private:
    void understood(const Utterance& utterance) override;
};

} // namespace parlor::voicebot::bots
