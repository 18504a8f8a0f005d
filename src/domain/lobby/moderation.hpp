#pragma once
#include "domain/lobby/lobby.hpp"

#include <string>
#include <variant>

/// What moderators do. `decide` answers with what is to be made durable; once it is, `apply` makes it true, and
/// `reconcile` says what becomes of those who are in.
namespace parlor::domain {

// Commands. `by`: the session that asks; `target`: someone who is in the lobby, or for a ban also who waits. All of them
// refuse as the table of roles says, with `not_found` (path `participant_id`) where there is no such target, with
// `forbidden` where it is not below.

struct Mute {
    SessionId by;
    ParticipantId target;
    bool on = true;
};

struct SetRole {
    SessionId by;
    ParticipantId target;
    Role role = Role::member;
    Timestamp now{};
};

struct Kick {
    SessionId by;
    ParticipantId target;
};

struct PutBan {
    SessionId by;
    ParticipantId target;
    BanId id;
    std::string reason;
    std::optional<Timestamp> until;
    bool by_address = false;
    Timestamp now{};
};

struct LiftBan {
    SessionId by;
    BanId ban;
};

/// Lets someone in who waits.
struct Admit {
    SessionId by;
    ParticipantId target;
    Timestamp now{};
};

/// Sends someone away who waits.
struct Deny {
    SessionId by;
    ParticipantId target;
};

/// The lobby goes to this session; who had it becomes a moderator.
struct OwnerChange {
    SessionId owner;
    bool operator==(const OwnerChange&) const = default;
};

using RoleDecision = std::variant<Standing, OwnerChange>;

/// The target's new standing.
Result<Standing> decide(const Lobby& lobby, const Mute& command);
/// Roles below one's own may be given to those below; the owner may give the lobby away.
Result<RoleDecision> decide(const Lobby& lobby, const SetRole& command);
/// The session whose participants leave, and whose standing becomes that of `standing_after_removal`.
Result<SessionId> decide(const Lobby& lobby, const Kick& command);
/// Who was muted is a muted guest from then on: coming back is no way to be heard again. Nothing is left of others.
std::optional<Standing> standing_after_removal(const Lobby& lobby, const SessionId& session);
/// The standing of its session becomes that of `standing_after_removal`. Also refuses with `bad_request` (path `until`)
/// where the end has passed already.
Result<Ban> decide(const Lobby& lobby, const PutBan& command);
/// Refuses with `not_found` (path `ban_id`).
Result<void> decide(const Lobby& lobby, const LiftBan& command);
/// The standing by which they belong from now on; nothing where they have one. Also refuses with `lobby_full`,
/// `lobby_locked`.
Result<std::optional<Standing>> decide(const Lobby& lobby, const Admit& command);
Result<void> decide(const Lobby& lobby, const Deny& command);

// What has been made durable

struct StandingSet {
    Standing standing;
};
struct StandingDropped {
    SessionId session;
};
/// Of the standing of the banned session stays what is `left`.
struct BanPut {
    Ban ban;
    std::optional<Standing> left{};
};
struct BanLifted {
    BanId id;
};
struct InvitePut {
    Invite invite;
};
struct InviteDropped {
    InviteId id;
};
/// Somebody has come in by it (or, with -1, has not after all).
struct InviteUsed {
    InviteId id;
    int by = 1;
};

using AccessEvent = std::variant<StandingSet, StandingDropped, BanPut, BanLifted, InvitePut, InviteDropped, InviteUsed>;

void apply(Lobby& lobby, const AccessEvent& event);

/// What becomes of those who are in after standings, bans or the owner changed: new roles, muted or not, banned.
PresenceEvents reconcile(const Lobby& lobby, Timestamp now);
/// The same where only something of this event has changed.
PresenceEvents reconcile(const Lobby& lobby, Timestamp now, const AccessEvent& event);
/// Those of the waiting whom a ban meets.
std::vector<ParticipantId> banned_waiting(const Lobby& lobby, Timestamp now);

/// All participants of a session leave.
PresenceEvents departures(const Lobby& lobby, const SessionId& session, LeaveReason reason);

/// Who owns the lobby when its owner has gone for good: of those who are in the longest-standing moderator, else the
/// longest-standing member; where nobody is, likewise of those with a standing. Nothing where there is no such person.
std::optional<SessionId> next_owner(const Lobby& lobby);

} // namespace parlor::domain
