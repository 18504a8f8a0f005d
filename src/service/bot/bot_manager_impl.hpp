#pragma once
#include "domain/lobby/door.hpp"
#include "service/back.hpp"
#include "service/bot/bot_manager.hpp"

/// The templates of BotManager, for its own source files.
namespace parlor::service {

template <class T, class Check, class Then>
void BotManager::after_check(const Actor& actor, const LobbyId& lobby, Reply<T> reply, Check check, Then then)
{
    lobbies_.visit(lobby, [this, reply = back(context_.shards, std::move(reply)), session = actor.session,
                           invite = actor.invite, check = std::move(check),
                           then = std::move(then)](const std::shared_ptr<Room>& room) mutable {
        if (!room || !domain::visible(room->lobby(), session, invite, context_.clock.now()))
            return reply(domain::no_such_lobby());
        Result<void> allowed = check(room->lobby(), session);
        if (!allowed) return reply(std::move(allowed).error());
        on_home([reply = std::move(reply), then = std::move(then)]() mutable { then(std::move(reply)); });
    });
}

} // namespace parlor::service
