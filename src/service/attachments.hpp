#pragma once
#include "base/ids.hpp"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace parlor::service {

/// The lobbies that one connection is in, as told by their rooms. Lives on the connection's shard and is only touched
/// there; rooms reach it through the courier, so that what they tell arrives in their order.
class Attachments {
public:
    /// `on_attached(lobby, name)` is called for each lobby that is entered, with the name under which it was.
    explicit Attachments(std::function<void(const LobbyId&, const std::string&)> on_attached)
        : on_attached_(std::move(on_attached))
    {
    }

    void attached(const LobbyId& lobby, const std::string& name)
    {
        lobbies_.insert(lobby);
        if (on_attached_) on_attached_(lobby, name);
    }
    void detached(const LobbyId& lobby) { lobbies_.erase(lobby); }

    const std::set<LobbyId>& lobbies() const { return lobbies_; }
    /// Joins that are on their way.
    std::size_t joining = 0;

private:
    std::function<void(const LobbyId&, const std::string&)> on_attached_;
    std::set<LobbyId> lobbies_;
};

} // namespace parlor::service
