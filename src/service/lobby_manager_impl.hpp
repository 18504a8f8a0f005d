#pragma once
#include "service/lobby_manager.hpp"

/// The templates of LobbyManager, for its own source files.
namespace parlor::service {

template <class Then> void LobbyManager::at_home(const LobbyId& lobby, Then then)
{
    const auto home = home_of(lobby);
    if (home == shards_.current()) return then(at(home));
    shards_.post(home, [this, home, then = std::move(then)]() mutable { then(at(home)); });
}

template <class T, class Use>
void LobbyManager::as_member(Actor actor, const std::string& lobby, Reply<T> reply, Use use)
{
    LobbyId id{lobby};
    at_home(id,
            [id, actor = std::move(actor), reply = std::move(reply), use = std::move(use)](LobbyShard& home) mutable {
                auto room = home.require_member(id, actor);
                if (!room) return reply(std::move(room).error());
                use(**room, actor.connection, std::move(reply));
            });
}

template <class T> Reply<T> LobbyManager::back(Reply<T> reply)
{
    return [this, shard = shards_.current(), reply = std::move(reply)](Result<T> result) mutable {
        if (shard == shards_.current()) return reply(std::move(result));
        shards_.post(shard,
                     [reply = std::move(reply), result = std::move(result)]() mutable { reply(std::move(result)); });
    };
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
