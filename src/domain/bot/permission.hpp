#pragma once
#include "base/result.hpp"
#include "domain/lobby/lobby.hpp"

namespace parlor::domain {

/// Whether this session may add, change and remove bots: moderators always, members where the lobby's `bots_by` says so.
/// Refuses with `not_joined`, `forbidden`.
Result<void> may_manage_bots(const Lobby& lobby, const SessionId& session);
/// Whether it may see them. Refuses with `not_joined`.
Result<void> may_see_bots(const Lobby& lobby, const SessionId& session);
/// Whether one more bot finds a place. Refuses with `lobby_full`.
Result<void> has_room_for_bot(const Lobby& lobby);

} // namespace parlor::domain
