#pragma once
#include "protocol/lobby.hpp"
#include "protocol/session.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <vector>

/// Administration over HTTP (PROTOCOL.md "Operations and administration"). Lists page by cursor.
namespace parlor::protocol {

/// 200 of `POST /admin/login`; the pass itself is in the cookie.
struct AdminLogin {
    TimeMs expires_at;
};
BOOST_DESCRIBE_STRUCT(AdminLogin, (), (expires_at))

// Statistics

/// Of this moment.
struct AdminCounts {
    Count sessions_connected;
    Count websockets;
    Count sockets; ///< WebSockets and HTTP connections
    Count lobbies;
    Count participants;
    Count bans; ///< from the whole server, in force
};
BOOST_DESCRIBE_STRUCT(AdminCounts, (), (sessions_connected, websockets, sockets, lobbies, participants, bans))

/// Per second, averaged over the last `window_ms`.
struct AdminRates {
    Count window_ms;
    Count messages_received;
    Count messages_sent;
    Count bytes_received;
    Count bytes_sent;
    Count entries;
};
BOOST_DESCRIBE_STRUCT(AdminRates, (),
                      (window_ms, messages_received, messages_sent, bytes_received, bytes_sent, entries))

/// What waits.
struct AdminQueues {
    Count store_calls;
    Count shard_tasks;
    Count outbox_bytes; ///< for all WebSockets together
};
BOOST_DESCRIBE_STRUCT(AdminQueues, (), (store_calls, shard_tasks, outbox_bytes))

/// How long turns of an event loop took within `window_ms`; who comes next waits that long.
struct AdminLoop {
    Count turns;
    Count p50_us;
    Count p99_us;
};
BOOST_DESCRIBE_STRUCT(AdminLoop, (), (turns, p50_us, p99_us))

struct AdminStats {
    ServerInfo server;
    TimeMs at;
    Count uptime_ms;
    bool draining = false;
    AdminCounts counts;
    AdminRates rates;
    AdminQueues queues;
    Count memory_bytes; ///< resident
    std::vector<AdminLoop> loops;
};
BOOST_DESCRIBE_STRUCT(AdminStats, (), (server, at, uptime_ms, draining, counts, rates, queues, memory_bytes, loops))

// Sessions

struct AdminSession {
    Id id;
    Nullable<std::string> name;
    bool name_protected = false;
    TimeMs created_at;
    TimeMs expires_at;
    Count connections;
};
BOOST_DESCRIBE_STRUCT(AdminSession, (), (id, name, name_protected, created_at, expires_at, connections))

struct AdminSessionResult {
    AdminSession session;
};
BOOST_DESCRIBE_STRUCT(AdminSessionResult, (), (session))

struct AdminSessionPage {
    std::vector<AdminSession> sessions;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminSessionPage, (), (sessions, next_cursor))

// Names

/// A name that somebody holds, or that a password protects.
struct AdminName {
    std::string name; ///< as its holder writes it; folded where nobody holds it
    bool has_password = false;
    Nullable<Id> session_id;      ///< who holds it
    Nullable<TimeMs> released_at; ///< since when its holder has no connection
};
BOOST_DESCRIBE_STRUCT(AdminName, (), (name, has_password, session_id, released_at))

struct AdminNameResult {
    AdminName name;
};
BOOST_DESCRIBE_STRUCT(AdminNameResult, (), (name))

struct AdminNamePage {
    std::vector<AdminName> names;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminNamePage, (), (names, next_cursor))

/// `PUT /admin/names/{name}/password`: the password before it is not asked for.
struct AdminNamePassword {
    Text<1, 256> password;
};
BOOST_DESCRIBE_STRUCT(AdminNamePassword, (), (password))

// Lobbies, private ones included

struct AdminLobby {
    Lobby lobby;
    Id owner_session_id;
};
BOOST_DESCRIBE_STRUCT(AdminLobby, (), (lobby, owner_session_id))

struct AdminLobbyPage {
    std::vector<AdminLobby> lobbies;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminLobbyPage, (), (lobbies, next_cursor))

struct AdminParticipant {
    Participant participant;
    Id session_id;
};
BOOST_DESCRIBE_STRUCT(AdminParticipant, (), (participant, session_id))

/// At most 500 participants; `lobby.participant_count` tells whether there are more.
struct AdminLobbyResult {
    Lobby lobby;
    Id owner_session_id;
    std::vector<AdminParticipant> participants;
};
BOOST_DESCRIBE_STRUCT(AdminLobbyResult, (), (lobby, owner_session_id, participants))

// Bans from the whole server

/// Holds whoever fits one of the parts; at least one is needed. `address` is held as /32, of IPv6 as /64.
struct AdminBanRequest {
    std::optional<Id> session_id;
    std::optional<Text<1, 256>> name;
    std::optional<Text<2, 49>> address;
    std::optional<Text<0, 500>> reason;
    std::optional<TimeMs> until;
};
BOOST_DESCRIBE_STRUCT(AdminBanRequest, (), (session_id, name, address, reason, until))

struct AdminBan {
    Id id;
    std::optional<Id> session_id;
    std::optional<std::string> name;
    std::optional<std::string> address;
    std::string reason;
    TimeMs at;
    Nullable<TimeMs> until;
};
BOOST_DESCRIBE_STRUCT(AdminBan, (), (id, session_id, name, address, reason, at, until))

struct AdminBanResult {
    AdminBan ban;
};
BOOST_DESCRIBE_STRUCT(AdminBanResult, (), (ban))

struct AdminBanPage {
    std::vector<AdminBan> bans;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminBanPage, (), (bans, next_cursor))

/// A copy of everything durable; `path` on the server's machine.
struct AdminBackup {
    std::string path;
    Count bytes;
    TimeMs at;
};
BOOST_DESCRIBE_STRUCT(AdminBackup, (), (path, bytes, at))

struct AdminBackupResult {
    AdminBackup backup;
};
BOOST_DESCRIBE_STRUCT(AdminBackupResult, (), (backup))

// The audit log

enum class AuditPower { administrator, moderator };
BOOST_DESCRIBE_ENUM(AuditPower, administrator, moderator)

struct AuditActor {
    AuditPower power = AuditPower::administrator;
    std::optional<Id> session_id;
    std::optional<std::string> name;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(AuditActor, (), (power, session_id, name, address))

struct AuditEntry {
    Count number;
    TimeMs at;
    AuditActor by;
    std::string action;
    std::optional<Id> lobby_id;
    std::optional<std::string> target;
    Json details;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (), (number, at, by, action, lobby_id, target, details))

/// Newest first.
struct AuditPage {
    std::vector<AuditEntry> entries;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (entries, next_cursor))

} // namespace parlor::protocol
