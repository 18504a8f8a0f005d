#include "domain/lobby/moderation.hpp"

#include <algorithm>
#include <tuple>

namespace parlor::domain {
namespace {

const Participant* waiting_one(const Lobby& lobby, const ParticipantId& id)
{
    auto found = lobby.waiting.find(id);
    return found == lobby.waiting.end() ? nullptr : &found->second;
}

/// Someone whom the one who asks may rule on.
Result<const Participant*> subject(const Lobby& lobby, const SessionId& by, const ParticipantId& target, Action action)
{
    if (auto allowed = check(lobby, by, action); !allowed) return allowed.error();
    const auto* participant = lobby.find(target);
    if (!participant && action == Action::ban) participant = waiting_one(lobby, target);
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

Error nobody_waits()
{
    return {Errc::not_found, "Nobody of this id waits to be let in.", "participant_id"};
}

void reconcile_one(const Lobby& lobby, const Participant& participant, Timestamp now, PresenceEvents& events)
{
    if (lobby.ban_on(participant.visitor(), now)) {
        events.emplace_back(ParticipantLeft{participant.id, LeaveReason::banned});
        return;
    }
    const auto* standing = lobby.standing_of(participant.session);
    const bool muted = standing && standing->muted;
    const auto role = lobby.role_of(participant.session);
    if (participant.role == role && participant.muted_by_moderator == muted) return;
    auto after = participant;
    after.role = role;
    after.muted_by_moderator = muted;
    events.emplace_back(ParticipantChanged{std::move(after)});
}

struct Applier {
    Lobby& lobby;

    void operator()(const StandingSet& event) const
    {
        lobby.standings.insert_or_assign(event.standing.session, event.standing);
    }
    void operator()(const StandingDropped& event) const { lobby.standings.erase(event.session); }
    void operator()(const BanPut& event) const
    {
        lobby.standings.erase(event.ban.session);
        if (event.left) lobby.standings.emplace(event.left->session, *event.left);
        lobby.bans.insert_or_assign(event.ban.id, event.ban);
    }
    void operator()(const BanLifted& event) const { lobby.bans.erase(event.id); }
    void operator()(const InvitePut& event) const
    {
        lobby.invites.insert_or_assign(event.invite.token_hash, event.invite);
    }
    void operator()(const InviteDropped& event) const
    {
        std::erase_if(lobby.invites, [&](const auto& item) { return item.second.id == event.id; });
    }
    void operator()(const InviteUsed& event) const
    {
        for (auto& [hash, invite] : lobby.invites)
            if (invite.id == event.id) invite.uses += event.by;
    }
};

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

std::optional<Standing> standing_after_removal(const Lobby& lobby, const SessionId& session)
{
    const auto* before = lobby.standing_of(session);
    if (!before || !before->muted) return {};
    return Standing{.session = session, .role = Role::guest, .muted = true, .since = before->since};
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

Result<std::optional<Standing>> decide(const Lobby& lobby, const Admit& command)
{
    if (auto allowed = check(lobby, command.by, Action::admit); !allowed) return allowed.error();
    const auto* target = waiting_one(lobby, command.target);
    if (!target) return nobody_waits();
    if (lobby.record.locked) return Error{Errc::lobby_locked, "This lobby is locked: nobody new can come in."};
    if (auto room = room_for_one_more(lobby, target->session); !room) return room.error();
    if (lobby.standing_of(target->session)) return std::optional<Standing>{};
    return std::optional{Standing{.session = target->session, .since = command.now}};
}

Result<void> decide(const Lobby& lobby, const Deny& command)
{
    if (auto allowed = check(lobby, command.by, Action::deny); !allowed) return allowed.error();
    if (!waiting_one(lobby, command.target)) return nobody_waits();
    return {};
}

void apply(Lobby& lobby, const AccessEvent& event)
{
    std::visit(Applier{lobby}, event);
}

PresenceEvents reconcile(const Lobby& lobby, Timestamp now)
{
    PresenceEvents events;
    for (const auto& [id, participant] : lobby.participants) reconcile_one(lobby, participant, now, events);
    return events;
}

PresenceEvents reconcile(const Lobby& lobby, Timestamp now, const AccessEvent& event)
{
    const SessionId* session = nullptr;
    if (const auto* set = std::get_if<StandingSet>(&event)) session = &set->standing.session;
    if (const auto* dropped = std::get_if<StandingDropped>(&event)) session = &dropped->session;
    if (!session) return std::holds_alternative<BanPut>(event) ? reconcile(lobby, now) : PresenceEvents{};
    PresenceEvents events;
    for (const auto& [id, participant] : lobby.participants)
        if (participant.session == *session) reconcile_one(lobby, participant, now, events);
    return events;
}

std::vector<ParticipantId> banned_waiting(const Lobby& lobby, Timestamp now)
{
    std::vector<ParticipantId> banned;
    for (const auto& [id, participant] : lobby.waiting)
        if (lobby.ban_on(participant.visitor(), now)) banned.push_back(id);
    return banned;
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
