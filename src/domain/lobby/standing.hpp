#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/lobby/role.hpp"

namespace parlor::domain {

/// What a lobby keeps of a session, here or away; durable, one row. Who has none is treated as the lobby's settings say.
struct Standing {
    SessionId session;
    Role role = Role::member;
    bool muted = false;
    /// When the role was given.
    Timestamp since{};
    bool operator==(const Standing&) const = default;
};

} // namespace parlor::domain
