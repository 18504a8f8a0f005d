#include "domain/bot/permission.hpp"

namespace parlor::domain {

Result<void> may_see_bots(const Lobby& lobby, const SessionId& session)
{
    return check(lobby, session, Action::see_bots);
}

Result<void> may_manage_bots(const Lobby& lobby, const SessionId& session)
{
    const bool members = lobby.record.bots_by == BotsBy::members;
    return check(lobby, session, members ? Action::bots_by_members : Action::bots_by_moderators);
}

Result<void> has_room_for_bot(const Lobby& lobby)
{
    return room_for_one_more(lobby, SessionId{});
}

} // namespace parlor::domain
