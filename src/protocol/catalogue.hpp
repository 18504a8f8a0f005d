#pragma once
#include "protocol/bot.hpp"
#include "protocol/chat.hpp"
#include "protocol/errors.hpp"
#include "protocol/lobby.hpp"
#include "protocol/moderation.hpp"
#include "protocol/provider.hpp"
#include "protocol/session.hpp"
#include "protocol/signaling.hpp"
#include "protocol/transcript.hpp"

#include <boost/mp11/list.hpp>

#include <array>
#include <string_view>

/// Every message of protocol version 1 that this server speaks. A client message without exactly one handler does not
/// compile (ws/router.hpp); the generated schema, TypeScript types and AsyncAPI document are made from these lists.
namespace parlor::protocol {

inline constexpr std::string_view version = "v1";
inline constexpr std::string_view subprotocol = "parlor.v1";

using SessionMessages = boost::mp11::mp_list<Ping, SetName>;
using LobbyMessages = boost::mp11::mp_list<Join, Leave, ListParticipants, UpdateParticipant>;
using ChatMessages =
    boost::mp11::mp_list<SendChatMessage, EditChatMessage, DeleteChatMessage, SetReaction, GetEntries, SetTyping>;
using SignalingMessages = boost::mp11::mp_list<RelaySessionDescription, RelayIceCandidate, RelayData, GetIceServers>;
using ModerationMessages =
    boost::mp11::mp_list<Mute, SetRole, Kick, Ban, Unban, ListBans, Admit, Deny, UpdateLobby, CloseLobby>;
using BotMessages = boost::mp11::mp_list<PublishTranscript>;

/// What a client may send.
using ClientMessages = boost::mp11::mp_append<SessionMessages, LobbyMessages, ChatMessages, SignalingMessages,
                                              ModerationMessages, BotMessages>;

/// What the server sends of its own accord; `ack` and `error` come on top.
using ServerMessages = boost::mp11::mp_list<Welcome, SessionChanged, GoingAway, EntryEvent, Typing, ParticipantsChanged,
                                            Removed, Admitted, Denied, ParticipantWaiting, LobbyUpdated, LobbyClosed,
                                            SessionDescription, IceCandidateEvent, RelayedData, BotUpdated, Transcript>;

/// What a bot provider may send, besides `ack` and `error` as answers.
using ProviderMessages = boost::mp11::mp_list<Ping, Register, Load, BotStateReport>;

/// What the server sends to a bot provider; `ack` and `error` come on top. The first three are to be answered.
using ProviderServerMessages = boost::mp11::mp_list<StartBot, ConfigureBot, StopBot, GoingAway>;

} // namespace parlor::protocol
