#include "http/site.hpp"

#include "http/handlers/admin.hpp"
#include "http/handlers/bots.hpp"
#include "http/handlers/invites.hpp"
#include "http/handlers/lobbies.hpp"
#include "http/handlers/operations.hpp"
#include "http/handlers/sessions.hpp"
#include "service/secrets.hpp"

namespace parlor::http {
namespace {

bool is_safe(std::string_view method)
{
    return method == "GET" || method == "HEAD";
}

bool is_json(std::string_view content_type)
{
    constexpr std::string_view json_type = "application/json";
    return content_type.substr(0, json_type.size()) == json_type &&
           (content_type.size() == json_type.size() || content_type[json_type.size()] == ';' ||
            content_type[json_type.size()] == ' ');
}

} // namespace

Site::Site(Services services, const net::EdgePolicy& policy, StaticFiles files, SiteSettings settings)
    : services_(services), policy_(policy), files_(std::move(files))
{
    add_session_routes(routes_, services_);
    add_lobby_routes(routes_, services_);
    add_invite_routes(routes_, services_);
    add_admin_routes(routes_, services_);
    add_bot_routes(routes_, services_);
    add_operation_routes(routes_, services_, settings.public_metrics);
}

void Site::handle(net::HttpRequest request, net::HttpResponder respond)
{
    Call call{.request = std::move(request),
              .target = {},
              .parameters = {},
              .credentials = {},
              .address = {},
              .actor = {},
              .respond = std::move(respond)};
    call.secure = policy_.is_secure(call.request);
    auto target = parse_target(call.request.target);
    if (!target) return call.refuse({Errc::bad_request, "This address is not well-formed."});
    call.target = std::move(*target);
    auto match = routes_.find(call.request.method, call.target);
    if (!match.route && !match.allow.empty()) {
        auto response = refusal({Errc::bad_request, "This address does not take " + call.request.method + "."});
        response.status = 405;
        response.headers.emplace_back("Allow", match.allow);
        return call.answer(std::move(response));
    }
    if (!match.route) return answer_file(std::move(call));
    call.parameters = std::move(match.parameters);
    call.address = policy_.client_address(call.request);
    const bool administers = call.target.path.starts_with("/api/v1/admin/");
    const auto cookie = administers ? net::admin_cookie(call.secure) : net::session_cookie(call.secure);
    call.credentials = net::read_credentials(call.request, cookie);
    dispatch(std::move(call), *match.route);
}

Result<void> Site::check_origin(const Call& call) const
{
    const bool gives_cookie = call.target.path == "/api/v1/sessions" || call.target.path == "/api/v1/admin/login";
    const bool begins_session = gives_cookie && net::from_browser(call.request);
    const bool by_cookie = call.credentials.kind == net::Credentials::Kind::cookie;
    if (is_safe(call.request.method) || !(by_cookie || begins_session)) return {};
    if (!policy_.origin_allowed(call.request))
        return Error{Errc::forbidden, "This page may not use the session: its origin is not allowed."};
    if (!call.request.body.empty() && !is_json(call.request.header("Content-Type")))
        return Error{Errc::forbidden, "The body must be of type application/json."};
    return {};
}

void Site::dispatch(Call call, const Route& route)
{
    if (auto fine = check_origin(call); !fine) return call.refuse(fine.error());
    call.actor.address = call.address;
    if (const auto invite = call.request.header("Parlor-Invite"); !invite.empty())
        call.actor.invite = service::invite_hash(invite);
    if (route.access == Access::admin) return authenticate_admin(std::move(call), route);
    if (route.access != Access::open) return authenticate(std::move(call), route);
    handle(std::move(call), route);
}

void Site::handle(Call call, const Route& route)
{
    const auto body = std::move(call.request.body);
    route.handle(std::move(call), body);
}

void Site::authenticate(Call call, const Route& route)
{
    const bool needed = route.access == Access::session;
    if (call.credentials.kind == net::Credentials::Kind::none) {
        if (!needed) return handle(std::move(call), route);
        return call.refuse({Errc::unauthenticated, "This needs a session: POST /api/v1/sessions begins one."});
    }
    auto token = call.credentials.token;
    auto address = call.address;
    services_.sessions.authenticate(
        std::move(token), std::move(address),
        [call = std::move(call), &route, needed](Result<service::AuthenticatedSession> found) mutable {
            if (!found && (needed || found.error().code != Errc::unauthenticated)) return call.refuse(found.error());
            if (found) {
                call.actor.session = found->id;
                call.actor.name = found->session.name.value_or("");
                call.actor.name_protected = found->session.name_protected;
            }
            handle(std::move(call), route);
        });
}

void Site::authenticate_admin(Call call, const Route& route)
{
    auto shown = call.admin_credentials();
    auto address = call.address;
    services_.admin.authenticate(std::move(shown), std::move(address),
                                 [call = std::move(call), &route](Result<service::AdminActor> admin) mutable {
                                     if (!admin) return call.refuse(admin.error());
                                     call.admin = std::move(*admin);
                                     handle(std::move(call), route);
                                 });
}

void Site::answer_file(Call call) const
{
    const bool api = call.target.path.starts_with("/api/");
    if (!api && is_safe(call.request.method))
        if (auto response = files_.find(call.target.path, call.request)) return call.answer(std::move(*response));
    if (call.target.path == "/" && files_.empty())
        return call.answer(
            plain_text(404, "The server runs, but its web client is not there: see the setting http.web.\n"));
    call.refuse({Errc::not_found, "There is nothing at this address."});
}

} // namespace parlor::http
