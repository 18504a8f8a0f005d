#include "http/handlers/admin.hpp"

#include "http/handlers/admin_answers.hpp"
#include "http/handlers/admin_bots.hpp"

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;
using service::AdminApi;

/// Strict, so that no other site's link carries it; an hour, as the pass that it holds.
std::string cookie(std::string_view pass, std::int64_t max_age_s, bool secure)
{
    std::string text{net::admin_cookie(secure)};
    text.append("=").append(pass).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
    text += std::to_string(max_age_s);
    if (secure) text += "; Secure";
    return text;
}

void login(Call call, AdminApi& admin)
{
    auto shown = call.admin_credentials();
    auto address = call.address;
    admin.login(std::move(shown), std::move(address),
                [call = std::move(call)](Result<service::AdminPass> pass) mutable {
                    if (!pass) return call.refuse(pass.error());
                    auto response = json(200, protocol::AdminLogin{.expires_at = to_ms(pass->expires_at)});
                    response.headers.emplace_back("Set-Cookie", cookie(pass->secret, pass->max_age_s, call.secure));
                    call.answer(std::move(response));
                });
}

void logout(Call call)
{
    auto response = no_content();
    response.headers.emplace_back("Set-Cookie", cookie({}, 0, call.secure));
    call.answer(std::move(response));
}

void add_login_routes(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminLogin>(
        {.method = "POST",
         .path = "/api/v1/admin/login",
         .access = Access::open,
         .summary = "Exchanges the administrator's token (Authorization: Bearer) for a cookie of one hour."},
        [&admin](Call call) { login(std::move(call), admin); });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/admin/login",
                                  .access = Access::admin,
                                  .status = 204,
                                  .summary = "Takes the administrator's cookie away."},
                                 [](Call call) { logout(std::move(call)); });
    routes.add<Nothing, protocol::AdminStats>(
        {.method = "GET",
         .path = "/api/v1/admin/stats",
         .access = Access::admin,
         .summary = "Counts, rates, queues, memory and event loops."},
        [&admin](Call call) { admin.stats(reply_to<protocol::AdminStats>(std::move(call))); });
}

void add_session_routes(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminSessionPage>(
        {.method = "GET",
         .path = "/api/v1/admin/sessions",
         .access = Access::admin,
         .summary = "Sessions.",
         .parameters = page_parameters()},
        page_of<protocol::AdminSessionPage>(admin, [](auto& api, auto... a) { api.list_sessions(std::move(a)...); }));
    routes.add<Nothing, protocol::AdminSessionResult>(
        {.method = "GET",
         .path = "/api/v1/admin/sessions/{session_id}",
         .access = Access::admin,
         .summary = "One session."},
        [&admin](Call call) {
            const SessionId session{call.id("session_id")};
            admin.get_session(session, reply_to<protocol::AdminSessionResult>(std::move(call)));
        });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/admin/sessions/{session_id}",
                                  .access = Access::admin,
                                  .status = 204,
                                  .summary = "Ends a session everywhere; its connections close with 4001."},
                                 [&admin](Call call) {
                                     const SessionId session{call.id("session_id")};
                                     auto actor = call.admin;
                                     admin.end_session(std::move(actor), session, reply_without_body(std::move(call)));
                                 });
}

std::string name_of(const Call& call)
{
    return call.parameters.find("name")->second;
}

void add_name_routes(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminNamePage>(
        {.method = "GET",
         .path = "/api/v1/admin/names",
         .access = Access::admin,
         .summary = "Names that are held or protected.",
         .parameters = page_parameters()},
        page_of<protocol::AdminNamePage>(admin, [](auto& api, auto... a) { api.list_names(std::move(a)...); }));
    routes.add<protocol::AdminNamePassword, protocol::AdminNameResult>(
        {.method = "PUT",
         .path = "/api/v1/admin/names/{name}/password",
         .access = Access::admin,
         .summary = "Protects a name by a password, or changes the one that does, whoever holds it."},
        [&admin](Call call, protocol::AdminNamePassword body) {
            auto actor = call.admin;
            auto name = name_of(call);
            admin.set_name_password(std::move(actor), std::move(name), std::move(body),
                                    reply_to<protocol::AdminNameResult>(std::move(call)));
        });
    const auto add_change = [&](std::string_view path, std::string_view summary, auto change) {
        routes.add<Nothing, Nothing>(
            {.method = "DELETE", .path = path, .access = Access::admin, .status = 204, .summary = summary},
            [&admin, change](Call call) {
                auto actor = call.admin;
                auto name = name_of(call);
                (admin.*change)(std::move(actor), std::move(name), reply_without_body(std::move(call)));
            });
    };
    add_change("/api/v1/admin/names/{name}/password", "Takes a name's password away.", &AdminApi::remove_name_password);
    add_change("/api/v1/admin/names/{name}", "Takes a name from its holder, and its password away.",
               &AdminApi::free_name);
}

