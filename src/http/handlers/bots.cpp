#include "http/handlers/bots.hpp"

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;

/// What is wrong with a field here is told by 422.
constexpr int unprocessable = 422;

LobbyId lobby_of(const Call& call)
{
    return LobbyId{call.id("lobby_id")};
}

BotId bot_of(const Call& call)
{
    return BotId{call.id("bot_id")};
}

template <class T> service::Reply<T> reply_to(Call call, int status)
{
    return [call = std::move(call), status](Result<T> result) mutable {
        if (result) return call.answer(json(status, *result));
        auto refused = refusal(result.error());
        if (result.error().code == Errc::bad_request) refused.status = unprocessable;
        call.answer(std::move(refused));
    };
}

void add(Call call, protocol::AddBot body, service::BotApi& bots)
{
    auto actor = call.actor;
    const auto lobby = lobby_of(call);
    bots.add(std::move(actor), lobby, std::move(body),
             [call = std::move(call), lobby](Result<protocol::BotResult> added) mutable {
                 if (!added) return reply_to<protocol::BotResult>(std::move(call), 201)(std::move(added));
                 auto response = json(201, *added);
                 response.headers.emplace_back("Location", "/api/v1/lobbies/" + lobby.str() + "/bots/" + added->bot.id);
                 call.answer(std::move(response));
             });
}

void configure(Call call, protocol::BotPatch body, service::BotApi& bots)
{
    auto actor = call.actor;
    const auto lobby = lobby_of(call);
    const auto bot = bot_of(call);
    bots.configure(std::move(actor), lobby, bot, std::move(body), reply_to<protocol::BotResult>(std::move(call), 200));
}

void remove(Call call, service::BotApi& bots)
{
    auto actor = call.actor;
    const auto lobby = lobby_of(call);
    const auto bot = bot_of(call);
    bots.remove(std::move(actor), lobby, bot, reply_to<protocol::BotResult>(std::move(call), 202));
}

} // namespace

void add_bot_routes(Routes& routes, Services services)
{
    auto& bots = services.bots;
    routes.add<Nothing, protocol::BotTypes>(
        {.method = "GET",
         .path = "/api/v1/bots/types",
         .access = Access::open,
         .summary = "Kinds of bots, and whether they can be added now."},
        [&bots](Call call) { bots.types(reply_to<protocol::BotTypes>(std::move(call), 200)); });
    routes.add<protocol::AddBot, protocol::BotResult>(
        {.method = "POST",
         .path = "/api/v1/lobbies/{lobby_id}/bots",
         .status = 201,
         .summary = "Adds a bot; for moderators, or members where the lobby says so.",
         .invalid_status = unprocessable},
        [&bots](Call call, protocol::AddBot body) { add(std::move(call), std::move(body), bots); });
    routes.add<Nothing, protocol::BotList>(
        {.method = "GET", .path = "/api/v1/lobbies/{lobby_id}/bots", .summary = "A lobby's bots; for members."},
        [&bots](Call call) {
            auto actor = call.actor;
            const auto lobby = lobby_of(call);
            bots.list(std::move(actor), lobby, reply_to<protocol::BotList>(std::move(call), 200));
        });
    routes.add<protocol::BotPatch, protocol::BotResult>(
        {.method = "PATCH",
         .path = "/api/v1/lobbies/{lobby_id}/bots/{bot_id}",
         .summary = "Changes a bot's configuration while it runs.",
         .invalid_status = unprocessable},
        [&bots](Call call, protocol::BotPatch body) { configure(std::move(call), std::move(body), bots); });
    routes.add<Nothing, protocol::BotResult>({.method = "DELETE",
                                              .path = "/api/v1/lobbies/{lobby_id}/bots/{bot_id}",
                                              .status = 202,
                                              .summary = "Takes a bot out; it leaves."},
                                             [&bots](Call call) { remove(std::move(call), bots); });
}

} // namespace parlor::http
