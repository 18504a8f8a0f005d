#pragma once
#include "service/events.hpp"
#include "service/shard_context.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// A place in the list of lobbies: most people first, then by id. As text it is the cursor of a page.
struct DirectoryPlace {
    std::size_t people = 0;
    LobbyId lobby;

    friend bool operator<(const DirectoryPlace& a, const DirectoryPlace& b)
    {
        return a.people != b.people ? a.people > b.people : a.lobby < b.lobby;
    }
    std::string cursor() const { return std::to_string(people) + "." + lobby.str(); }
    /// Refuses with `bad_request` (path `cursor`).
    static Result<DirectoryPlace> parse(const std::string& cursor);
};

struct DirectoryItem {
    DirectoryPlace place;
    protocol::Lobby lobby;
};

/// The public lobbies of one shard in the order of the list, kept up to date by events. One per shard.
class Directory {
public:
    explicit Directory(ShardContext& context);

    /// Participants of the listed lobbies.
    std::size_t people() const { return people_; }
    /// The first `limit` lobbies after `after` (null = from the start) whose name contains `needle` (folded; empty = all).
    std::vector<DirectoryItem> page(const std::string& needle, const DirectoryPlace* after, std::size_t limit) const;

private:
    struct Listed {
        const domain::Lobby* lobby;
        std::size_t people;
        std::string folded_name;
    };

    void add(const domain::Lobby& lobby);
    void recount(const domain::Lobby& lobby);
    void remove(const LobbyId& lobby);

    std::size_t people_ = 0;
    std::set<DirectoryPlace> order_;
    std::unordered_map<LobbyId, Listed> lobbies_;
};

} // namespace parlor::service
