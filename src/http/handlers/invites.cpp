#include "http/handlers/invites.hpp"

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;

void create(Call call, protocol::CreateInvite body, service::LobbyApi& lobbies)
{
    auto actor = call.actor;
    const LobbyId lobby{call.id("lobby_id")};
    lobbies.create_invite(std::move(actor), lobby, std::move(body),
                          [call = std::move(call)](Result<protocol::InviteResult> made) mutable {
                              if (!made) return call.refuse(made.error());
                              call.answer(json(201, *made));
                          });
}

void list(Call call, service::LobbyApi& lobbies)
{
    auto actor = call.actor;
    const LobbyId lobby{call.id("lobby_id")};
    lobbies.list_invites(std::move(actor), lobby, [call = std::move(call)](Result<protocol::InviteList> all) mutable {
        if (!all) return call.refuse(all.error());
        call.answer(json(200, *all));
    });
}

void revoke(Call call, service::LobbyApi& lobbies)
{
    auto actor = call.actor;
    const LobbyId lobby{call.id("lobby_id")};
    const InviteId invite{call.id("invite_id")};
    lobbies.revoke_invite(std::move(actor), lobby, invite,
                          [call = std::move(call)](Result<protocol::Empty> revoked) mutable {
                              if (!revoked) return call.refuse(revoked.error());
                              call.answer(no_content());
                          });
}

} // namespace

void add_invite_routes(Routes& routes, Services services)
{
    auto& lobbies = services.lobbies;
    routes.add<protocol::CreateInvite, protocol::InviteResult>(
        {.method = "POST",
         .path = "/api/v1/lobbies/{lobby_id}/invites",
         .status = 201,
         .summary = "Makes an invite; for owner and moderators."},
        [&lobbies](Call call, protocol::CreateInvite body) { create(std::move(call), std::move(body), lobbies); });
    routes.add<Nothing, protocol::InviteList>({.method = "GET",
                                               .path = "/api/v1/lobbies/{lobby_id}/invites",
                                               .summary = "The invites that are valid; for owner and moderators."},
                                              [&lobbies](Call call) { list(std::move(call), lobbies); });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/lobbies/{lobby_id}/invites/{invite_id}",
                                  .status = 204,
                                  .summary = "Revokes an invite; for owner and moderators."},
                                 [&lobbies](Call call) { revoke(std::move(call), lobbies); });
}

} // namespace parlor::http
