#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Sessions and names (PROTOCOL.md "Sessions and names").
void add_session_routes(Routes& routes, Services services);

} // namespace parlor::http
