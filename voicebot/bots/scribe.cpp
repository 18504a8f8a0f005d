#include "voicebot/bots/scribe.hpp"

namespace parlor::voicebot::bots {

Scribe::Scribe(Workshop& workshop, LobbyPort& port)
    : Bot(workshop, port, workshop.dictation(), {.mesh = {.speaks = false, .addresses = workshop.addresses}})
{
}

void Scribe::understood(const Utterance& utterance)
{
    if (utterance.text.empty()) return;
    port_.caption({.speaker = utterance.speaker,
                   .utterance_id = utterance.id,
                   .text = utterance.text,
                   .final = utterance.final,
                   .started_at = utterance.started_at});
}

} // namespace parlor::voicebot::bots
