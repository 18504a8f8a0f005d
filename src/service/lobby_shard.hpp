#pragma once
#include "service/audit_trail.hpp"
#include "service/belongings.hpp"
#include "service/broadcaster.hpp"
#include "service/directory.hpp"
#include "service/door.hpp"
#include "service/invites.hpp"
#include "service/lobby_settings.hpp"
#include "service/moderation.hpp"
#include "service/room.hpp"
#include "service/shard_context.hpp"
#include "service/turns.hpp"

#include <memory>
#include <unordered_map>

namespace parlor::service {

/// The lobbies whose home is one shard: their rooms, their list, their end. Used on its shard alone; replies come there.
class LobbyShard {
public:
    explicit LobbyShard(ShardContext& context);

    ShardContext& context() { return context_; }
    const Directory& directory() const { return directory_; }
    /// What moderators do takes turns by these.
    Turns& turns() { return turns_; }
    Moderation& moderation() { return moderation_; }
    Door& door() { return door_; }
    Invites& invites() { return invites_; }
    LobbySettings& settings() { return settings_; }
    std::size_t size() const { return rooms_.size(); }
    /// Participants of all lobbies.
    std::size_t people() const { return people_; }

    /// Opens lobbies that the store kept, with who may do what in them.
    void restore(std::vector<domain::LobbyRecord> records, std::vector<LobbyAccess> access);
    /// Null where there is no such lobby, or it is about to end.
    std::shared_ptr<Room> find(const LobbyId& lobby) const;
    /// As find, also while it is about to end.
    std::shared_ptr<Room> find_even_ending(const LobbyId& lobby) const;
    /// As find, or the refusal `not_found`.
    Result<std::shared_ptr<Room>> require(const LobbyId& lobby) const;
    /// As require, and `not_found` likewise where the lobby is private and the actor may not know of it.
    Result<std::shared_ptr<Room>> require_visible(const LobbyId& lobby, const Actor& actor) const;
    /// As require_visible, and `not_joined` where the actor's connection is not in.
    Result<std::shared_ptr<Room>> require_member(const LobbyId& lobby, const Actor& actor) const;

    /// Opens a lobby that the store has committed. A repeated creation gives the one that is open already.
    protocol::Lobby open(const domain::LobbyRecord& record, LobbyAccess access = {});
    /// Ends a lobby as the table of roles allows; the answer is the lobby as it was.
    void end(const Actor& actor, const LobbyId& lobby, Reply<protocol::LobbyResult> reply);
    void end_by_administrator(const LobbyId& lobby, Reply<protocol::Empty> reply);
    /// What this session wrote is gone from the store; see Room::erase_texts.
    void erase_texts(const SessionId& author);
    /// These sessions are no more: what they owned passes on, what they were is forgotten.
    void sessions_gone(const std::vector<SessionId>& sessions);

private:
    struct Home {
        std::shared_ptr<Room> room;
        TimerId idle = 0;
        bool ending = false;
    };

    void count(const domain::PresenceEvents& events);
    void watch(const domain::Lobby& lobby);
    /// Keeps all logs to what their lobbies keep, from now on every `retention_sweep`.
    void sweep_logs();
    /// Gives a lobby without a living owner to the next one.
    void pass_on(const std::shared_ptr<Room>& room);
    /// Somebody is in a lobby that nobody owns.
    void inherit(const domain::Lobby& lobby);
    void belong(const domain::Lobby& lobby);
    void end_for_good(const LobbyId& lobby, Reply<protocol::Empty> reply);

    ShardContext& context_;
    Broadcaster broadcaster_;
    Directory directory_;
    AuditTrail trail_;
    Turns turns_;
    Moderation moderation_;
    Door door_;
    Invites invites_;
    LobbySettings settings_;
    Belongings belongings_;
    std::unordered_map<LobbyId, Home> rooms_;
    std::size_t people_ = 0;
};

} // namespace parlor::service
