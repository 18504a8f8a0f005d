#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Lobbies, their entries and participants (PROTOCOL.md "Lobbies").
void add_invite_routes(Routes& routes, Services services);

} // namespace parlor::http
