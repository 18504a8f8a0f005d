#include "domain/lobby/role.hpp"

#include <array>

namespace parlor::domain {
namespace {

constexpr Verdict yes{};
constexpr Verdict no{Errc::forbidden};
constexpr Verdict out{Errc::not_joined};

// clang-format off
constexpr std::array table{
    //                                              owner moderator member guest outsider
    Permission{Action::take_part,    "take_part",    yes, yes, yes, yes, out},
    Permission{Action::write,        "write",        yes, yes, yes, yes, out},
    Permission{Action::mute,         "mute",         yes, yes, no,  no,  out},
    Permission{Action::kick,         "kick",         yes, yes, no,  no,  out},
    Permission{Action::ban,          "ban",          yes, yes, no,  no,  out},
    Permission{Action::unban,        "unban",        yes, yes, no,  no,  out},
    Permission{Action::list_bans,    "list_bans",    yes, yes, no,  no,  out},
    Permission{Action::set_role,     "set_role",     yes, yes, no,  no,  out},
    Permission{Action::admit,        "admit",        yes, yes, no,  no,  out},
    Permission{Action::deny,         "deny",         yes, yes, no,  no,  out},
    Permission{Action::invite,       "invite",       yes, yes, no,  no,  no},
    Permission{Action::update_door,  "update_door",  yes, yes, no,  no,  no},
    Permission{Action::update_lobby, "update_lobby", yes, no,  no,  no,  no},
    Permission{Action::close_lobby,  "close_lobby",  yes, no,  no,  no,  no},
    Permission{Action::see_bots,     "see_bots",     yes, yes, yes, yes, out},
    Permission{Action::bots_by_moderators, "bots_by_moderators", yes, yes, no, no, out},
    Permission{Action::bots_by_members, "bots_by_members", yes, yes, yes, no, out},
};
// clang-format on

} // namespace

std::span<const Permission> permissions()
{
    return table;
}

Verdict verdict(Action action, std::optional<Role> role)
{
    const auto& row = table.at(static_cast<std::size_t>(action));
    if (!role) return row.outsider;
    switch (*role) {
    case Role::owner: return row.owner;
    case Role::moderator: return row.moderator;
    case Role::member: return row.member;
    case Role::guest: return row.guest;
    }
    return row.outsider;
}

} // namespace parlor::domain
