#pragma once
#include "base/result.hpp"
#include "domain/lobby/ban.hpp"
#include "domain/lobby/invite.hpp"
#include "domain/lobby/lobby_record.hpp"
#include "domain/lobby/participant.hpp"
#include "domain/lobby/standing.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

/// Who may be in a lobby and what its settings may become. `decide` looks at the state and answers with events or a
/// refusal; `apply` makes an event true. Neither does anything else.
namespace parlor::domain {

struct Lobby {
    LobbyRecord record;
    std::unordered_map<ParticipantId, Participant> participants;
    std::unordered_map<SessionId, Standing> standings{};
    std::map<BanId, Ban> bans{};
    /// By the hash of their tokens.
    std::unordered_map<std::string, Invite> invites{};
    /// Who waits to be let in, as they would be in.
    std::unordered_map<ParticipantId, Participant> waiting{};

    const Participant* find(const ParticipantId& id) const
    {
        auto found = participants.find(id);
        return found == participants.end() ? nullptr : &found->second;
    }
    /// Whether this session has a participant here, on any tab.
    bool has_member(const SessionId& session) const;
    const Standing* standing_of(const SessionId& session) const;
    /// The role that a session has or would have here.
    Role role_of(const SessionId& session) const;
    /// As role_of; nothing for one who is not in and has no standing.
    std::optional<Role> role_if_any(const SessionId& session) const;
    /// The ban that keeps this visitor out at this moment; null where none does. Owner and moderators are not held by a
    /// name or an address that they share.
    const Ban* ban_on(const Visitor& visitor, Timestamp now) const;
};

/// Whether a session may do something here; else the refusal of the table of roles.
Result<void> check(const Lobby& lobby, const SessionId& session, Action action);

// Commands

/// A tab comes in, or comes back.
struct Join {
    ParticipantId id;
    PersonId person;
    SessionId session;
    std::string name;
    Timestamp now{};
    std::string protected_name{};
    std::string network{};
    /// Set where it is the instance of a bot.
    BotId bot{};
    bool transcribes = false;
};

/// A participant's connection broke; it may come back within the grace time.
struct Drop {
    ParticipantId id;
};

struct Leave {
    ParticipantId id;
    LeaveReason reason = LeaveReason::left;
};

/// How someone is called, and the name's key where a password protects it.
struct Naming {
    std::string name;
    std::string protected_name{};
};

/// What a participant tells of itself; nothing where it stays as it is.
struct Update {
    ParticipantId id;
    std::optional<Media> media;
    std::optional<bool> hand;
    std::optional<bool> away;
    std::optional<Naming> name;
    std::optional<bool> no_transcription{};
};

// Events

struct ParticipantJoined {
    Participant participant;
    bool operator==(const ParticipantJoined&) const = default;
};
/// Its state is now this one.
struct ParticipantChanged {
    Participant participant;
    bool operator==(const ParticipantChanged&) const = default;
};
struct ParticipantLeft {
    ParticipantId id;
    LeaveReason reason = LeaveReason::left;
    bool operator==(const ParticipantLeft&) const = default;
};

using PresenceEvent = std::variant<ParticipantJoined, ParticipantChanged, ParticipantLeft>;
/// None where the command changes nothing.
using PresenceEvents = std::vector<PresenceEvent>;

/// Refuses with `banned`, `lobby_locked`, `lobby_full`, and with `conflict` where the lobby refuses a second tab. A
/// participant that is in already (another connection, or within its grace time) comes back whatever the lobby's state,
/// unless it is banned. What else it takes to come in is asked before, at the door (door.hpp); of bots nothing is, and no
/// lock keeps them out, since only who may add them adds them.
Result<PresenceEvents> decide(const Lobby& lobby, const Join& command);
/// Refuses with `not_joined`, as do the next two.
Result<PresenceEvents> decide(const Lobby& lobby, const Drop& command);
Result<PresenceEvents> decide(const Lobby& lobby, const Leave& command);
Result<PresenceEvents> decide(const Lobby& lobby, const Update& command);

/// How one who comes in begins.
Participant newcomer(const Lobby& lobby, const Join& command);
/// Refuses with `lobby_full`. Counts nobody whom this session's coming in would replace.
Result<void> room_for_one_more(const Lobby& lobby, const SessionId& session);

void apply(Lobby& lobby, const PresenceEvent& event);

/// Bounds on settings, from the configuration.
struct LobbyLimits {
    int default_capacity = 50;
    int max_capacity = 5000;
    int mesh_capacity = 8;
    /// The longest that a lobby may keep its entries, and the most; 0 = as long and as many as it likes.
    int history_days = 0;
    int max_entries = 0;
};

/// Settings that can be wished for at the creation and later; nothing where the default is meant, or where one stays.
struct SettingWishes {
    std::optional<Visibility> visibility{};
    /// Empty = no password.
    std::optional<std::string> password_hash{};
    std::optional<bool> waiting_room{};
    std::optional<BotsBy> bots_by{};
    std::optional<IcePolicy> ice_policy{};
    std::optional<Duplicates> duplicates{};
    std::optional<int> history_days{};
    std::optional<int> max_entries{};
};

/// A new lobby's wishes; nothing where the default is meant.
struct Create {
    LobbyId id;
    SessionId owner;
    std::string name;
    std::optional<int> capacity;
    MediaMode media = MediaMode::mesh;
    Timestamp now{};
    bool persistent = false;
    SettingWishes wishes{};
};

/// Refuses with `bad_request` (no visible name, capacity out of bounds).
Result<LobbyRecord> decide(const LobbyLimits& limits, const Create& command);

/// New settings; nothing where one stays.
struct ChangeSettings {
    SessionId by;
    std::int64_t expected_version = 0;
    std::optional<std::string> name;
    std::optional<int> capacity;
    std::optional<bool> locked;
    SettingWishes wishes{};
};

/// The settings as they should be stored, version untouched. Refuses with `forbidden` (by the table of roles: moderators
/// decide on `locked` and `waiting_room`), `conflict` (stale version), `bad_request`.
Result<LobbyRecord> decide(const LobbyLimits& limits, const Lobby& lobby, const ChangeSettings& command);

} // namespace parlor::domain
