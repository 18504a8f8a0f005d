#include "domain/lobby/lobby.hpp"

#include <algorithm>

namespace parlor::domain {
namespace {

Error not_joined()
{
    return {Errc::not_joined, "You are not in this lobby."};
}

} // namespace

std::string guest_name(const PersonId& person)
{
    unsigned number = 0;
    for (unsigned char c : person.str()) number = number * 31 + c;
    const auto digits = std::to_string(number % 10'000);
    return "Guest " + std::string(4 - digits.size(), '0') + digits;
}

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

namespace {

/// Whether a session's participants give way when another tab of it comes in.
bool gives_way(const Lobby& lobby, const Participant& other)
{
    switch (lobby.record.duplicates) {
    case Duplicates::coexist: return false;
    case Duplicates::replace: return true;
    // A page that was closed or lost its memory must not keep its person out.
    case Duplicates::refuse: return !other.online;
    }
    return false;
}

/// The person's other tabs make room for this one, as the lobby wants it.
Result<PresenceEvents> others_of(const Lobby& lobby, const Join& command)
{
    PresenceEvents events;
    if (lobby.record.duplicates == Duplicates::coexist) return events;
    for (const auto& [id, other] : lobby.participants) {
        if (other.session != command.session) continue;
        if (!gives_way(lobby, other))
            return Error{Errc::conflict, "You are in this lobby with another tab, and it allows one only."};
        events.emplace_back(ParticipantLeft{id, LeaveReason::replaced});
    }
    return events;
}

} // namespace

Result<void> room_for_one_more(const Lobby& lobby, const SessionId& session)
{
    const auto capacity = static_cast<std::size_t>(lobby.record.capacity);
    if (lobby.participants.size() < capacity) return {};
    const bool replaces = std::ranges::any_of(lobby.participants, [&](const auto& item) {
        return item.second.session == session && gives_way(lobby, item.second);
    });
    if (replaces && lobby.participants.size() <= capacity) return {};
    return Error{Errc::lobby_full,
                 "This lobby is full: it holds " + std::to_string(lobby.record.capacity) + " participants."};
}

Participant newcomer(const Lobby& lobby, const Join& command)
{
    const auto* standing = lobby.standing_of(command.session);
    return {.id = command.id,
            .person = command.person,
            .session = command.session,
            .name = command.name,
            .kind = command.bot.empty() ? ParticipantKind::person : ParticipantKind::bot,
            .role = lobby.role_of(command.session),
            .media = {},
            .muted_by_moderator = standing && standing->muted,
            .joined_at = command.now,
            .bot = command.bot,
            .transcribes = command.transcribes,
            .protected_name = command.protected_name,
            .network = command.network};
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
    if (lobby.record.locked && lobby.role_of(command.session) > Role::moderator && command.bot.empty())
        return Error{Errc::lobby_locked, "This lobby is locked: nobody new can come in."};
    auto events = others_of(lobby, command);
    if (!events) return events;
    if (auto room = room_for_one_more(lobby, command.session); !room) return room.error();
    events->emplace_back(ParticipantJoined{newcomer(lobby, command)});
    return events;
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
