#pragma once
#include "protocol/bot.hpp"
#include "protocol/chat.hpp"
#include "protocol/lobby.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

/// What the server tells other servers by web hooks (docs/web-hooks.md).
namespace parlor::protocol {

enum class WebHookType { lobby_created, lobby_ended, participant_joined, participant_left, bot_state, entry };
BOOST_DESCRIBE_ENUM(WebHookType, lobby_created, lobby_ended, participant_joined, participant_left, bot_state, entry)

/// The body of every request. `data` is by `type` a LobbyResult (created, ended), a WebHookJoined, a WebHookLeft, a
/// WebHookBotState or an EntryEvent.
struct WebHook {
    Id id; ///< the same for every repetition
    WebHookType type = WebHookType::lobby_created;
    TimeMs at; ///< when it happened
    Json data;
};
BOOST_DESCRIBE_STRUCT(WebHook, (), (id, type, at, data))

/// Never sent: how an `entry` waits. What it says is looked up when it is sent, so that nothing goes out that was deleted or
/// erased meanwhile.
struct WebHookEntryPlace {
    Id lobby_id;
    SeqNumber seq;
};
BOOST_DESCRIBE_STRUCT(WebHookEntryPlace, (), (lobby_id, seq))

struct WebHookJoined {
    Id lobby_id;
    Participant participant;
};
BOOST_DESCRIBE_STRUCT(WebHookJoined, (), (lobby_id, participant))

struct WebHookLeft {
    Id lobby_id;
    Id participant_id;
    LeaveReason reason = LeaveReason::left;
};
BOOST_DESCRIBE_STRUCT(WebHookLeft, (), (lobby_id, participant_id, reason))

/// `provider` is the name of who runs the bot or ran it last, null while nobody did; `reason` is what people read in the
/// bot's `detail`, empty where there is nothing to say.
struct WebHookBotState {
    Id lobby_id;
    Id bot_id;
    Id bot_type;
    std::string name;
    Nullable<std::string> provider;
    BotState state = BotState::requested;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WebHookBotState, (), (lobby_id, bot_id, bot_type, name, provider, state, reason))

} // namespace parlor::protocol
