#pragma once
#include "protocol/bot.hpp"
#include "service/api.hpp"

#include <vector>

namespace parlor::service {

/// Bots as HTTP sees them; replies come on the calling shard.
class BotApi {
public:
    virtual ~BotApi() = default;
    virtual void types(Reply<protocol::BotTypes> reply) = 0;
    /// Answers once the bot is durably wanted and a provider has a slot for it. Refuses with `not_joined`, `forbidden`
    /// (the lobby's `bots_by`), `lobby_full`, `conflict` (as many bots as a lobby may have), `bad_request` (name, config:
    /// with the exact path), `too_large`, `no_provider`.
    virtual void add(Actor actor, LobbyId lobby, protocol::AddBot body, Reply<protocol::BotResult> reply) = 0;
    /// Members only.
    virtual void list(Actor actor, LobbyId lobby, Reply<protocol::BotList> reply) = 0;
    /// Answers once the provider has taken the configuration and it is durable. Refuses as `add`, and with
    /// `provider_failed`.
    virtual void configure(Actor actor, LobbyId lobby, BotId bot, protocol::BotPatch body,
                           Reply<protocol::BotResult> reply) = 0;
    /// Answers once the bot is durably unwanted; it leaves then.
    virtual void remove(Actor actor, LobbyId lobby, BotId bot, Reply<protocol::BotResult> reply) = 0;
};

} // namespace parlor::service
