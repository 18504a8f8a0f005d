#pragma once
#include "service/api.hpp"
#include "service/bot/bot_api.hpp"

namespace parlor::http {

/// What the handlers call; all of it outlives them.
struct Services {
    service::SessionApi& sessions;
    service::LobbyApi& lobbies;
    service::BotApi& bots;
    service::HealthApi& health;
};

} // namespace parlor::http