void add_lobby_routes(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminLobbyPage>(
        {.method = "GET",
         .path = "/api/v1/admin/lobbies",
         .access = Access::admin,
         .summary = "All lobbies, private ones included.",
         .parameters = page_parameters()},
        page_of<protocol::AdminLobbyPage>(admin, [](auto& api, auto... a) { api.list_lobbies(std::move(a)...); }));
    routes.add<Nothing, protocol::AdminLobbyResult>(
        {.method = "GET",
         .path = "/api/v1/admin/lobbies/{lobby_id}",
         .access = Access::admin,
         .summary = "One lobby with its participants and their sessions."},
        [&admin](Call call) {
            const LobbyId lobby{call.id("lobby_id")};
            admin.get_lobby(lobby, reply_to<protocol::AdminLobbyResult>(std::move(call)));
        });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/admin/lobbies/{lobby_id}",
                                  .access = Access::admin,
                                  .status = 204,
                                  .summary = "Ends a lobby."},
                                 [&admin](Call call) {
                                     const LobbyId lobby{call.id("lobby_id")};
                                     auto actor = call.admin;
                                     admin.end_lobby(std::move(actor), lobby, reply_without_body(std::move(call)));
                                 });
}

void add_ban_routes(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminBanPage>(
        {.method = "GET",
         .path = "/api/v1/admin/bans",
         .access = Access::admin,
         .summary = "Bans from the whole server.",
         .parameters = page_parameters()},
        page_of<protocol::AdminBanPage>(admin, [](auto& api, auto... a) { api.list_bans(std::move(a)...); }));
    routes.add<protocol::AdminBanRequest, protocol::AdminBanResult>(
        {.method = "POST",
         .path = "/api/v1/admin/bans",
         .access = Access::admin,
         .status = 201,
         .summary =
             "Bans a session, a name or an address from the whole server; connections that fit close with 4003."},
        [&admin](Call call, protocol::AdminBanRequest body) {
            auto actor = call.admin;
            admin.add_ban(std::move(actor), std::move(body), reply_to<protocol::AdminBanResult>(std::move(call), 201));
        });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/admin/bans/{ban_id}",
                                  .access = Access::admin,
                                  .status = 204,
                                  .summary = "Takes a ban back."},
                                 [&admin](Call call) {
                                     const BanId ban{call.id("ban_id")};
                                     auto actor = call.admin;
                                     admin.remove_ban(std::move(actor), ban, reply_without_body(std::move(call)));
                                 });
}

} // namespace

void add_admin_routes(Routes& routes, Services services)
{
    auto& admin = services.admin;
    add_login_routes(routes, admin);
    add_session_routes(routes, admin);
    add_name_routes(routes, admin);
    add_lobby_routes(routes, admin);
    add_ban_routes(routes, admin);
    add_admin_bot_routes(routes, admin);
    routes.add<Nothing, protocol::AdminBackupResult>(
        {.method = "POST",
         .path = "/api/v1/admin/backup",
         .access = Access::admin,
         .status = 201,
         .summary = "Writes a copy of everything durable into the server's folder of backups (store.backups)."},
        [&admin](Call call) {
            auto actor = call.admin;
            admin.back_up(std::move(actor), reply_to<protocol::AdminBackupResult>(std::move(call), 201));
        });
    routes.add<Nothing, protocol::AuditPage>(
        {.method = "GET",
         .path = "/api/v1/admin/audit",
         .access = Access::admin,
         .summary = "The audit log, newest first.",
         .parameters = page_parameters()},
        page_of<protocol::AuditPage>(admin, [](auto& api, auto... a) { api.list_audit(std::move(a)...); }));
}

} // namespace parlor::http
