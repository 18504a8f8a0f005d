#pragma once
#include "domain/lobby/entry.hpp"
#include "domain/lobby/lobby.hpp"
#include "domain/session/session_record.hpp"
#include "protocol/chat.hpp"
#include "protocol/lobby.hpp"
#include "protocol/session.hpp"

/// Domain objects as clients see them: what is not on the wire (session ids, hashes) ends here.
namespace parlor::service {

protocol::Session to_wire(const domain::SessionRecord& session);
protocol::Participant to_wire(const domain::Participant& participant);
protocol::Entry to_wire(const domain::Entry& entry);
protocol::LeaveReason to_wire(domain::LeaveReason reason);
protocol::Lobby to_wire(const domain::LobbyRecord& record, std::size_t participant_count);

domain::Media from_wire(const protocol::Media& media);
domain::MediaMode from_wire(protocol::MediaMode media);
domain::BotsBy from_wire(protocol::BotsBy bots_by);
domain::Role from_wire(protocol::Role role);
/// All but the password, which is hashed first.
domain::SettingWishes wishes_of(const protocol::LobbyPatch& patch);
domain::SettingWishes wishes_of(const protocol::CreateLobby& body);

} // namespace parlor::service
