#include "service/invites.hpp"

#include "service/secrets.hpp"

#include <algorithm>
#include <chrono>

namespace parlor::service {
namespace {

const domain::Invite* find(const domain::Lobby& lobby, const InviteId& id)
{
    auto found =
        std::ranges::find(lobby.invites, id, [](const auto& item) -> const InviteId& { return item.second.id; });
    return found == lobby.invites.end() ? nullptr : &found->second;
}

protocol::InviteInfo info(const domain::Invite& invite)
{
    protocol::InviteInfo wire{.id = invite.id,
                              .created_at = to_ms(invite.created_at),
                              .expires_at = to_ms(invite.expires_at),
                              .max_uses = {},
                              .uses = invite.uses};
    if (invite.max_uses > 0) wire.max_uses.emplace(invite.max_uses);
    return wire;
}

} // namespace

Invites::Made Invites::make(const LobbyId& lobby, const protocol::CreateInvite& wish) const
{
    auto token = new_invite_token(context_.random);
    const auto now = context_.clock.now();
    const auto lifetime =
        wish.expires_in_s ? Millis{std::chrono::seconds{wish.expires_in_s->value}} : context_.settings.invite_lifetime;
    domain::Invite invite{.id = InviteId{random_id(context_.random)},
                          .token_hash = invite_hash(token),
                          .created_at = now,
                          .expires_at = now + lifetime,
                          .max_uses = wish.max_uses ? static_cast<int>(wish.max_uses->value) : 0};
    auto url = "/l/" + lobby.str() + "#i=" + token;
    protocol::Invite shown{
        .id = invite.id, .token = std::move(token), .url = std::move(url), .expires_at = to_ms(invite.expires_at)};
    return {std::move(invite), std::move(shown)};
}

void Invites::create(RoomPtr room, const Actor& actor, const protocol::CreateInvite& wish,
                     Reply<protocol::InviteResult> reply)
{
    if (auto allowed = domain::check(room->lobby(), actor.session, domain::Action::invite); !allowed)
        return reply(allowed.error());
    forget_old(room);
    const auto most = context_.settings.invites_per_lobby;
    if (full(*room))
        return reply(
            Error{Errc::unavailable, "A lobby has at most " + std::to_string(most) + " invites: revoke some."});
    auto made = make(room->id(), wish);
    auto line = trail_.line(room->id(), actor, domain::Action::invite, made.invite.id.str());
    line.details = audit_detail("done", "created");
    context_.store.put_invite(room->id(), made.invite,
                              trail_.finish(
                                  std::move(line),
                                  [room, invite = made.invite] { room->access_changed(domain::InvitePut{invite}); },
                                  [shown = std::move(made.shown), reply = std::move(reply)](Result<void> done) mutable {
                                      if (!done) return reply(done.error());
                                      reply(protocol::InviteResult{std::move(shown)});
                                  }));
}

Result<protocol::InviteList> Invites::list(const Room& room, const Actor& actor) const
{
    if (auto allowed = domain::check(room.lobby(), actor.session, domain::Action::invite); !allowed)
        return allowed.error();
    protocol::InviteList list;
    for (const auto& [hash, invite] : room.lobby().invites)
        if (invite.valid(context_.clock.now())) list.invites.push_back(info(invite));
    std::ranges::sort(list.invites, {}, [](const auto& item) { return std::pair{item.created_at.value, item.id}; });
    return list;
}

void Invites::revoke(RoomPtr room, const Actor& actor, const InviteId& invite, Reply<protocol::Empty> reply)
{
    if (auto allowed = domain::check(room->lobby(), actor.session, domain::Action::invite); !allowed)
        return reply(allowed.error());
    if (!find(room->lobby(), invite)) return reply(Error{Errc::not_found, "There is no such invite.", "invite_id"});
    auto line = trail_.line(room->id(), actor, domain::Action::invite, invite.str());
    line.details = audit_detail("done", "revoked");
    context_.store.drop_invite(room->id(), invite,
                               trail_.finish(
                                   std::move(line),
                                   [room, invite] { room->access_changed(domain::InviteDropped{invite}); },
                                   [reply = std::move(reply)](Result<void> done) mutable {
                                       if (!done) return reply(done.error());
                                       reply(protocol::Empty{});
                                   }));
}

void Invites::give(RoomPtr room, Reply<protocol::Invite> reply)
{
    auto made = make(room->id(), {});
    context_.store.put_invite(room->id(), made.invite,
                              context_.here<void>([room, invite = made.invite, shown = std::move(made.shown),
                                                   reply = std::move(reply)](Result<void> kept) mutable {
                                  if (!kept) return reply(kept.error());
                                  room->access_changed(domain::InvitePut{invite});
                                  reply(std::move(shown));
                              }));
}

void Invites::forget_old(const RoomPtr& room)
{
    std::vector<InviteId> over;
    for (const auto& [hash, invite] : room->lobby().invites)
        if (!invite.valid(context_.clock.now())) over.push_back(invite.id);
    for (const auto& id : over) {
        context_.store.drop_invite(room->id(), id, [](Result<void>) {});
        room->access_changed(domain::InviteDropped{id});
    }
}

} // namespace parlor::service
