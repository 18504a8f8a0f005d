#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Bots of all lobbies, and the keys of their providers (PROTOCOL.md "Operations and administration").
void add_admin_bot_routes(Routes& routes, service::AdminApi& admin);

} // namespace parlor::http
