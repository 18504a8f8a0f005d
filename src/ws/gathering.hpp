#pragma once
#include "base/ids.hpp"

#include <cstddef>
#include <span>
#include <string_view>

/// Which event loop serves a connection: that of the lobby that it is for, so that those who talk to each other share a loop
/// and nothing is handed from one to the other. Pure.
namespace parlor::ws {

/// The lobby that a request to become a WebSocket names, `?lobby=ID`; empty where it names none, or no id.
LobbyId lobby_hint(std::string_view target);

/// Which loop is to serve a connection that `here` has accepted, for a lobby at `home`, where the loops serve so many: the
/// lobby's, up to four or a sixteenth above the average, or eight in all, so that a large lobby is shared by all. Whom the kernel
/// gave to a home that has its share goes to the loop with the fewest.
ShardIndex gather(ShardIndex here, ShardIndex home, std::span<const std::size_t> counts);

} // namespace parlor::ws
