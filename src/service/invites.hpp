#pragma once
#include "protocol/invite.hpp"
#include "service/audit_trail.hpp"
#include "service/room.hpp"

#include <memory>

namespace parlor::service {

/// Invites to lobbies. Their tokens are told once and kept as hashes. One per shard; replies come there.
class Invites {
public:
    using RoomPtr = std::shared_ptr<Room>;

    Invites(ShardContext& context, AuditTrail& trail) : context_(context), trail_(trail) {}

    // All of them refuse as the table of roles says.

    /// Also refuses with `unavailable` where the lobby has as many invites as it may.
    void create(RoomPtr room, const Actor& actor, const protocol::CreateInvite& wish,
                Reply<protocol::InviteResult> reply);
    Result<protocol::InviteList> list(const Room& room, const Actor& actor) const;
    /// Also refuses with `not_found`.
    void revoke(RoomPtr room, const Actor& actor, const InviteId& invite, Reply<protocol::Empty> reply);

    /// Whether the lobby has as many as it may.
    bool full(const Room& room) const { return room.lobby().invites.size() >= context_.settings.invites_per_lobby; }
    /// The invite that comes with a new lobby, which nobody needs to have asked for.
    void give(RoomPtr room, Reply<protocol::Invite> reply);

private:
    struct Made {
        domain::Invite invite;
        protocol::Invite shown;
    };
    Made make(const LobbyId& lobby, const protocol::CreateInvite& wish) const;
    void forget_old(const RoomPtr& room);

    ShardContext& context_;
    AuditTrail& trail_;
};

} // namespace parlor::service
