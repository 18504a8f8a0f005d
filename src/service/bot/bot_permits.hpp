#pragma once
#include "protocol/catalogue.hpp"

#include <boost/mp11/algorithm.hpp>

namespace parlor::service {

/// What a bot may say over its WebSocket. Whatever is not here is refused to it: names, moderation, settings, and what a
/// later version may add.
using BotPermits =
    boost::mp11::mp_list<protocol::Ping, protocol::Join, protocol::Leave, protocol::ListParticipants,
                         protocol::UpdateParticipant, protocol::SendChatMessage, protocol::EditChatMessage,
                         protocol::DeleteChatMessage, protocol::SetReaction, protocol::GetEntries, protocol::SetTyping,
                         protocol::RelaySessionDescription, protocol::RelayIceCandidate, protocol::RelayData,
                         protocol::GetIceServers, protocol::PublishTranscript>;

template <class Message> inline constexpr bool bot_may = boost::mp11::mp_contains<BotPermits, Message>::value;

} // namespace parlor::service
