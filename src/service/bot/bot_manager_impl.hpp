#pragma once
#include "service/bot/bot_manager.hpp"

/// The templates of BotManager, for its own source files.
namespace parlor::service {

template <class T> Reply<T> BotManager::back(Reply<T> reply)
{
    return [&shards = context_.shards, shard = context_.shards.current(),
            reply = std::move(reply)](Result<T> result) mutable {
        if (shard == shards.current()) return reply(std::move(result));
        shards.post(shard,
                    [reply = std::move(reply), result = std::move(result)]() mutable { reply(std::move(result)); });
    };
}

template <class T, class Check, class Then>
void BotManager::after_check(const LobbyId& lobby, Reply<T> reply, Check check, Then then)
{
    lobbies_.visit(lobby, [this, reply = back(std::move(reply)), check = std::move(check),
                           then = std::move(then)](const std::shared_ptr<Room>& room) mutable {
        if (!room) return reply(Error{Errc::not_found, "There is no such lobby.", "lobby_id"});
        Result<void> allowed = check(room->lobby());
        if (!allowed) return reply(std::move(allowed).error());
        on_home([reply = std::move(reply), then = std::move(then)]() mutable { then(std::move(reply)); });
    });
}

} // namespace parlor::service
