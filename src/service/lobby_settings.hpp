#pragma once
#include "protocol/lobby.hpp"
#include "service/audit_trail.hpp"
#include "service/room.hpp"

#include <memory>

namespace parlor::service {

/// Changes of lobbies' settings: decided by the domain, made durable, written to the audit log. One per shard; replies
/// come there.
class LobbySettings {
public:
    LobbySettings(ShardContext& context, AuditTrail& trail) : context_(context), trail_(trail) {}

    /// Refuses as `domain::decide` of the change, and with `rate_limited` where too many passwords wait to be hashed.
    void update(const std::shared_ptr<Room>& room, const Actor& actor, std::int64_t version,
                const protocol::LobbyPatch& patch, Reply<protocol::LobbyResult> reply);

private:
    void keep(const std::shared_ptr<Room>& room, const domain::ChangeSettings& change, AuditRecord line,
              Reply<protocol::LobbyResult> reply);

    ShardContext& context_;
    AuditTrail& trail_;
};

} // namespace parlor::service
