#include "domain/lobby/moderation.hpp"

#include <algorithm>
#include <tuple>

namespace parlor::domain {
namespace {

/// Someone whom the one who asks may rule on.
Result<const Participant*> subject(const Lobby& lobby, const SessionId& by, const ParticipantId& target, Action action)
{
    if (auto allowed = check(lobby, by, action); !allowed) return allowed.error();
    const auto* participant = lobby.find(target);
    if (!participant) return Error{Errc::not_found, "That participant is not in this lobby.", "participant_id"};
    if (!outranks(lobby.role_of(by), lobby.role_of(participant->session)))
        return Error{Errc::forbidden, "That participant's role is not below yours.", "participant_id"};
    return participant;
}

Standing standing_or_default(const Lobby& lobby, const Participant& participant)
{
    if (const auto* standing = lobby.standing_of(participant.session)) return *standing;
    return {.session = participant.session, .since = participant.joined_at};
}

/// How long someone has belonged to a lobby, for comparing.
struct Claim {
    bool absent;
    Role role;
    Timestamp since;
    SessionId session;

    auto order() const { return std::tie(absent, role, since, session); }
};

std::vector<Claim> claims(const Lobby& lobby)
{
    std::unordered_map<SessionId, Claim> found;
    for (const auto& [session, standing] : lobby.standings)
        found.try_emplace(session, Claim{true, standing.role, standing.since, session});
    for (const auto& [id, participant] : lobby.participants) {
        const auto& session = participant.session;
        if (participant.kind != ParticipantKind::person) {
            // One that was muted has a standing; that makes it no heir.
            found.erase(session);
            continue;
        }
        auto [claim, fresh] =
            found.try_emplace(session, Claim{false, lobby.role_of(session), participant.joined_at, session});
        claim->second.absent = false;
        if (!lobby.standing_of(session)) claim->second.since = std::min(claim->second.since, participant.joined_at);
    }
    std::vector<Claim> all;
    for (auto& [session, claim] : found)
        if (claim.role != Role::guest && session != lobby.record.owner) all.push_back(std::move(claim));
    return all;
}

} // namespace

Result<Standing> decide(const Lobby& lobby, const Mute& command)
{
    auto target = subject(lobby, command.by, command.target, Action::mute);
    if (!target) return std::move(target).error();
    auto standing = standing_or_default(lobby, **target);
    standing.muted = command.on;
    return standing;
}

Result<RoleDecision> decide(const Lobby& lobby, const SetRole& command)
{
    auto target = subject(lobby, command.by, command.target, Action::set_role);
    if (!target) return std::move(target).error();
    if ((*target)->kind == ParticipantKind::bot)
        return Error{Errc::forbidden, "Bots have no other role.", "participant_id"};
    const auto own = lobby.role_of(command.by);
    if (command.role == Role::owner && own == Role::owner) return RoleDecision{OwnerChange{(*target)->session}};
    if (!outranks(own, command.role))
        return Error{Errc::forbidden, "You can give only roles that are below your own.", "role"};
    auto standing = standing_or_default(lobby, **target);
    if (standing.role != command.role) standing.since = command.now;
    standing.role = command.role;
    return RoleDecision{standing};
}

Result<SessionId> decide(const Lobby& lobby, const Kick& command)
{
    auto target = subject(lobby, command.by, command.target, Action::kick);
    if (!target) return std::move(target).error();
    return (*target)->session;
}

Result<Ban> decide(const Lobby& lobby, const PutBan& command)
{
    auto target = subject(lobby, command.by, command.target, Action::ban);
    if (!target) return std::move(target).error();
    if (command.until && *command.until <= command.now)
        return Error{Errc::bad_request, "until: must lie in the future", "until"};
    std::string by;
    for (const auto& [id, participant] : lobby.participants)
        if (participant.session == command.by) by = participant.name;
    return Ban{.id = command.id,
               .session = (*target)->session,
               .name = (*target)->name,
               .protected_name = (*target)->protected_name,
               .network = command.by_address ? (*target)->network : std::string{},
               .reason = command.reason,
               .by = std::move(by),
               .at = command.now,
               .until = command.until};
}

Result<void> decide(const Lobby& lobby, const LiftBan& command)
{
    if (auto allowed = check(lobby, command.by, Action::unban); !allowed) return allowed.error();
    if (!lobby.bans.contains(command.ban)) return Error{Errc::not_found, "There is no such ban.", "ban_id"};
    return {};
}

void apply(Lobby& lobby, const AccessEvent& event)
{
    if (const auto* set = std::get_if<StandingSet>(&event)) {
        lobby.standings.insert_or_assign(set->standing.session, set->standing);
    } else if (const auto* dropped = std::get_if<StandingDropped>(&event)) {
        lobby.standings.erase(dropped->session);
    } else if (const auto* put = std::get_if<BanPut>(&event)) {
        lobby.standings.erase(put->ban.session);
        lobby.bans.insert_or_assign(put->ban.id, put->ban);
    } else {
        lobby.bans.erase(std::get<BanLifted>(event).id);
    }
}

PresenceEvents reconcile(const Lobby& lobby, Timestamp now)
{
    PresenceEvents events;
    for (const auto& [id, participant] : lobby.participants) {
        if (lobby.ban_on(participant.visitor(), now)) {
            events.emplace_back(ParticipantLeft{id, LeaveReason::banned});
            continue;
        }
        auto after = participant;
        after.role = lobby.role_of(participant.session);
        const auto* standing = lobby.standing_of(participant.session);
        after.muted_by_moderator = standing && standing->muted;
        if (after != participant) events.emplace_back(ParticipantChanged{std::move(after)});
    }
    return events;
}

PresenceEvents departures(const Lobby& lobby, const SessionId& session, LeaveReason reason)
{
    PresenceEvents events;
    for (const auto& [id, participant] : lobby.participants)
        if (participant.session == session) events.emplace_back(ParticipantLeft{id, reason});
    return events;
}

std::optional<SessionId> next_owner(const Lobby& lobby)
{
    const auto all = claims(lobby);
    const auto first = std::ranges::min_element(all, {}, &Claim::order);
    if (first == all.end()) return {};
    return first->session;
}

} // namespace parlor::domain
