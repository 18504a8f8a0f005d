#include "http/handlers/sessions.hpp"

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;

std::string cookie(std::string_view token, std::int64_t max_age_s, bool secure)
{
    std::string text{net::session_cookie(secure)};
    text.append("=")
        .append(token)
        .append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=")
        .append(std::to_string(max_age_s));
    if (secure) text += "; Secure";
    return text;
}

/// The browser's cookie lives as long as the session, which lives on by being used.
void keep_cookie(const Call& call, std::int64_t max_age_s, net::HttpResponse& response)
{
    if (call.credentials.kind != net::Credentials::Kind::cookie) return;
    response.headers.emplace_back("Set-Cookie", cookie(call.credentials.token, max_age_s, call.secure));
}

void end(Call call, protocol::EndSession body, service::SessionApi& sessions)
{
    auto actor = call.actor;
    sessions.end(std::move(actor), body, [call = std::move(call)](Result<protocol::Empty> ended) mutable {
        if (!ended) return call.refuse(ended.error());
        auto response = no_content();
        if (call.credentials.kind == net::Credentials::Kind::cookie)
            response.headers.emplace_back("Set-Cookie", cookie({}, 0, call.secure));
        call.answer(std::move(response));
    });
}

/// A browser gets the secret as a cookie that its scripts can't read; a program gets it in the body.
void create(Call call, service::SessionApi& sessions)
{
    auto address = call.address;
    sessions.create(std::move(address), [call = std::move(call)](Result<service::CreatedSession> created) mutable {
        if (!created) return call.refuse(created.error());
        protocol::SessionCreated body{.session = std::move(created->session), .token = {}};
        const bool browser = net::from_browser(call.request);
        if (!browser) body.token = created->token;
        auto response = json(201, body);
        if (browser)
            response.headers.emplace_back("Set-Cookie", cookie(created->token, created->max_age_s, call.secure));
        call.answer(std::move(response));
    });
}

void create_or_present(Call call, service::SessionApi& sessions)
{
    if (call.credentials.kind == net::Credentials::Kind::none) return create(std::move(call), sessions);
    auto token = call.credentials.token;
    auto address = call.address;
    sessions.authenticate(std::move(token), std::move(address),
                          [call = std::move(call), &sessions](Result<service::AuthenticatedSession> found) mutable {
                              if (found) {
                                  auto response = json(
                                      200, protocol::SessionCreated{.session = std::move(found->session), .token = {}});
                                  keep_cookie(call, found->max_age_s, response);
                                  return call.answer(std::move(response));
                              }
                              if (found.error().code != Errc::unauthenticated) return call.refuse(found.error());
                              create(std::move(call), sessions);
                          });
}

void present(Call call, service::SessionApi& sessions)
{
    auto token = call.credentials.token;
    auto address = call.address;
    sessions.authenticate(std::move(token), std::move(address),
                          [call = std::move(call)](Result<service::AuthenticatedSession> found) mutable {
                              if (!found) return call.refuse(found.error());
                              auto response = json(200, protocol::SessionResult{std::move(found->session)});
                              keep_cookie(call, found->max_age_s, response);
                              call.answer(std::move(response));
                          });
}

service::Reply<protocol::SessionResult> reply_with_session(Call call)
{
    return [call = std::move(call)](Result<protocol::SessionResult> result) mutable {
        if (!result) return call.refuse(result.error());
        call.answer(json(200, *result));
    };
}

void add_password_routes(Routes& routes, service::SessionApi& sessions)
{
    routes.add<protocol::SetPassword, protocol::SessionResult>(
        {.method = "PUT",
         .path = "/api/v1/session/password",
         .summary = "Protects the session's name by a password, or changes it."},
        [&sessions](Call call, protocol::SetPassword body) {
            auto actor = call.actor;
            sessions.set_password(std::move(actor), std::move(body), reply_with_session(std::move(call)));
        });
    routes.add<protocol::RemovePassword, protocol::SessionResult>(
        {.method = "DELETE",
         .path = "/api/v1/session/password",
         .summary = "Takes the protection of the session's name away."},
        [&sessions](Call call, protocol::RemovePassword body) {
            auto actor = call.actor;
            sessions.remove_password(std::move(actor), std::move(body), reply_with_session(std::move(call)));
        });
}

} // namespace

void add_session_routes(Routes& routes, Services services)
{
    auto& sessions = services.sessions;
    routes.add<Nothing, protocol::SessionCreated>(
        {.method = "POST",
         .path = "/api/v1/sessions",
         .access = Access::open,
         .status = 201,
         .summary = "Begins a session, or gives the present one (200)."},
        [&sessions](Call call) { create_or_present(std::move(call), sessions); });
    routes.add<Nothing, protocol::SessionResult>(
        {.method = "GET", .path = "/api/v1/session", .summary = "The session that the request belongs to."},
        [&sessions](Call call) { present(std::move(call), sessions); });
    routes.add<protocol::SetName, protocol::SessionResult>(
        {.method = "PUT", .path = "/api/v1/session/name", .summary = "Gives the session a name."},
        [&sessions](Call call, protocol::SetName body) {
            auto actor = call.actor;
            sessions.set_name(std::move(actor), std::move(body), reply_with_session(std::move(call)));
        });
    add_password_routes(routes, sessions);
    routes.add<protocol::EndSession, Nothing>(
        {.method = "DELETE",
         .path = "/api/v1/session",
         .status = 204,
         .summary = "Ends the session everywhere; on wish its name's protection and what it wrote go with it.",
         .body_optional = true},
        [&sessions](Call call, protocol::EndSession body) { end(std::move(call), body, sessions); });
}

} // namespace parlor::http
