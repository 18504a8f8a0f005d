#pragma once
#include "base/errc.hpp"

#include <optional>
#include <span>
#include <string_view>

/// Who may do what: the one table that services ask and tests read.
namespace parlor::domain {

/// From the highest to the lowest. A guest talks but does not belong: it never inherits a lobby and starts no bots.
enum class Role { owner, moderator, member, guest };

/// What can be done in a lobby, named like the message that asks for it where there is one.
enum class Action {
    take_part, ///< see and hear, tell one's own state, type, relay, read the log
    write,     ///< add to the log, change one's own texts
    mute,
    kick,
    ban,
    unban,
    list_bans,
    set_role,
    admit,
    deny,
    invite,      ///< make, list and revoke invites
    update_door, ///< `update_lobby` of what decides on the way in: `locked`, `waiting_room`
    update_lobby,
    close_lobby,
    see_bots,
    bots_by_moderators, ///< add, change and remove bots, where the lobby's `bots_by` says so
    bots_by_members,    ///< likewise
};

/// Nothing = allowed; else the code of the refusal.
using Verdict = std::optional<Errc>;

struct Permission {
    Action action;
    std::string_view name;
    Verdict owner;
    Verdict moderator;
    Verdict member;
    Verdict guest;
    /// Who is not in the lobby and has no standing there.
    Verdict outsider;
};

/// Every action once, in the order of `Action`.
std::span<const Permission> permissions();

/// `role`: nothing for an outsider.
Verdict verdict(Action action, std::optional<Role> role);

/// Whether `a` may rule on `b`: the owner on everybody else, moderators on members and guests.
inline bool outranks(Role a, Role b)
{
    return a < b && a <= Role::moderator;
}

} // namespace parlor::domain
