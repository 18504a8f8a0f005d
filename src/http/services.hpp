#pragma once
#include "service/admin_api.hpp"
#include "service/bot/bot_api.hpp"

namespace parlor::http {

/// What the handlers call; all of it outlives them.
struct Services {
    service::SessionApi& sessions;
    service::LobbyApi& lobbies;
    service::BotApi& bots;
    service::HealthApi& health;
    service::AdminApi& admin;
};

} // namespace parlor::http
