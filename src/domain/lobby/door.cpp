#include "domain/lobby/door.hpp"

namespace parlor::domain {
namespace {

/// Whether someone belongs to the lobby, here or away; guests never do.
bool belongs(const Lobby& lobby, const SessionId& session)
{
    if (session.empty()) return false;
    if (session == lobby.record.owner) return true;
    const auto* standing = lobby.standing_of(session);
    return standing && standing->role <= Role::member;
}

const Invite* valid_invite(const Lobby& lobby, const std::string& hash, Timestamp now)
{
    if (hash.empty()) return nullptr;
    auto found = lobby.invites.find(hash);
    return found != lobby.invites.end() && found->second.valid(now) ? &found->second : nullptr;
}

} // namespace

Error no_such_lobby()
{
    return {Errc::not_found, "There is no such lobby.", "lobby_id"};
}

bool visible(const Lobby& lobby, const SessionId& session, const std::string& invite_hash, Timestamp now)
{
    return lobby.record.visibility == Visibility::public_ || belongs(lobby, session) || lobby.has_member(session) ||
           valid_invite(lobby, invite_hash, now);
}

Result<Passage> decide(const Lobby& lobby, const Knock& knock)
{
    const auto& session = knock.visitor.session;
    if (!visible(lobby, session, knock.invite_hash, knock.now)) return no_such_lobby();
    if (lobby.ban_on(knock.visitor, knock.now)) return Error{Errc::banned, "You are banned from this lobby."};
    if (lobby.find(knock.id)) return Passage::come_in;
    const bool moderates = lobby.role_of(session) <= Role::moderator;
    if (lobby.record.locked && !moderates)
        return Error{Errc::lobby_locked, "This lobby is locked: nobody new can come in."};
    const bool known = belongs(lobby, session) || lobby.has_member(session);
    const bool invited = valid_invite(lobby, knock.invite_hash, knock.now);
    if (!lobby.record.password_hash.empty() && !known && !invited && !knock.password_right)
        return Passage::show_password;
    if (auto room = room_for_one_more(lobby, session); !room) return room.error();
    if (lobby.record.waiting_room && !known) return Passage::wait;
    return Passage::come_in;
}

std::optional<Standing> admission(const Lobby& lobby, const SessionId& session, Timestamp now)
{
    const auto& record = lobby.record;
    const bool open = record.visibility == Visibility::public_ && record.password_hash.empty() && !record.waiting_room;
    if (open || session == record.owner || lobby.standing_of(session)) return {};
    return Standing{.session = session, .role = Role::member, .since = now};
}

const Invite* invite_used(const Lobby& lobby, const Knock& knock)
{
    const auto& session = knock.visitor.session;
    if (belongs(lobby, session) || lobby.has_member(session)) return nullptr;
    return valid_invite(lobby, knock.invite_hash, knock.now);
}

} // namespace parlor::domain
