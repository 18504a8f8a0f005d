#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

namespace parlor::http {

/// Health, metrics and the machine-readable descriptions. `openapi()` reads the routes when all are there.
void add_operation_routes(Routes& routes, Services services, bool public_metrics);

} // namespace parlor::http
