#pragma once
#include "base/ids.hpp"

#include <set>
#include <unordered_map>
#include <utility>

namespace parlor::service {

/// In which lobbies a session owns something or has a standing, so that its end is quick to follow up. May name a lobby
/// too many: whoever asks looks there. One per shard.
class Belongings {
public:
    void note(const SessionId& session, const LobbyId& lobby)
    {
        if (!session.empty()) lobbies_[session].insert(lobby);
    }
    void forget(const SessionId& session, const LobbyId& lobby)
    {
        auto found = lobbies_.find(session);
        if (found == lobbies_.end()) return;
        found->second.erase(lobby);
        if (found->second.empty()) lobbies_.erase(found);
    }
    /// Those of one session, which are forgotten by this.
    std::set<LobbyId> take(const SessionId& session)
    {
        auto taken = lobbies_.extract(session);
        return taken.empty() ? std::set<LobbyId>{} : std::move(taken.mapped());
    }

private:
    std::unordered_map<SessionId, std::set<LobbyId>> lobbies_;
};

} // namespace parlor::service
