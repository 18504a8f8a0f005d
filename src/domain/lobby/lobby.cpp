#include "domain/lobby/lobby.hpp"

#include <algorithm>

namespace parlor::domain {
namespace {

Error not_joined()
{
    return {Errc::not_joined, "You are not in this lobby."};
}

} // namespace

bool Lobby::has_member(const SessionId& session) const
{
    return std::ranges::any_of(participants, [&](const auto& item) { return item.second.session == session; });
}

const Standing* Lobby::standing_of(const SessionId& session) const
{
    auto found = standings.find(session);
    return found == standings.end() ? nullptr : &found->second;
}

Role Lobby::role_of(const SessionId& session) const
{
    if (session == record.owner) return Role::owner;
    const auto* standing = standing_of(session);
    return standing ? standing->role : Role::member;
}

std::optional<Role> Lobby::role_if_any(const SessionId& session) const
{
    if (session.empty()) return {};
    if (session == record.owner || standing_of(session) || has_member(session)) return role_of(session);
    return {};
}

const Ban* Lobby::ban_on(const Visitor& visitor, Timestamp now) const
{
    const bool exempt = role_of(visitor.session) <= Role::moderator;
    for (const auto& [id, ban] : bans)
        if (ban.in_force(now) && (ban.holds_session(visitor) || (!exempt && ban.holds_name_or_address(visitor))))
            return &ban;
    return nullptr;
}

Result<void> check(const Lobby& lobby, const SessionId& session, Action action)
{
    const auto refused = verdict(action, lobby.role_if_any(session));
    if (!refused) return {};
    if (*refused == Errc::not_joined) return not_joined();
    return Error{*refused, "Your role in this lobby does not allow this."};
}

Result<PresenceEvents> decide(const Lobby& lobby, const Join& command)
{
    if (lobby.ban_on({command.session, command.protected_name, command.network}, command.now))
        return Error{Errc::banned, "You are banned from this lobby."};
    if (const auto* present = lobby.find(command.id)) {
        auto after = *present;
        after.online = true;
        after.name = command.name;
        after.protected_name = command.protected_name;
        after.network = command.network;
        if (after == *present) return PresenceEvents{};
        return PresenceEvents{ParticipantChanged{std::move(after)}};
    }
    const auto role = lobby.role_of(command.session);
    if (lobby.record.locked && role > Role::moderator && command.bot.empty())
        return Error{Errc::lobby_locked, "This lobby is locked: nobody new can come in."};
    if (lobby.participants.size() >= static_cast<std::size_t>(lobby.record.capacity))
        return Error{Errc::lobby_full,
                     "This lobby is full: it holds " + std::to_string(lobby.record.capacity) + " participants."};
    const auto* standing = lobby.standing_of(command.session);
    return PresenceEvents{
        ParticipantJoined{{.id = command.id,
                           .person = command.person,
                           .session = command.session,
                           .name = command.name,
                           .kind = command.bot.empty() ? ParticipantKind::person : ParticipantKind::bot,
                           .role = role,
                           .media = {},
                           .muted_by_moderator = standing && standing->muted,
                           .joined_at = command.now,
                           .bot = command.bot,
                           .transcribes = command.transcribes,
                           .protected_name = command.protected_name,
                           .network = command.network}}};
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
    if (command.name) {
        after.name = command.name->name;
        after.protected_name = command.name->protected_name;
    }
    if (command.no_transcription) after.no_transcription = *command.no_transcription;
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
