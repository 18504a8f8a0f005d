#pragma once
#include "service/back.hpp"
#include "service/lobby_manager.hpp"

/// The templates of LobbyManager, for its own source files and administration.
namespace parlor::service {

template <class Then> void LobbyManager::at_home(const LobbyId& lobby, Then then)
{
    const auto home = home_of(lobby);
    if (home == shards_.current()) return then(at(home));
    shards_.post(home, [this, home, then = std::move(then)]() mutable { then(at(home)); });
}

/// What as_member does on the lobby's home shard.
template <class T, class Use>
void use_as_member(LobbyShard& home, const LobbyId& lobby, const Actor& actor, Reply<T> reply, Use& use)
{
    auto room = home.require_member(lobby, actor);
    if (!room) return reply(std::move(room).error());
    use(**room, actor.connection, std::move(reply));
}

template <class T, class Use> void LobbyManager::as_member(const Actor& actor, LobbyId lobby, Reply<T> reply, Use use)
{
    const auto home = home_of(lobby);
    if (home == shards_.current()) return use_as_member(at(home), lobby, actor, std::move(reply), use);
    shards_.post(home,
                 [this, home, lobby = std::move(lobby), actor = actor, reply = std::move(reply),
                  use = std::move(use)]() mutable { use_as_member(at(home), lobby, actor, std::move(reply), use); });
}

template <class T> Reply<T> LobbyManager::back(Reply<T> reply)
{
    return service::back(shards_, std::move(reply));
}

template <class T, class Look> void LobbyManager::look_at(const LobbyId& lobby, Reply<T> reply, Look look)
{
    at_home(lobby, [lobby, reply = back(std::move(reply)), look = std::move(look)](LobbyShard& home) mutable {
        auto room = home.require(lobby);
        if (!room) return reply(std::move(room).error());
        reply(look((*room)->lobby()));
    });
}

template <class T, class Use> void LobbyManager::if_visible(Actor actor, const LobbyId& lobby, Reply<T> reply, Use use)
{
    at_home(lobby, [actor = std::move(actor), lobby, reply = back(std::move(reply)),
                    use = std::move(use)](LobbyShard& home) mutable {
        auto room = home.require_visible(lobby, actor);
        if (!room) return reply(std::move(room).error());
        use(home, *room, actor, std::move(reply));
    });
}

} // namespace parlor::service
