#pragma once
#include "service/events.hpp"
#include "service/shard_context.hpp"

#include <unordered_map>

namespace parlor::service {

/// Tells members what happened: each event becomes one frame for the lobby's audience. Presence changes go out at once
/// when a lobby was quiet, and are merged for `presence_merge` after that. One per shard.
class Broadcaster {
public:
    explicit Broadcaster(ShardContext& context);

private:
    /// Changes that wait for their lobby's window to end.
    struct Pending {
        AudienceKey audience = 0;
        protocol::ParticipantsChanged message;

        void add(const domain::PresenceEvent& event);
        bool empty() const { return message.joined.empty() && message.left.empty() && message.updated.empty(); }
    };

    void on(const PresenceChanged& event);
    void window_over(const LobbyId& lobby);
    void open_window(const LobbyId& lobby);

    ShardContext& context_;
    std::unordered_map<LobbyId, Pending> pending_;
};

} // namespace parlor::service
