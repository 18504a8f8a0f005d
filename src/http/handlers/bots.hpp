#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Bot types, and the bots of a lobby (PROTOCOL.md "Bots").
void add_bot_routes(Routes& routes, Services services);

} // namespace parlor::http
