#include "http/handlers/admin_bots.hpp"

#include "http/handlers/admin_answers.hpp"

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;
using service::AdminApi;

void add_bots(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminBotPage>(
        {.method = "GET",
         .path = "/api/v1/admin/bots",
         .access = Access::admin,
         .summary = "Bots of all lobbies.",
         .parameters = page_parameters()},
        page_of<protocol::AdminBotPage>(admin, [](auto& api, auto... a) { api.list_bots(std::move(a)...); }));
    routes.add<Nothing, protocol::AdminBotResult>(
        {.method = "GET", .path = "/api/v1/admin/bots/{bot_id}", .access = Access::admin, .summary = "One bot."},
        [&admin](Call call) {
            const BotId bot{call.id("bot_id")};
            admin.get_bot(bot, reply_to<protocol::AdminBotResult>(std::move(call)));
        });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/admin/bots/{bot_id}",
                                  .access = Access::admin,
                                  .status = 204,
                                  .summary = "Takes a bot out of its lobby for good."},
                                 [&admin](Call call) {
                                     const BotId bot{call.id("bot_id")};
                                     auto actor = call.admin;
                                     admin.end_bot(std::move(actor), bot, reply_without_body(std::move(call)));
                                 });
}

void add_providers(Routes& routes, AdminApi& admin)
{
    routes.add<Nothing, protocol::AdminProviderPage>(
        {.method = "GET",
         .path = "/api/v1/admin/providers",
         .access = Access::admin,
         .summary = "The keys that let bot providers in, and who is connected by them.",
         .parameters = page_parameters()},
        page_of<protocol::AdminProviderPage>(admin, [](auto& api, auto... a) { api.list_providers(std::move(a)...); }));
    routes.add<protocol::AdminProviderRequest, protocol::AdminProviderResult>(
        {.method = "POST",
         .path = "/api/v1/admin/providers",
         .access = Access::admin,
         .status = 201,
         .summary = "Makes the key of a bot provider; it is told this once."},
        [&admin](Call call, protocol::AdminProviderRequest body) {
            auto actor = call.admin;
            admin.add_provider(std::move(actor), std::move(body),
                               reply_to<protocol::AdminProviderResult>(std::move(call), 201));
        });
    routes.add<Nothing, Nothing>(
        {.method = "DELETE",
         .path = "/api/v1/admin/providers/{provider_id}",
         .access = Access::admin,
         .status = 204,
         .summary = "Deletes the key of a bot provider; its connections close with 4001, its bots run on elsewhere."},
        [&admin](Call call) {
            auto provider = call.id("provider_id");
            auto actor = call.admin;
            admin.remove_provider(std::move(actor), std::move(provider), reply_without_body(std::move(call)));
        });
}

} // namespace

void add_admin_bot_routes(Routes& routes, AdminApi& admin)
{
    add_bots(routes, admin);
    add_providers(routes, admin);
}

} // namespace parlor::http
