#pragma once
#include "base/result.hpp"
#include "domain/lobby/ban.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// The bans from the whole server, found by whom they hold. Other than in a lobby, a name is held whether or not a
/// password protects it. The store has them too. Used on shard 0 alone.
class ServerBans {
public:
    void add(const domain::Ban& ban);
    void remove(const BanId& ban);
    /// Forgets those that have ended, and tells which.
    std::vector<BanId> sweep(Timestamp now);
    bool contains(const BanId& ban) const { return all_.contains(ban); }
    /// The ban that holds this visitor now; null where none does. `protected_name`: of any name.
    const domain::Ban* find(const domain::Visitor& visitor, Timestamp now) const;
    /// In the order of their ids, after `after` (empty = from the start).
    std::vector<domain::Ban> page(const BanId& after, std::size_t limit) const;
    std::size_t size() const { return all_.size(); }

private:
    /// Several bans may hold the same session, name or network.
    using Index = std::unordered_multimap<std::string, BanId>;

    const domain::Ban* find(const Index& index, const std::string& key, Timestamp now) const;
    static void forget(Index& index, const std::string& key, const BanId& ban);

    std::map<BanId, domain::Ban> all_;
    Index by_session_;
    Index by_name_;
    Index by_network_;
};

/// What one who is banned from the server is told.
Error banned_from_server(const domain::Ban& ban);

} // namespace parlor::service
