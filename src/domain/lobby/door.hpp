#pragma once
#include "domain/lobby/lobby.hpp"

#include <string>

/// Who may come in, and who may know that a lobby is there at all.
namespace parlor::domain {

/// What someone shows at the door.
struct Knock {
    ParticipantId id;
    Visitor visitor;
    /// Hash of the invite's token; empty = none shown.
    std::string invite_hash{};
    /// The lobby's password was shown and is right.
    bool password_right = false;
    Timestamp now{};
};

enum class Passage {
    come_in,
    show_password, ///< nothing but the password is missing
    wait,          ///< a moderator decides
};

/// A private lobby is there for its members, for those who are in, and for bearers of a valid invite.
bool visible(const Lobby& lobby, const SessionId& session, const std::string& invite_hash, Timestamp now);

/// In this order: refuses with `not_found` (private), `banned`, `lobby_locked`, asks for the password, refuses with
/// `lobby_full`, lets wait. An invite passes the first and the password, never a ban, a lock or the waiting room.
/// Members and those who are in on another tab need neither password nor invite, and do not wait.
Result<Passage> decide(const Lobby& lobby, const Knock& knock);

/// How someone who comes in is entered among those who may come again: nothing where they are already, or where the
/// lobby is open to all.
std::optional<Standing> admission(const Lobby& lobby, const SessionId& session, Timestamp now);

/// The invite that somebody needs who is not a member; null where none that is valid is shown.
const Invite* invite_used(const Lobby& lobby, const Knock& knock);

/// The refusal that a lobby which is not there gives too.
Error no_such_lobby();

} // namespace parlor::domain
