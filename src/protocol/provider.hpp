#pragma once
#include "protocol/bot.hpp"
#include "protocol/chat.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>
#include <vector>

/// What bot providers and the server tell each other at `GET /api/v1/bots/provider` (PROTOCOL.md "Bots"). The envelope is
/// that of all WebSockets; here the server asks too, and is answered by `ack` or `error`.
namespace parlor::protocol {

/// A bot type that a provider offers. `config_schema` is a closed subset of JSON Schema; without one there is nothing to
/// configure.
struct OfferedType {
    Id type;
    std::optional<Text<1, 100>> title;
    std::optional<Text<0, 1'000>> description;
    std::optional<std::vector<Text<1, 32>>> capabilities;
    std::optional<Json> config_schema;
};
BOOST_DESCRIBE_STRUCT(OfferedType, (), (type, title, description, capabilities, config_schema))

struct Registered {
    Id provider_id;
    Count heartbeat_ms; ///< after 2.5 times that without a sign of life the provider is given up
};
BOOST_DESCRIBE_STRUCT(Registered, (), (provider_id, heartbeat_ms))

/// The first message of a provider; again where its types or its number of slots change. `bots` names those that still
/// run there after its connection broke: they go on where the server has not yet started them elsewhere.
struct Register {
    static constexpr std::string_view type = "register";
    using Result = Registered;
    Text<1, 64> name;
    std::vector<OfferedType> types;
    Int<1, 10'000> max_instances;
    std::optional<std::vector<Id>> bots;
};
BOOST_DESCRIBE_STRUCT(Register, (), (name, types, max_instances, bots))

/// Every second or two.
struct Load {
    static constexpr std::string_view type = "load";
    using Result = Empty;
    Count instances;
    Ratio load;
    std::optional<bool> draining;
};
BOOST_DESCRIBE_STRUCT(Load, (), (instances, load, draining))

struct BotStateReport {
    static constexpr std::string_view type = "bot_state";
    using Result = Empty;
    Id bot_id;
    BotState state = BotState::joining;
    std::optional<Text<0, 500>> detail;
};
BOOST_DESCRIBE_STRUCT(BotStateReport, (), (bot_id, state, detail))

/// Start an instance. It connects to `url` with the bearer `token` and joins `lobby_id`; `entries` are the lobby's last.
/// To be answered once it is on its way.
struct StartBot {
    static constexpr std::string_view type = "start_bot";
    Id bot_id;
    Id type_;
    std::string name;
    Id lobby_id;
    Json config;
    std::string token;
    std::string url;
    std::vector<Entry> entries;
};
BOOST_DESCRIBE_STRUCT(StartBot, (), (bot_id, type_, name, lobby_id, config, token, url, entries))

/// The whole new configuration of a bot that runs. To be answered once it holds.
struct ConfigureBot {
    static constexpr std::string_view type = "configure_bot";
    Id bot_id;
    Json config;
};
BOOST_DESCRIBE_STRUCT(ConfigureBot, (), (bot_id, config))

/// Stop an instance; also said of one that the provider may not know.
struct StopBot {
    static constexpr std::string_view type = "stop_bot";
    Id bot_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(StopBot, (), (bot_id, reason))

} // namespace parlor::protocol
