#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Administration (PROTOCOL.md "Operations and administration").
void add_admin_routes(Routes& routes, Services services);

} // namespace parlor::http
