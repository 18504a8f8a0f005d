#include "http/handlers/operations.hpp"

#include "base/prometheus.hpp"
#include "protocol/schema.hpp"

#include <memory>
#include <mutex>

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;

constexpr std::string_view text = "text/plain";

bool is_loopback(std::string_view address)
{
    return address.starts_with("127.") || address == "::1";
}

void write_metrics(Call call, service::HealthApi& health)
{
    health.metrics([call = std::move(call)](Result<std::string> written) mutable {
        if (!written) return call.refuse(written.error());
        call.answer(
            {.status = 200,
             .headers = {{"Content-Type", std::string{prometheus::content_type}}, {"Cache-Control", "no-store"}},
             .body = std::make_shared<const std::string>(std::move(*written))});
    });
}

void metrics(Call call, Services services, bool everybody)
{
    // Through a proxy that is not configured as trusted everybody looks local, so then nobody is.
    const bool local = is_loopback(call.address) &&
                       (call.request.header("X-Forwarded-For").empty() || call.address != call.request.peer_address);
    if (everybody || local) return write_metrics(std::move(call), services.health);
    auto shown = call.admin_credentials();
    if (shown.secret.empty())
        return call.refuse({Errc::forbidden, "Metrics are for this machine and for administrators (setting "
                                             "http.public_metrics)."});
    auto address = call.address;
    services.admin.authenticate(
        std::move(shown), std::move(address),
        [call = std::move(call), &health = services.health](Result<service::AdminActor> admin) mutable {
            if (!admin) return call.refuse(admin.error());
            write_metrics(std::move(call), health);
        });
}

void ready(Call call, service::HealthApi& health)
{
    if (health.draining()) return call.answer(plain_text(503, "draining\n"));
    health.probe([call = std::move(call)](Result<protocol::Empty> works) mutable {
        call.answer(works ? plain_text(200, "ready\n") : plain_text(503, "the store is out of reach\n"));
    });
}

void document(Call call, const std::shared_ptr<const std::string>& content)
{
    call.answer({.status = 200,
                 .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}},
                 .body = content});
}

} // namespace

void add_operation_routes(Routes& routes, Services services, bool public_metrics)
{
    auto& health = services.health;
    routes.add<Nothing, Nothing>({.method = "GET",
                                  .path = "/healthz",
                                  .access = Access::open,
                                  .summary = "The process answers.",
                                  .content = text},
                                 [](Call call) { call.answer(plain_text(200, "ok\n")); });
    routes.add<Nothing, Nothing>(
        {.method = "GET",
         .path = "/readyz",
         .access = Access::open,
         .summary = "The server takes clients: it does not drain and its store answers (else 503).",
         .content = text},
        [&health](Call call) { ready(std::move(call), health); });
    routes.add<Nothing, Nothing>(
        {.method = "GET",
         .path = "/metrics",
         .access = Access::open,
         .summary = "Figures in Prometheus' text format; for this machine and administrators unless configured.",
         .content = text},
        [services, public_metrics](Call call) { metrics(std::move(call), services, public_metrics); });
    const auto add_document = [&](std::string_view path, std::string_view summary, auto make) {
        // Made at the first request, when all routes are known.
        auto made = std::make_shared<std::once_flag>();
        auto content = std::make_shared<std::shared_ptr<const std::string>>();
        routes.add<Nothing, Nothing>({.method = "GET", .path = path, .access = Access::open, .summary = summary},
                                     [made, content, make](Call call) {
                                         std::call_once(
                                             *made, [&] { *content = std::make_shared<const std::string>(make()); });
                                         document(std::move(call), *content);
                                     });
    };
    add_document("/schema.json", "JSON Schema of everything on the wire.", [] { return protocol::json_schema(); });
    add_document("/asyncapi.json", "The WebSocket's messages as AsyncAPI 3.", [] { return protocol::asyncapi(); });
    add_document("/openapi.json", "This interface as OpenAPI 3.1.", [&routes] { return openapi(routes); });
}

} // namespace parlor::http
