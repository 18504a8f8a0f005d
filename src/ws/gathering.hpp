#pragma once
#include "base/ids.hpp"

#include <cstddef>
#include <string_view>

/// Which event loop serves a connection: that of the lobby that it is for, so that those who talk to each other share a loop
/// and nothing is handed from one to the other. Pure.
namespace parlor::ws {

/// The lobby that a request to become a WebSocket names, `?lobby=ID`; empty where it names none, or no id.
LobbyId lobby_hint(std::string_view target);

/// Whether a loop that serves `there` of `all` connections may be handed one more, where `loops` share them: no more than a
/// sixteenth above the average, or eight, so that a large lobby is shared by all.
bool may_gather(std::size_t there, std::size_t all, std::size_t loops);

} // namespace parlor::ws
