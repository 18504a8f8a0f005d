#pragma once
#include "service/broadcaster.hpp"
#include "service/directory.hpp"
#include "service/room.hpp"
#include "service/shard_context.hpp"

#include <memory>
#include <unordered_map>

namespace parlor::service {

/// The lobbies whose home is one shard: their rooms, their list, their end. Used on its shard alone; replies come there.
class LobbyShard {
public:
    explicit LobbyShard(ShardContext& context);

    ShardContext& context() { return context_; }
    const Directory& directory() const { return directory_; }
    std::size_t size() const { return rooms_.size(); }

    /// Opens lobbies that the store kept.
    void restore(std::vector<domain::LobbyRecord> records);
    /// Null where there is no such lobby, or it is about to end.
    std::shared_ptr<Room> find(const LobbyId& lobby) const;
    /// As find, also while it is about to end.
    std::shared_ptr<Room> find_even_ending(const LobbyId& lobby) const;
    /// As find, or the refusal `not_found`.
    Result<std::shared_ptr<Room>> require(const LobbyId& lobby) const;

    /// Opens a lobby that the store has committed. A repeated creation gives the one that is open already.
    protocol::Lobby open(const domain::LobbyRecord& record);
    void update(const Actor& actor, const LobbyId& lobby, std::int64_t version, const protocol::LobbyPatch& patch,
                Reply<protocol::LobbyResult> reply);
    /// Owner only.
    void end(const Actor& actor, const LobbyId& lobby, Reply<protocol::Empty> reply);

private:
    struct Home {
        std::shared_ptr<Room> room;
        TimerId idle = 0;
        bool ending = false;
    };

    void watch(const domain::Lobby& lobby);
    void end_for_good(const LobbyId& lobby, Reply<protocol::Empty> reply);

    ShardContext& context_;
    Broadcaster broadcaster_;
    Directory directory_;
    std::unordered_map<LobbyId, Home> rooms_;
};

} // namespace parlor::service
