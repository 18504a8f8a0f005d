#pragma once
#include "service/shard_context.hpp"

#include <memory>
#include <vector>

namespace parlor::service {

/// Brings the lobbies that the configuration names into being, at the start and before anybody comes: each is in the store
/// as the file says; one that the file names no longer is an ordinary lobby, which ends once it is empty. On shard 0.
class ConfiguredLobbies : public std::enable_shared_from_this<ConfiguredLobbies> {
public:
    using Records = std::vector<domain::LobbyRecord>;

    /// `stored`: all lobbies that the store keeps. `done` gets them as they are then; refuses where a lobby can't be as the
    /// file says (its id names it), and with `unavailable`.
    ConfiguredLobbies(ShardContext& context, Records stored, Reply<Records> done)
        : context_(context), records_(std::move(stored)), done_(std::move(done))
    {
    }
    void start() { next(); }

private:
    void next();
    void release_others();
    void write(domain::LobbyRecord wanted, domain::LobbyRecord* stored);
    void find_hash(const LobbyPreset& preset, const std::string& known, Reply<std::string> reply);
    domain::LobbyRecord* find(const LobbyId& id);

    ShardContext& context_;
    Records records_;
    Reply<Records> done_;
    std::size_t at_ = 0;
};

/// Whether the configuration makes the holder of this protected name (its key) a moderator of the lobby.
bool moderates_by_name(const Settings& settings, const domain::LobbyRecord& lobby, const std::string& protected_name);

/// A creation with what its template says in the place of what is missing. Refuses with `not_found` (path `template`).
Result<protocol::CreateLobby> with_template(const Settings& settings, protocol::CreateLobby body);

} // namespace parlor::service
