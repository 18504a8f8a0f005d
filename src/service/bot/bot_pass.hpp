#pragma once
#include "base/ids.hpp"

#include <string>

namespace parlor::service {

/// What the token of a bot's instance is good for: this bot in this lobby, and nothing else.
struct BotPass {
    BotId bot;
    LobbyId lobby;
    std::string name;
    /// It may publish transcripts.
    bool transcribes = false;

    /// Bots have no session; where one is asked for, their id stands for it. It is as hard to guess.
    SessionId session() const { return SessionId{bot.str()}; }
    /// All instances of a bot are the same participant, whoever runs them.
    static TabId tab() { return TabId{"bot"}; }
};

} // namespace parlor::service
