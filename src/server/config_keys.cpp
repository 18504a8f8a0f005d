#include "server/config_keys.hpp"

#include "server/config_checks.hpp"

#include <algorithm>
#include <array>

namespace parlor::server {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;

constexpr std::array all_groups{
    Group{"server", "The process."},
    Group{"http", "The web client, the HTTP interface and what browsers may do."},
    Group{"net", "Sockets: how many, how large, how fast, and how long they may be slow."},
    Group{"tls", "TLS by this server itself, beside the plain listener; SIGHUP reads certificate and key anew."},
    Group{"session", "Guest identities and their names."},
    Group{"password", "Passwords of names and lobbies, and what checking them may cost."},
    Group{"lobby", "Lobbies and who is in them."},
    Group{"chat", "The lobbies' logs."},
    Group{"relay", "Data that clients send to each other through the server."},
    Group{"bots", "Bots, and the providers that run them."},
    Group{"ice", "STUN and TURN, which browsers need to reach each other."},
    Group{"admin", "Administration: who may do it, and what is kept of it."},
    Group{"webhook", "Web hooks: telling other servers what happens here (docs/web-hooks.md)."},
    Group{"store", "The SQLite database."},
    Group{"log", "What goes to standard error."},
};

// clang-format off
/// A key per entry: name, field, help, then what its type needs.
constexpr std::array all_keys{
    Key{.name = "server.listen", .target = [](Config& c) -> Target { return &c.server.listen; },
        .help = "address and port to listen on; port 0 takes any free one",
        .check = check_listen, .values = "ADDR:PORT, IPv6 in brackets", .alias = "listen"},
    Key{.name = "server.name", .target = [](Config& c) -> Target { return &c.server.name; },
        .help = "what this server calls itself to its clients", .check = check_not_empty, .values = "text"},
    Key{.name = "server.node_id", .target = [](Config& c) -> Target { return &c.server.node_id; },
        .help = "this node's id, told to clients; empty: a new one at each start",
        .check = check_optional_id, .values = "an id, or empty"},
    Key{.name = "server.user", .target = [](Config& c) -> Target { return &c.server.user; },
        .help = "whom a server that is started as root goes on as; empty: `parlor`, or else `nobody`; `root`: it stays root",
        .values = "a user of the system"},
    Key{.name = "server.shards", .target = [](Config& c) -> Target { return &c.server.shards; },
        .help = "event loops, one thread each; 0: one per core", .max = 256},
    Key{.name = "server.drain", .target = [](Config& c) -> Target { return &c.server.drain; },
        .help = "longest time between SIGTERM and the end", .max = 10 * minute},

    Key{.name = "http.web", .target = [](Config& c) -> Target { return &c.http.web; },
        .help = "folder of the built web client; empty: the one that came with the program",
        .values = "a folder", .alias = "web"},
    Key{.name = "http.allowed_origins", .target = [](Config& c) -> Target { return &c.http.allowed_origins; },
        .help = "origins besides the server's own whose pages may use a visitor's session",
        .check = check_origin, .values = "scheme://host[:port]"},
    Key{.name = "http.trusted_proxies", .target = [](Config& c) -> Target { return &c.http.trusted_proxies; },
        .help = "proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed",
        .check = check_network, .values = "IP addresses or networks"},
    Key{.name = "http.public_metrics", .target = [](Config& c) -> Target { return &c.http.public_metrics; },
        .help = "whether `/metrics` answers others than this machine"},
    Key{.name = "http.header_bytes", .target = [](Config& c) -> Target { return &c.http.header_bytes; },
        .help = "largest head of a request", .min = 1 * kib, .max = 1 * mib, .unit = Unit::bytes},
    Key{.name = "http.request_timeout", .target = [](Config& c) -> Target { return &c.http.request_timeout; },
        .help = "longest time for a request to arrive whole, the WebSocket handshake included",
        .min = 100, .max = 10 * minute},
    Key{.name = "http.idle_timeout", .target = [](Config& c) -> Target { return &c.http.idle_timeout; },
        .help = "longest silence of an HTTP connection between two requests", .min = 100, .max = hour},

    Key{.name = "net.connections", .target = [](Config& c) -> Target { return &c.net.connections; },
        .help = "most open sockets, all together", .min = 1, .max = 10'000'000},
    Key{.name = "net.connections_per_address", .target = [](Config& c) -> Target { return &c.net.connections_per_address; },
        .help = "most open sockets of one address (IPv6: of one /64)", .min = 1, .max = 10'000'000},
    Key{.name = "net.message_bytes", .target = [](Config& c) -> Target { return &c.service.message_bytes; },
        .help = "largest WebSocket message (past it: close 1009) and HTTP body (413)",
        .min = 4 * kib, .max = 16 * mib, .unit = Unit::bytes},
    Key{.name = "net.messages_per_second", .target = [](Config& c) -> Target { return &c.service.messages_per_second; },
        .help = "messages that a connection may send on average; past it `rate_limited`", .min = 1, .max = 1'000'000},
    Key{.name = "net.message_burst", .target = [](Config& c) -> Target { return &c.service.message_burst; },
        .help = "messages that a connection may send at once", .min = 1, .max = 1'000'000},
    Key{.name = "net.bytes_per_second", .target = [](Config& c) -> Target { return &c.service.message_bytes_per_second; },
        .help = "bytes that a connection may send on average; the burst is four times that",
        .min = 1 * kib, .max = 1024 * mib, .unit = Unit::bytes},
    Key{.name = "net.rate_strikes", .target = [](Config& c) -> Target { return &c.service.rate_strikes; },
        .help = "messages refused as `rate_limited`, forgiven at 5 a second, before close 4009", .min = 1, .max = 1'000'000},
    Key{.name = "net.heartbeat", .target = [](Config& c) -> Target { return &c.service.heartbeat; },
        .help = "how often clients ping; silence of 2.5 times that ends a connection", .min = 100, .max = 10 * minute},
    Key{.name = "net.outbox_soft_bytes", .target = [](Config& c) -> Target { return &c.net.outbox_soft_bytes; },
        .help = "bytes waiting for one client past which typing and relayed data are dropped for it",
        .min = 1 * kib, .max = 64 * mib, .unit = Unit::bytes},
    Key{.name = "net.outbox_hard_bytes", .target = [](Config& c) -> Target { return &c.net.outbox_hard_bytes; },
        .help = "bytes waiting for one client past which it is closed (4008)",
        .min = 4 * kib, .max = 256 * mib, .unit = Unit::bytes},
    Key{.name = "net.blocked_time", .target = [](Config& c) -> Target { return &c.net.blocked_time; },
        .help = "time without a byte taken after which a slow client is closed (4008)", .min = 100, .max = 10 * minute},
    Key{.name = "net.close_time", .target = [](Config& c) -> Target { return &c.net.close_time; },
        .help = "how long a closing connection may take for its last bytes", .min = 100, .max = 10 * minute},
    Key{.name = "net.compression", .target = [](Config& c) -> Target { return &c.net.compression; },
        .help = "permessage-deflate (RFC 7692) for WebSockets that offer it: fewer bytes, more of the processor"},
    Key{.name = "net.compression_from", .target = [](Config& c) -> Target { return &c.net.compression_from; },
        .help = "smaller messages are sent as they are", .min = 64, .max = 1 * mib, .unit = Unit::bytes},
    Key{.name = "net.compression_up_to", .target = [](Config& c) -> Target { return &c.net.compression_up_to; },
        .help = "so are larger ones, which would hold others up", .min = 1 * kib, .max = 16 * mib, .unit = Unit::bytes},
    Key{.name = "net.gather_lobbies", .target = [](Config& c) -> Target { return &c.net.gather_lobbies; },
        .help = "WebSockets that say which lobby they are for (`?lobby=ID`), and bots, are served by that lobby's event loop, as "
                "long as it serves about as many as the others"},
    Key{.name = "net.io_uring", .target = [](Config& c) -> Target { return &c.net.io_uring; },
        .help = "one system call for the writes of a loop turn, by io_uring; `auto`: where the kernel allows it",
        .check = check_auto_on_off, .values = "auto, on or off"},

    Key{.name = "tls.listen", .target = [](Config& c) -> Target { return &c.tls.listen; },
        .help = "address and port of the TLS listener; empty: there is none",
        .check = check_optional_listen, .values = "ADDR:PORT, IPv6 in brackets, or empty"},
    Key{.name = "tls.certificate", .target = [](Config& c) -> Target { return &c.tls.certificate; },
        .help = "PEM file of the certificate, followed by those that vouch for it", .values = "a file"},
    Key{.name = "tls.key", .target = [](Config& c) -> Target { return &c.tls.key; },
        .help = "PEM file of its private key; `server.user` must be able to read it", .values = "a file"},

    Key{.name = "session.lifetime", .target = [](Config& c) -> Target { return &c.service.session_lifetime; },
        .help = "how long a session lasts without use", .min = minute, .max = 3'650 * day},
    Key{.name = "session.name_release", .target = [](Config& c) -> Target { return &c.service.name_release; },
        .help = "how long a name stays taken after its session's last connection", .max = 365 * day},
    Key{.name = "session.connections", .target = [](Config& c) -> Target { return &c.service.connections_per_session; },
        .help = "most WebSockets of one session", .min = 1, .max = 1'000},
    Key{.name = "session.per_address_per_minute",
        .target = [](Config& c) -> Target { return &c.service.sessions_per_address_per_minute; },
        .help = "most new sessions from one address in a minute", .min = 1, .max = 10'000'000},
    Key{.name = "session.cached", .target = [](Config& c) -> Target { return &c.service.cached_sessions; },
        .help = "most sessions kept in memory", .min = 1, .max = 100'000'000},
    Key{.name = "session.sweep", .target = [](Config& c) -> Target { return &c.service.session_sweep; },
        .help = "how often expired sessions are erased", .min = second, .max = 30 * day},

    Key{.name = "password.memory", .target = [](Config& c) -> Target { return &c.service.password.memory_bytes; },
        .help = "memory that hashing a password takes (Argon2id); hashes are renewed after a change",
        .min = 8 * kib, .max = 1024 * mib, .unit = Unit::bytes},
    Key{.name = "password.passes", .target = [](Config& c) -> Target { return &c.service.password.passes; },
        .help = "how often hashing goes over that memory", .min = 1, .max = 100},
    Key{.name = "password.threads", .target = [](Config& c) -> Target { return &c.service.password.threads; },
        .help = "threads that hash passwords, beside the event loops", .min = 1, .max = 64},
    Key{.name = "password.queue", .target = [](Config& c) -> Target { return &c.service.password.queue; },
        .help = "most passwords that wait for those threads; more answer `rate_limited`", .min = 1, .max = 100'000},
    Key{.name = "password.tries_per_minute", .target = [](Config& c) -> Target { return &c.service.password.tries_per_minute; },
        .help = "most wrong passwords for one name or lobby from one address (IPv6: one /64) in a minute",
        .min = 1, .max = 1'000'000},

    Key{.name = "lobby.default_capacity", .target = [](Config& c) -> Target { return &c.service.lobby.default_capacity; },
        .help = "capacity of a lobby that names none", .min = 1, .max = 100'000},
    Key{.name = "lobby.max_capacity", .target = [](Config& c) -> Target { return &c.service.lobby.max_capacity; },
        .help = "largest capacity that a lobby may ask for", .min = 1, .max = 100'000},
    Key{.name = "lobby.mesh_capacity", .target = [](Config& c) -> Target { return &c.service.lobby.mesh_capacity; },
        .help = "largest capacity with media, which go from each to each", .min = 2, .max = 32},
    Key{.name = "lobby.history_days", .target = [](Config& c) -> Target { return &c.service.lobby.history_days; },
        .help = "how many days a lobby may keep its entries; 0: as long as it likes", .max = 3'650},
    Key{.name = "lobby.max_entries", .target = [](Config& c) -> Target { return &c.service.lobby.max_entries; },
        .help = "how many entries a lobby may keep; 0: as many as it likes", .max = 10'000'000},
    Key{.name = "lobby.retention_sweep", .target = [](Config& c) -> Target { return &c.service.retention_sweep; },
        .help = "how often entries are erased that a lobby keeps no longer", .min = 10, .max = day},
    Key{.name = "lobby.grace", .target = [](Config& c) -> Target { return &c.service.grace; },
        .help = "how long a participant whose connection broke may take to come back", .max = hour},
    Key{.name = "lobby.idle_end", .target = [](Config& c) -> Target { return &c.service.idle_end; },
        .help = "how long an empty lobby stays", .max = 365 * day},
    Key{.name = "lobby.presence_merge", .target = [](Config& c) -> Target { return &c.service.presence_merge; },
        .help = "how long further changes of presence are gathered before they are told; once longer for each hundred participants, up to "
                "20 times; from a hundred on up to 16 times that, but not beyond 10 seconds, while the event loop is busy", .max = 10 * second},
    Key{.name = "lobby.join_participants", .target = [](Config& c) -> Target { return &c.service.join_participants; },
        .help = "most participants in the answer to `join`; the rest by `list_participants`", .min = 1, .max = 10'000},
    Key{.name = "lobby.most", .target = [](Config& c) -> Target { return &c.service.max_lobbies; },
        .help = "most lobbies on this server", .min = 1, .max = 100'000'000},
    Key{.name = "lobby.per_connection", .target = [](Config& c) -> Target { return &c.service.lobbies_per_connection; },
        .help = "most lobbies that one connection may be in", .min = 1, .max = 10'000},
    Key{.name = "lobby.per_session_per_minute",
        .target = [](Config& c) -> Target { return &c.service.lobbies_per_session_per_minute; },
        .help = "most lobbies that one session may create in a minute", .min = 1, .max = 1'000'000},
    Key{.name = "lobby.persistent_per_session",
        .target = [](Config& c) -> Target { return &c.service.persistent_per_session; },
        .help = "most persistent lobbies that one session may own and make; 0: persistent are those of this file alone", .max = 1'000'000},
    Key{.name = "lobby.invites", .target = [](Config& c) -> Target { return &c.service.invites_per_lobby; },
        .help = "most invites of one lobby that are valid", .min = 1, .max = 100'000},
    Key{.name = "lobby.invite_lifetime", .target = [](Config& c) -> Target { return &c.service.invite_lifetime; },
        .help = "how long an invite is valid that asks for no other time", .min = minute, .max = 365 * day},
    Key{.name = "lobby.waiting", .target = [](Config& c) -> Target { return &c.service.waiting_per_lobby; },
        .help = "most people who wait to be let into one lobby", .min = 1, .max = 10'000},
    Key{.name = "lobby.bans", .target = [](Config& c) -> Target { return &c.service.bans_per_lobby; },
        .help = "most bans of one lobby that are in force", .min = 1, .max = 100'000},
    Key{.name = "lobby.moderation_queue", .target = [](Config& c) -> Target { return &c.service.moderation_queue; },
        .help = "most acts of moderators in one lobby that wait for those before, half of them one person's; more are refused",
        .min = 2, .max = 10'000},

    Key{.name = "chat.text_bytes", .target = [](Config& c) -> Target { return &c.service.log.text_bytes; },
        .help = "longest chat text, in bytes of UTF-8", .min = 1, .max = 64 * kib, .unit = Unit::bytes},
    Key{.name = "chat.reaction_kinds", .target = [](Config& c) -> Target { return &c.service.log.reaction_kinds; },
        .help = "most different reactions to one text", .min = 1, .max = 1'000},
    Key{.name = "chat.recent_entries", .target = [](Config& c) -> Target { return &c.service.recent_entries; },
        .help = "newest entries of a lobby kept in memory", .min = 1, .max = 100'000},
    Key{.name = "chat.resume_entries", .target = [](Config& c) -> Target { return &c.service.resume_entries; },
        .help = "most missed entries in the answer to `join`", .min = 1, .max = 5'000},
    Key{.name = "chat.newcomer_entries", .target = [](Config& c) -> Target { return &c.service.newcomer_entries; },
        .help = "newest entries for one who comes for the first time", .max = 5'000},
    Key{.name = "chat.batch", .target = [](Config& c) -> Target { return &c.service.log_batch; },
        .help = "most entries of one lobby that are appended together", .min = 1, .max = 10'000},
    Key{.name = "chat.queue", .target = [](Config& c) -> Target { return &c.service.log_queue; },
        .help = "most entries of one lobby that wait for the disk; more are refused", .min = 1, .max = 1'000'000},

    Key{.name = "relay.one_bytes", .target = [](Config& c) -> Target { return &c.service.relay_one_bytes; },
        .help = "largest payload to one participant", .min = 1, .max = 1 * mib, .unit = Unit::bytes},
    Key{.name = "relay.all_bytes", .target = [](Config& c) -> Target { return &c.service.relay_all_bytes; },
        .help = "largest payload to all others", .min = 1, .max = 1 * mib, .unit = Unit::bytes},
    Key{.name = "relay.bytes_per_second", .target = [](Config& c) -> Target { return &c.service.relay_bytes_per_second; },
        .help = "bytes delivered for one connection, on average; the burst is twice that",
        .min = 1, .max = 1024 * mib, .unit = Unit::bytes},

    Key{.name = "bots.providers", .target = [](Config& c) -> Target { return &c.bot_providers; },
        .help = "providers that are let in, each with a key of its own (as `key`, or its SHA-256 as `key_hash`) and the types "
                "it may offer (none named: any); in TOML as tables `[[bots.providers]]`",
        .values = "`name=NAME key=KEY types=TYPE+TYPE`", .secret = true, .tables = true},
    Key{.name = "bots.local_provider", .target = [](Config& c) -> Target { return &c.local_bot_provider; },
        .help = "whether a provider beside the server is let in, without a setting of its own: by the key in `provider.key` "
                "of the data folder, which is made at the first start"},
    Key{.name = "bots.per_lobby", .target = [](Config& c) -> Target { return &c.service.bots.per_lobby; },
        .help = "most bots of one lobby", .max = 1'000},
    Key{.name = "bots.max_bots", .target = [](Config& c) -> Target { return &c.service.bots.max_bots; },
        .help = "most bots on this server", .max = 1'000'000},
    Key{.name = "bots.max_providers", .target = [](Config& c) -> Target { return &c.service.bots.max_providers; },
        .help = "most providers that are connected at a time", .min = 1, .max = 10'000},
    Key{.name = "bots.max_types", .target = [](Config& c) -> Target { return &c.service.bots.max_types; },
        .help = "most types of bots that are known at a time", .min = 1, .max = 10'000},
    Key{.name = "bots.max_keys", .target = [](Config& c) -> Target { return &c.service.bots.max_keys; },
        .help = "most keys of providers that administrators may make", .max = 100'000},
    Key{.name = "bots.config_bytes", .target = [](Config& c) -> Target { return &c.service.bots.config_bytes; },
        .help = "largest configuration of a bot", .min = 64, .max = 1 * mib, .unit = Unit::bytes},
    Key{.name = "bots.history_entries", .target = [](Config& c) -> Target { return &c.service.bots.history_entries; },
        .help = "newest entries of its lobby that a starting bot is given", .max = 100},
    Key{.name = "bots.history_bytes", .target = [](Config& c) -> Target { return &c.service.bots.history_bytes; },
        .help = "and no more of them than have this size together", .max = 16 * mib, .unit = Unit::bytes},
    Key{.name = "bots.start_timeout", .target = [](Config& c) -> Target { return &c.service.bots.start_timeout; },
        .help = "how long a provider may take to answer `start_bot` or `configure_bot`", .min = 10, .max = 10 * minute},
    Key{.name = "bots.join_timeout", .target = [](Config& c) -> Target { return &c.service.bots.join_timeout; },
        .help = "how long a started bot may take to come into its lobby", .min = 10, .max = 10 * minute},
    Key{.name = "bots.stop_timeout", .target = [](Config& c) -> Target { return &c.service.bots.stop_timeout; },
        .help = "how long a bot may take to leave before it is put out", .min = 10, .max = 10 * minute},
    Key{.name = "bots.provider_grace", .target = [](Config& c) -> Target { return &c.service.bots.provider_grace; },
        .help = "how long a provider whose connection broke may take to come back while its bots go on", .max = 10 * minute},
    Key{.name = "bots.load_silence", .target = [](Config& c) -> Target { return &c.service.bots.load_silence; },
        .help = "a provider that tells no load for this long gets a bot only where no other can", .min = second, .max = hour},
    Key{.name = "bots.restarts", .target = [](Config& c) -> Target { return &c.service.bots.restarts; },
        .help = "how often a bot that was lost is started anew within `bots.restart_window`", .max = 1'000},
    Key{.name = "bots.restart_window", .target = [](Config& c) -> Target { return &c.service.bots.restart_window; },
        .help = "the time in which these are counted", .min = second, .max = day},

    Key{.name = "ice.stun_urls", .target = [](Config& c) -> Target { return &c.ice.stun_urls; },
        .help = "STUN servers", .check = check_stun_url, .values = "stun: URLs"},
    Key{.name = "ice.turn_urls", .target = [](Config& c) -> Target { return &c.ice.turn_urls; },
        .help = "TURN servers", .check = check_turn_url, .values = "turn: or turns: URLs"},
    Key{.name = "ice.turn_secret", .target = [](Config& c) -> Target { return &c.ice.turn_secret; },
        .help = "secret shared with the TURN servers (coturn's `static-auth-secret`), for credentials that expire",
        .values = "text", .secret = true},
    Key{.name = "ice.turn_username", .target = [](Config& c) -> Target { return &c.ice.turn_username; },
        .help = "fixed user name, for TURN servers without a shared secret", .values = "text"},
    Key{.name = "ice.turn_credential", .target = [](Config& c) -> Target { return &c.ice.turn_credential; },
        .help = "fixed password to that user name", .values = "text", .secret = true},
    Key{.name = "ice.ttl", .target = [](Config& c) -> Target { return &c.ice.ttl; },
        .help = "how long credentials last that are made with `ice.turn_secret`", .min = minute, .max = 12 * hour},

    Key{.name = "admin.token", .target = [](Config& c) -> Target { return &c.service.admin.token; },
        .help = "secret that opens `/api/v1/admin`; empty: administration is off",
        .check = check_secret, .values = "at least 32 bytes, e.g. of `openssl rand -hex 32`", .secret = true},
    Key{.name = "admin.wrong_tokens_per_minute",
        .target = [](Config& c) -> Target { return &c.service.admin.wrong_tokens_per_minute; },
        .help = "wrong tokens from one address (IPv6: one /64) after which it has to wait", .min = 1, .max = 10'000},
    Key{.name = "admin.most_bans", .target = [](Config& c) -> Target { return &c.service.admin.most_bans; },
        .help = "most bans from the whole server at a time", .min = 1, .max = 1'000'000},
    Key{.name = "admin.search_rows", .target = [](Config& c) -> Target { return &c.service.admin.search_rows; },
        .help = "most items of a list that a search looks through for one page; it goes on with the next", .min = 1, .max = 1'000'000},
    Key{.name = "admin.audit_lifetime", .target = [](Config& c) -> Target { return &c.service.admin.audit_lifetime; },
        .help = "how long the audit log keeps its records", .min = day, .max = 36'500 * day},

    Key{.name = "webhook.urls", .target = [](Config& c) -> Target { return &c.service.web_hooks.urls; },
        .help = "where events are sent to, at most 8 addresses; needs `webhook.secret`",
        .check = check_web_hook_url, .values = "http: or https: addresses"},
    Key{.name = "webhook.secret", .target = [](Config& c) -> Target { return &c.service.web_hooks.secret; },
        .help = "signs every request (HMAC-SHA256)",
        .check = check_secret, .values = "at least 32 bytes, e.g. of `openssl rand -hex 32`", .secret = true},
    Key{.name = "webhook.events", .target = [](Config& c) -> Target { return &c.service.web_hooks.events; },
        .help = "what is told; `entry`, which says what people write, only where it is named",
        .check = check_web_hook_event,
        .values = "lobby_created, lobby_ended, participant_joined, participant_left, bot_state, entry"},
    Key{.name = "webhook.private_targets", .target = [](Config& c) -> Target { return &c.service.web_hooks.private_targets; },
        .help = "whether targets may be on this machine or in private networks"},
    Key{.name = "webhook.queue", .target = [](Config& c) -> Target { return &c.service.web_hooks.queue; },
        .help = "most events that wait for one target, on the disk; more are counted and left out", .min = 1, .max = 1'000'000},
    Key{.name = "webhook.concurrency", .target = [](Config& c) -> Target { return &c.service.web_hooks.concurrency; },
        .help = "most requests to one target at a time", .min = 1, .max = 16},
    Key{.name = "webhook.timeout", .target = [](Config& c) -> Target { return &c.service.web_hooks.timeout; },
        .help = "how long a request may take in all", .min = 100, .max = minute},
    Key{.name = "webhook.first_retry", .target = [](Config& c) -> Target { return &c.service.web_hooks.first_retry; },
        .help = "pause after a failure; doubled after each further one", .min = 10, .max = hour},
    Key{.name = "webhook.longest_retry", .target = [](Config& c) -> Target { return &c.service.web_hooks.longest_retry; },
        .help = "longest such pause", .min = 10, .max = day},
    Key{.name = "webhook.keep", .target = [](Config& c) -> Target { return &c.service.web_hooks.keep; },
        .help = "events that no try succeeded with for this long are given up and counted", .min = minute, .max = 365 * day},

    Key{.name = "store.data", .target = [](Config& c) -> Target { return &c.store.data; },
        .help = "folder of the database file `parlor.db`; made where it is missing",
        .check = check_not_empty, .values = "a folder", .alias = "data"},
    Key{.name = "store.queue", .target = [](Config& c) -> Target { return &c.store.queue; },
        .help = "most calls that wait for the disk; more answer `unavailable`", .min = 64, .max = 10'000'000},
    Key{.name = "store.batch", .target = [](Config& c) -> Target { return &c.store.batch; },
        .help = "most calls in one transaction", .min = 1, .max = 10'000},
    Key{.name = "store.page_cache", .target = [](Config& c) -> Target { return &c.store.page_cache; },
        .help = "most of the database that the writer keeps in memory; what it reads beyond that, it reads from the disk again",
        .min = 64 * kib, .max = 65'536 * mib, .unit = Unit::bytes},

    Key{.name = "store.backups", .target = [](Config& c) -> Target { return &c.store.backups; },
        .help = "folder that backups are written into; empty: `backups` in the data folder", .values = "a folder"},
    Key{.name = "store.keep_backups", .target = [](Config& c) -> Target { return &c.store.keep_backups; },
        .help = "backups that stay; older ones are removed when a new one is complete", .min = 1, .max = 10'000},

    Key{.name = "log.level", .target = [](Config& c) -> Target { return &c.log.level; },
        .help = "lines below this level are left out",
        .check = check_log_level, .values = "debug, info, warning or error"},
};
// clang-format on

} // namespace

std::span<const Key> keys()
{
    return all_keys;
}

std::span<const Group> groups()
{
    return all_groups;
}

std::string_view group_of(const Key& key)
{
    return key.name.substr(0, key.name.find('.'));
}

const Key* find_key(std::string_view name)
{
    const auto* found =
        std::find_if(all_keys.begin(), all_keys.end(), [&](const Key& key) { return key.name == name; });
    return found == all_keys.end() ? nullptr : found;
}

std::string environment_name(std::string_view key)
{
    std::string name = "PARLOR_";
    for (char c : key) {
        const bool lower = c >= 'a' && c <= 'z';
        name += c == '.' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return name;
}

} // namespace parlor::server
