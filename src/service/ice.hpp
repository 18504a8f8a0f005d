#pragma once
#include "protocol/signaling.hpp"
#include "service/settings.hpp"

namespace parlor::service {

/// The ICE servers for one participant. TURN credentials carry the participant's id and live as long as `settings.ttl`
/// says; `expires_at` is null where nothing expires.
protocol::IceServers ice_servers_for(const IceSettings& settings, const ParticipantId& participant, Timestamp now);

} // namespace parlor::service
