#pragma once
#include "service/events.hpp"
#include "service/shard_context.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// Tells members what happened: each event becomes one frame for the lobby's audience. Presence changes go out at once
/// when a lobby was quiet, and are merged for `presence_merge` after that; in a large lobby for as many times longer as it
/// has hundreds of participants, up to twenty, so that the coming of a crowd does not cost the square of its size. While the
/// shard is hardly ever idle, large lobbies wait longer still, up to ten seconds: when all come back to a server that was
/// started anew, that they come in goes before being told of each other. One per shard.
class Broadcaster {
public:
    explicit Broadcaster(ShardContext& context);

private:
    /// Changes that wait for their lobby's window to end.
    struct Pending {
        AudienceKey audience = 0;
        /// How many there were at the last change.
        std::size_t participants = 0;
        protocol::ParticipantsChanged message;

        void add(const domain::PresenceEvent& event);
        /// Nothing waits any more; the lobby stays.
        void start_anew();
        bool empty() const { return message.joined.empty() && message.left.empty() && message.updated.empty(); }

    private:
        /// In which list somebody stands, and where: of a thousand who change within one window none is searched for.
        struct Spot {
            bool joined;
            std::size_t index;
        };

        std::vector<protocol::Participant>& list(bool joined) { return joined ? message.joined : message.updated; }
        void forget(const std::string& id);

        std::unordered_map<std::string, Spot> spots_;
    };

    void on(const PresenceChanged& event);
    void window_over(const LobbyId& lobby);
    void open_window(const LobbyId& lobby, std::size_t participants);
    Millis window_for(std::size_t participants);
    /// How many times longer the windows of large lobbies are because the shard is busy; grows and falls by twos.
    int pressure();

    ShardContext& context_;
    int pressure_ = 1;
    Instant pressed_at_{};
    std::unordered_map<LobbyId, Pending> pending_;
};

} // namespace parlor::service
