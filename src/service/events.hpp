#pragma once
#include "domain/bot/bot.hpp"
#include "domain/lobby/entry.hpp"
#include "domain/lobby/lobby.hpp"
#include "service/courier.hpp"

#include <vector>

/// What happens in lobbies, published on the home shard's EventBus once it is true. References hold during the call.
namespace parlor::service {

/// Committed; members have not been told yet.
struct EntryAppended {
    const LobbyId& lobby;
    AudienceKey audience;
    const domain::Entry& entry;
};

/// Applied to `lobby`; members have not been told yet.
struct PresenceChanged {
    const domain::Lobby& lobby;
    AudienceKey audience;
    const domain::PresenceEvents& events;
};

/// A bot's instance came in, lost its connection, or is out of the lobby.
struct BotPresence {
    enum class What { entered, dropped, left };
    BotId bot;
    ParticipantId participant;
    What what = What::entered;
    /// Of one that is out.
    domain::LeaveReason reason = domain::LeaveReason::left;
};

/// A bot is in another state than before. Bots of a lobby that ends go with it, untold. Published on shard 0.
struct BotStateChanged {
    const domain::BotRecord& bot;
    domain::BotState state;
    const std::string& detail;
    /// The name of who runs it or ran it last; empty while nobody did.
    const std::string& provider;
};

struct LobbyOpened {
    const domain::Lobby& lobby;
};

struct LobbySettingsChanged {
    const domain::Lobby& lobby;
    AudienceKey audience;
};

/// This session has a standing in the lobby now.
struct StandingGiven {
    const domain::Lobby& lobby;
    const SessionId& session;
};

/// These sessions have ended for good, and with them their standings. Published on shard 0.
struct SessionsGone {
    const std::vector<SessionId>& sessions;
};

/// The session has ended for good, and what it wrote is gone from the store. `done` is to be called, on the publishing
/// shard, once no memory holds it either. Published on shard 0.
struct TextsErased {
    const SessionId& session;
    mutable UniqueFunction<void()> done;
};

/// Committed; members are still in the audience.
struct LobbyEnded {
    const domain::Lobby& lobby;
    AudienceKey audience;
};

} // namespace parlor::service
