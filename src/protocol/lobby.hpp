#pragma once
#include "protocol/chat.hpp"
#include "protocol/signaling.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>
#include <vector>

/// Lobbies and who is in them (PROTOCOL.md "The WebSocket", "Lobbies").
namespace parlor::protocol {

enum class Visibility { public_, private_ };
BOOST_DESCRIBE_ENUM(Visibility, public_, private_)
enum class MediaMode { mesh, none, sfu };
BOOST_DESCRIBE_ENUM(MediaMode, mesh, none, sfu)
enum class BotsBy { moderators, members };
BOOST_DESCRIBE_ENUM(BotsBy, moderators, members)
enum class IcePolicy { all, relay };
BOOST_DESCRIBE_ENUM(IcePolicy, all, relay)
enum class Duplicates { coexist, replace, refuse };
BOOST_DESCRIBE_ENUM(Duplicates, coexist, replace, refuse)
enum class Role { owner, moderator, member, guest };
BOOST_DESCRIBE_ENUM(Role, owner, moderator, member, guest)
enum class LeaveReason { left, kicked, banned, replaced, timeout, lobby_closed };
BOOST_DESCRIBE_ENUM(LeaveReason, left, kicked, banned, replaced, timeout, lobby_closed)

struct Lobby {
    Id id;
    std::string name;
    Visibility visibility = Visibility::public_;
    bool has_password = false;
    Count capacity;
    bool locked = false;
    bool waiting_room = false;
    MediaMode media = MediaMode::mesh;
    bool persistent = false;
    BotsBy bots_by = BotsBy::moderators;
    /// `relay`: media go by TURN alone, so that nobody learns another's address.
    IcePolicy ice_policy = IcePolicy::all;
    /// What becomes of a person's other tabs when one more comes in.
    Duplicates duplicates = Duplicates::coexist;
    /// How long and how many entries are kept; 0 = all of them.
    Count history_days;
    Count max_entries;
    Count participant_count;
    TimeMs created_at;
    Count version;
    SeqOrZero seq;
};
BOOST_DESCRIBE_STRUCT(Lobby, (),
                      (id, name, visibility, has_password, capacity, locked, waiting_room, media, persistent, bots_by,
                       ice_policy, duplicates, history_days, max_entries, participant_count, created_at, version, seq))

/// What a participant sends at the moment; soft state.
struct Media {
    bool microphone = false;
    bool camera = false;
    bool screen = false;
    bool operator==(const Media&) const = default;
};
BOOST_DESCRIBE_STRUCT(Media, (), (microphone, camera, screen))

struct Participant {
    Id id;
    Id person_id;
    std::string name;
    ParticipantKind kind = ParticipantKind::person;
    Role role = Role::member;
    Media media;
    bool hand = false;
    bool away = false;
    bool online = true;
    bool muted_by_moderator = false;
    TimeMs joined_at;
    std::optional<Id> bot_id;
    /// A bot that may write down what is said.
    std::optional<bool> transcribes;
    /// Nothing that this person says may be written down.
    std::optional<bool> no_transcription;
};
BOOST_DESCRIBE_STRUCT(Participant, (),
                      (id, person_id, name, kind, role, media, hand, away, online, muted_by_moderator, joined_at,
                       bot_id, transcribes, no_transcription))

/// `participants_cursor` is there where the lobby holds more people than fit: go on with `list_participants`.
/// With `after_seq`, `entries` are the oldest missed ones; `gap` is true where more follow between the last one given and
/// `seq`: read them with `get_entries {after_seq}`. Without `after_seq`, they are the newest of the log.
struct JoinResult {
    Lobby lobby;
    Participant participant;
    std::vector<Participant> participants;
    std::optional<std::string> participants_cursor;
    std::vector<Entry> entries;
    SeqOrZero seq;
    bool gap = false;
    std::vector<IceServer> ice_servers;
};
BOOST_DESCRIBE_STRUCT(JoinResult, (),
                      (lobby, participant, participants, participants_cursor, entries, seq, gap, ice_servers))

/// A moderator decides: `admitted` or `denied` follows.
struct JoinWaiting {
    bool waiting = true;
};
BOOST_DESCRIBE_STRUCT(JoinWaiting, (), (waiting))

using JoinOutcome = OneOf<JoinResult, JoinWaiting>;

struct Join {
    static constexpr std::string_view type = "join";
    using Result = JoinOutcome;
    Id lobby_id;
    Id tab;
    std::optional<Text<1, 256>> password;
    std::optional<Text<1, 128>> invite;
    std::optional<SeqOrZero> after_seq;
};
BOOST_DESCRIBE_STRUCT(Join, (), (lobby_id, tab, password, invite, after_seq))

struct Leave {
    static constexpr std::string_view type = "leave";
    using Result = Empty;
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(Leave, (), (lobby_id))

struct ParticipantPage {
    std::vector<Participant> participants;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ParticipantPage, (), (participants, next_cursor))

struct ListParticipants {
    static constexpr std::string_view type = "list_participants";
    using Result = ParticipantPage;
    Id lobby_id;
    std::optional<Text<1, 256>> cursor;
    std::optional<Int<1, 500>> limit;
};
BOOST_DESCRIBE_STRUCT(ListParticipants, (), (lobby_id, cursor, limit))

struct ParticipantResult {
    Participant participant;
};
BOOST_DESCRIBE_STRUCT(ParticipantResult, (), (participant))

struct UpdateParticipant {
    static constexpr std::string_view type = "update_participant";
    using Result = ParticipantResult;
    Id lobby_id;
    std::optional<Media> media;
    std::optional<bool> hand;
    std::optional<bool> away;
    std::optional<bool> no_transcription;
};
BOOST_DESCRIBE_STRUCT(UpdateParticipant, (), (lobby_id, media, hand, away, no_transcription))

struct Departure {
    Id participant_id;
    LeaveReason reason = LeaveReason::left;
};
BOOST_DESCRIBE_STRUCT(Departure, (), (participant_id, reason))

/// The first change goes out at once, later ones merged every 100 ms; where a hundred or more are in, less often.
struct ParticipantsChanged {
    static constexpr std::string_view type = "participants_changed";
    Id lobby_id;
    std::vector<Participant> joined;
    std::vector<Departure> left;
    std::vector<Participant> updated;
};
BOOST_DESCRIBE_STRUCT(ParticipantsChanged, (), (lobby_id, joined, left, updated))

/// This connection is out of the lobby although it did not ask for it (another one came with the same tab, kick, ban).
struct Removed {
    static constexpr std::string_view type = "removed";
    Id lobby_id;
    LeaveReason reason = LeaveReason::replaced;
    /// The participant who did it.
    std::optional<Id> by;
    /// Their reason, in words.
    std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (lobby_id, reason, by, message))

/// The waiting is over: what the ack of `join` would have brought.
struct Admitted : JoinResult {
    static constexpr std::string_view type = "admitted";
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(Admitted, (JoinResult), (lobby_id))

/// The waiting is over: no.
struct Denied {
    static constexpr std::string_view type = "denied";
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(Denied, (), (lobby_id))

/// To moderators: somebody asks to be let in. `participants_changed.left` takes those back who stopped waiting.
struct ParticipantWaiting {
    static constexpr std::string_view type = "participant_waiting";
    Id lobby_id;
    Participant participant;
};
BOOST_DESCRIBE_STRUCT(ParticipantWaiting, (), (lobby_id, participant))

struct LobbyUpdated {
    static constexpr std::string_view type = "lobby_updated";
    Lobby lobby;
};
BOOST_DESCRIBE_STRUCT(LobbyUpdated, (), (lobby))

struct LobbyClosed {
    static constexpr std::string_view type = "lobby_closed";
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(LobbyClosed, (), (lobby_id))

// HTTP

struct CreateLobby {
    Text<1, 100> name;
    std::optional<Visibility> visibility;
    std::optional<Text<1, 256>> password;
    std::optional<Int<1, 100'000>> capacity;
    std::optional<MediaMode> media;
    std::optional<bool> waiting_room;
    std::optional<bool> persistent;
    std::optional<BotsBy> bots_by;
    std::optional<IcePolicy> ice_policy;
    std::optional<Duplicates> duplicates;
    std::optional<Int<0, 3650>> history_days;
    std::optional<Int<0, 10'000'000>> max_entries;
    /// One of the server's templates; what is missing above is as it says.
    std::optional<Id> template_;
};
BOOST_DESCRIBE_STRUCT(CreateLobby, (),
                      (name, visibility, password, capacity, media, waiting_room, persistent, bots_by, ice_policy,
                       duplicates, history_days, max_entries, template_))

/// `PATCH /api/v1/lobbies/{id}`; what is missing stays.
struct LobbyPatch {
    std::optional<Text<1, 100>> name;
    std::optional<Visibility> visibility;
    /// Empty takes the password away.
    std::optional<Text<0, 256>> password;
    std::optional<Int<1, 100'000>> capacity;
    std::optional<bool> locked;
    std::optional<bool> waiting_room;
    std::optional<BotsBy> bots_by;
    std::optional<IcePolicy> ice_policy;
    std::optional<Duplicates> duplicates;
    std::optional<Int<0, 3650>> history_days;
    std::optional<Int<0, 10'000'000>> max_entries;
};
BOOST_DESCRIBE_STRUCT(LobbyPatch, (),
                      (name, visibility, password, capacity, locked, waiting_room, bots_by, ice_policy, duplicates,
                       history_days, max_entries))

struct LobbyResult {
    Lobby lobby;
};
BOOST_DESCRIBE_STRUCT(LobbyResult, (), (lobby))

/// An invite as it is made: the only time that its token is told. `url` leads into the web client.
struct Invite {
    Id id;
    std::string token;
    std::string url;
    TimeMs expires_at;
};
BOOST_DESCRIBE_STRUCT(Invite, (), (id, token, url, expires_at))

struct LobbyCreated {
    Lobby lobby;
    Nullable<Invite> invite;
};
BOOST_DESCRIBE_STRUCT(LobbyCreated, (), (lobby, invite))

struct LobbyPage {
    std::vector<Lobby> lobbies;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LobbyPage, (), (lobbies, next_cursor))

} // namespace parlor::protocol
