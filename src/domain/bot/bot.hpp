#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace parlor::domain {

/// Where a bot stands. All states but `stopped` are kept as long as the lobby wants the bot.
enum class BotState {
    requested, ///< wanted, and waiting for a provider
    starting,  ///< a provider was asked to start it
    joining,   ///< it runs, and is not in the lobby (yet, or again)
    active,    ///< it is in the lobby
    stopping,  ///< it was asked to leave
    stopped,   ///< it is gone for good
    failed,    ///< it does not run, and will not by itself
};

std::string_view to_string(BotState state);

/// Whether a bot may go from one state to the other.
bool may_become(BotState from, BotState to);
/// Whether a provider holds a slot for it.
bool is_running(BotState state);

/// What a provider tells of a bot that runs there (`bot_state`), held against what the server knows. Gives the state that
/// follows; refuses with `conflict` what can't be (a bot is `active` once the server has seen it join) and with
/// `bad_request` what is not the provider's to say.
Result<BotState> decide(BotState now, BotState reported);

/// The durable part: a bot that a lobby wants, whoever runs it. `config` is a JSON object's text, as it was completed.
struct BotRecord {
    BotId id;
    LobbyId lobby;
    std::string type;
    std::string name;
    std::string config = "{}";
    SessionId wanted_by;
    Timestamp created_at{};
    bool operator==(const BotRecord&) const = default;
};

} // namespace parlor::domain
