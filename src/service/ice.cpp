#include "service/ice.hpp"

#include "service/secrets.hpp"

#include <chrono>

namespace parlor::service {

protocol::IceServers ice_servers_for(const IceSettings& settings, const ParticipantId& participant, Timestamp now)
{
    protocol::IceServers result;
    for (const auto& server : settings.servers) {
        auto& wire = result.ice_servers.emplace_back();
        wire.urls = server.urls;
        if (!server.username.empty()) wire.username = server.username;
        if (!server.credential.empty()) wire.credential = server.credential;
    }
    if (settings.turn_secret.empty() || settings.turn_urls.empty()) return result;

    // coturn reads the part before the colon as the expiry in seconds.
    const auto expires = std::chrono::ceil<std::chrono::seconds>(now + settings.ttl);
    const auto username = std::to_string(expires.time_since_epoch().count()) + ':' + participant.str();
    result.ice_servers.push_back({.urls = settings.turn_urls,
                                  .username = username,
                                  .credential = turn_credential(settings.turn_secret, username)});
    result.expires_at.emplace(to_ms(Timestamp{expires}));
    return result;
}

} // namespace parlor::service
