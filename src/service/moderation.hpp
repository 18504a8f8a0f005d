#pragma once
#include "domain/lobby/moderation.hpp"
#include "protocol/moderation.hpp"
#include "service/audit_trail.hpp"
#include "service/room.hpp"
#include "service/turns.hpp"

#include <memory>
#include <string>

namespace parlor::service {

/// What moderators do to those in a lobby: decided by the domain, made durable, written to the audit log, then true.
/// An answer means that both are committed. One per shard, for the rooms whose home it is; replies come there.
class Moderation {
public:
    using RoomPtr = std::shared_ptr<Room>;

    Moderation(ShardContext& context, AuditTrail& trail) : context_(context), trail_(trail) {}

    // All of them refuse as `domain::decide` of the command, and with `unavailable` where the store fails. A turn is given
    // back once what was decided is true.

    void call(RoomPtr room, const Actor& actor, const protocol::Mute& message, Turn turn,
              Reply<protocol::ParticipantResult> reply);
    void call(RoomPtr room, const Actor& actor, const protocol::SetRole& message, Turn turn,
              Reply<protocol::ParticipantResult> reply);
    void call(RoomPtr room, const Actor& actor, const protocol::Kick& message, Turn turn, Reply<protocol::Empty> reply);
    /// Also refuses with `unavailable` where the lobby has as many bans as it may.
    void call(RoomPtr room, const Actor& actor, const protocol::Ban& message, Turn turn,
              Reply<protocol::BanResult> reply);
    void call(RoomPtr room, const Actor& actor, const protocol::Unban& message, Turn turn,
              Reply<protocol::Empty> reply);
    void call(RoomPtr room, const Actor& actor, const protocol::ListBans& message, Reply<protocol::BanList> reply);

    void call(RoomPtr room, const Actor& actor, const protocol::Admit& message, Turn turn,
              Reply<protocol::Empty> reply);
    void call(RoomPtr room, const Actor& actor, const protocol::Deny& message, Turn turn, Reply<protocol::Empty> reply);

private:
    using Then = AuditTrail::Then;

    void give_lobby_away(const RoomPtr& room, const domain::OwnerChange& change, Turn turn, AuditRecord line,
                         Then then);
    protocol::BanInfo info(const Room& room, const domain::Ban& ban) const;
    void forget_old_bans(const RoomPtr& room);

    ShardContext& context_;
    AuditTrail& trail_;
};

} // namespace parlor::service
