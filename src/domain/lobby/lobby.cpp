#include "domain/lobby/lobby.hpp"

#include <algorithm>

namespace parlor::domain {
namespace {

Error not_joined()
{
    return {Errc::not_joined, "You are not in this lobby."};
}

Role role_of(const Lobby& lobby, const SessionId& session)
{
    return session == lobby.record.owner ? Role::owner : Role::member;
}

} // namespace

bool Lobby::has_member(const SessionId& session) const
{
    return std::ranges::any_of(participants, [&](const auto& item) { return item.second.session == session; });
}

Result<PresenceEvents> decide(const Lobby& lobby, const Join& command)
{
    if (const auto* present = lobby.find(command.id)) {
        auto after = *present;
        after.online = true;
        after.name = command.name;
        if (after == *present) return PresenceEvents{};
        return PresenceEvents{ParticipantChanged{std::move(after)}};
    }
    if (lobby.record.locked && command.session != lobby.record.owner)
        return Error{Errc::lobby_locked, "This lobby is locked: nobody new can come in."};
    if (lobby.participants.size() >= static_cast<std::size_t>(lobby.record.capacity))
        return Error{Errc::lobby_full,
                     "This lobby is full: it holds " + std::to_string(lobby.record.capacity) + " participants."};
    return PresenceEvents{ParticipantJoined{{.id = command.id,
                                             .person = command.person,
                                             .session = command.session,
                                             .name = command.name,
                                             .role = role_of(lobby, command.session),
                                             .media = {},
                                             .joined_at = command.now,
                                             .bot = {}}}};
}

Result<PresenceEvents> decide(const Lobby& lobby, const Drop& command)
{
    const auto* present = lobby.find(command.id);
    if (!present) return not_joined();
    if (!present->online) return PresenceEvents{};
    auto after = *present;
    after.online = false;
    return PresenceEvents{ParticipantChanged{std::move(after)}};
}

Result<PresenceEvents> decide(const Lobby& lobby, const Leave& command)
{
    if (!lobby.find(command.id)) return not_joined();
    return PresenceEvents{ParticipantLeft{command.id, command.reason}};
}

Result<PresenceEvents> decide(const Lobby& lobby, const Update& command)
{
    const auto* present = lobby.find(command.id);
    if (!present) return not_joined();
    auto after = *present;
    if (command.media) after.media = *command.media;
    if (command.hand) after.hand = *command.hand;
    if (command.away) after.away = *command.away;
    if (command.name) after.name = *command.name;
    if (after == *present) return PresenceEvents{};
    return PresenceEvents{ParticipantChanged{std::move(after)}};
}

void apply(Lobby& lobby, const PresenceEvent& event)
{
    if (const auto* joined = std::get_if<ParticipantJoined>(&event))
        lobby.participants.insert_or_assign(joined->participant.id, joined->participant);
    else if (const auto* changed = std::get_if<ParticipantChanged>(&event))
        lobby.participants.insert_or_assign(changed->participant.id, changed->participant);
    else
        lobby.participants.erase(std::get<ParticipantLeft>(event).id);
}

} // namespace parlor::domain
