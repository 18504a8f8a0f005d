#pragma once
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>
#include <vector>

/// Bots as the people of a lobby see them (PROTOCOL.md "Bots"). What providers speak is in provider.hpp.
namespace parlor::protocol {

enum class BotState { requested, starting, joining, active, stopping, stopped, failed };
BOOST_DESCRIBE_ENUM(BotState, requested, starting, joining, active, stopping, stopped, failed)

/// A kind of bot that can be added. `reason` says why it can't be at the moment.
struct BotType {
    Id type;
    std::string title;
    std::string description;
    std::vector<std::string> capabilities;
    Json config_schema;
    bool available = false;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BotType, (), (type, title, description, capabilities, config_schema, available, reason))

struct BotTypes {
    std::vector<BotType> types;
};
BOOST_DESCRIBE_STRUCT(BotTypes, (), (types))

/// A bot that a lobby wants. `detail` explains the state, empty where there is nothing to say; `config` is without what is
/// secret; `participant_id` is null until it was in the lobby, `started_at` while it waits for a provider.
struct Bot {
    Id id;
    Id type;
    std::string name;
    BotState state = BotState::requested;
    std::string detail;
    Json config;
    Nullable<Id> participant_id;
    Nullable<TimeMs> started_at;
};
BOOST_DESCRIBE_STRUCT(Bot, (), (id, type, name, state, detail, config, participant_id, started_at))

struct BotResult {
    Bot bot;
};
BOOST_DESCRIBE_STRUCT(BotResult, (), (bot))

struct BotList {
    std::vector<Bot> bots;
};
BOOST_DESCRIBE_STRUCT(BotList, (), (bots))

/// `POST /api/v1/lobbies/{id}/bots`. Without a name it is called after its type.
struct AddBot {
    Id type;
    std::optional<Text<1, 256>> name;
    std::optional<Json> config;
};
BOOST_DESCRIBE_STRUCT(AddBot, (), (type, name, config))

/// `PATCH …/bots/{bot_id}`: what `config` names is changed, null goes back to the default, the rest stays (RFC 7396).
struct BotPatch {
    Json config;
};
BOOST_DESCRIBE_STRUCT(BotPatch, (), (config))

/// To everybody in the lobby, with each change of state or configuration.
struct BotUpdated {
    static constexpr std::string_view type = "bot_updated";
    Id lobby_id;
    Bot bot;
};
BOOST_DESCRIBE_STRUCT(BotUpdated, (), (lobby_id, bot))

} // namespace parlor::protocol
