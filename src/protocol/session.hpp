#pragma once
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>

/// Sessions, names and the life of a connection (PROTOCOL.md "Sessions and names", "The WebSocket").
namespace parlor::protocol {

/// A guest identity on one device. `name` is null until one is set.
struct Session {
    Id id;
    Nullable<std::string> name;
    bool name_protected = false;
    TimeMs created_at;
    TimeMs expires_at;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, name, name_protected, created_at, expires_at))

struct SessionResult {
    Session session;
};
BOOST_DESCRIBE_STRUCT(SessionResult, (), (session))

/// 201 of `POST /sessions`; `token` is for programs alone, browsers get a cookie.
struct SessionCreated {
    Session session;
    std::optional<std::string> token;
};
BOOST_DESCRIBE_STRUCT(SessionCreated, (), (session, token))

/// `set_name` and `PUT /api/v1/session/name`. The name's own rules (1–32 characters after RFC 8266) are the domain's.
struct SetName {
    static constexpr std::string_view type = "set_name";
    using Result = SessionResult;
    Text<1, 256> name;
    std::optional<Text<1, 256>> password;
    std::optional<bool> force;
};
BOOST_DESCRIBE_STRUCT(SetName, (), (name, password, force))

/// `PUT /api/v1/session/password`: protects the session's name, or changes the password that does.
struct SetPassword {
    Text<1, 256> password;
    std::optional<Text<1, 256>> old_password;
};
BOOST_DESCRIBE_STRUCT(SetPassword, (), (password, old_password))

/// `DELETE /api/v1/session/password`: anybody may have the name again.
struct RemovePassword {
    std::optional<Text<1, 256>> old_password;
};
BOOST_DESCRIBE_STRUCT(RemovePassword, (), (old_password))

/// `DELETE /api/v1/session`: what goes with the session.
struct EndSession {
    /// The protection of its name: anybody may have the name again.
    std::optional<bool> erase_name;
    /// Everything that it has written, in all lobbies.
    std::optional<bool> erase_texts;
};
BOOST_DESCRIBE_STRUCT(EndSession, (), (erase_name, erase_texts))

/// Sent by the client every `heartbeat_ms`; the ack carries the same data back.
struct Ping {
    static constexpr std::string_view type = "ping";
    using Result = Json;
    Json data;
};

struct ServerInfo {
    std::string name;
    std::string version;
    Id node_id;
};
BOOST_DESCRIBE_STRUCT(ServerInfo, (), (name, version, node_id))

/// The bounds that a client should keep to, as configured.
struct Limits {
    Count message_bytes;       ///< largest WebSocket message and HTTP body
    Count messages_per_second; ///< per connection, with a burst of `message_burst`
    Count message_burst;
    Count chat_text_bytes; ///< UTF-8 bytes of one chat text
    Count relay_one_bytes; ///< `relay_data` to one
    Count relay_all_bytes; ///< `relay_data` to all
    Count lobbies_per_connection;
    Count connections_per_session;
    Count resume_entries; ///< most entries in the ack of `join`
};
BOOST_DESCRIBE_STRUCT(Limits, (),
                      (message_bytes, messages_per_second, message_burst, chat_text_bytes, relay_one_bytes,
                       relay_all_bytes, lobbies_per_connection, connections_per_session, resume_entries))

/// The first message on every connection.
struct Welcome {
    static constexpr std::string_view type = "welcome";
    Session session;
    Id connection_id;
    ServerInfo server;
    Count heartbeat_ms;
    Limits limits;
};
BOOST_DESCRIBE_STRUCT(Welcome, (), (session, connection_id, server, heartbeat_ms, limits))

/// The session changed elsewhere (renamed, its name taken over).
struct SessionChanged {
    static constexpr std::string_view type = "session_changed";
    Session session;
};
BOOST_DESCRIBE_STRUCT(SessionChanged, (), (session))

/// The server is about to close; come back after about this long.
struct GoingAway {
    static constexpr std::string_view type = "going_away";
    Count reconnect_in_ms;
};
BOOST_DESCRIBE_STRUCT(GoingAway, (), (reconnect_in_ms))

} // namespace parlor::protocol
