#pragma once
#include "base/clock.hpp"
#include "service/settings.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the operator may set. Values come from, each overruling the one before: the defaults below, a TOML file, the
/// environment (`PARLOR_GROUP_KEY`), flags (`--group.key=value`). The table of keys with bounds and help is in
/// config_keys.cpp; docs/configuration.md is made from it.
namespace parlor::server {

struct ServerSettings {
    std::string listen = "127.0.0.1:8080"; ///< ADDR:PORT; IPv6 in brackets; port 0 = any free one
    std::string name = "Parlor";           ///< shown to clients
    std::string node_id;                   ///< empty = a new one at each start
    std::string user;                      ///< whom root becomes; empty = `parlor` or `nobody`; `root` = stay root
    std::size_t shards = 0;                ///< event loops; 0 = one per core
    Millis drain{10'000};                  ///< from SIGTERM to the end of the last connection, at most
};

struct HttpSettings {
    std::string web;                          ///< folder of the built client; empty = see `default_web_folder`
    std::vector<std::string> allowed_origins; ///< besides the server's own, e.g. `https://chat.example.org`
    std::vector<std::string> trusted_proxies; ///< addresses or networks whose `X-Forwarded-For` counts
    bool public_metrics = false;              ///< `/metrics` for everybody, not for loopback alone
    std::size_t header_bytes = 16'384;        ///< largest request head
    Millis request_timeout{10'000};           ///< for a whole request, TLS and WebSocket handshake included
    Millis idle_timeout{60'000};              ///< an HTTP connection may be silent between requests
};

/// What sockets may cost; the bounds on what clients send are among the services' settings.
struct NetSettings {
    std::size_t connections = 50'000;            ///< open sockets, all together
    std::size_t connections_per_address = 1'000; ///< IPv6 by /64
    std::size_t outbox_soft_bytes = 256 * 1024;  ///< past it what is droppable is dropped
    std::size_t outbox_hard_bytes = 1024 * 1024; ///< past it the connection is closed (4008)
    Millis blocked_time{10'000};                 ///< a socket that takes nothing for this long is closed (4008)
    Millis close_time{10'000};                   ///< a closing connection may take this long for its last bytes
    bool compression = false;                    ///< permessage-deflate for those who offer it
    std::size_t compression_from = 1024;         ///< payload bytes; smaller ones are sent as they are
    std::size_t compression_up_to = 64 * 1024;   ///< likewise larger ones
    bool gather_lobbies = true;                  ///< who names a lobby is served by its event loop
    std::string io_uring = "auto";               ///< auto, on or off: one system call for the writes of a turn
};

/// TLS in process, beside the plain listener.
struct TlsSettings {
    std::string listen;      ///< ADDR:PORT; empty = no TLS
    std::string certificate; ///< PEM file: the server's, then those that vouch for it
    std::string key;         ///< PEM file
};

/// Becomes `service.ice` once everything is read.
struct IceOptions {
    std::vector<std::string> stun_urls;
    std::vector<std::string> turn_urls;
    std::string turn_secret;   ///< shared with coturn; credentials then live for `ttl`
    std::string turn_username; ///< fixed credentials, where there is no shared secret
    std::string turn_credential;
    Millis ttl{3'600'000};
};

struct StoreSettings {
    std::string data = "parlor-data";  ///< folder of the database file
    std::size_t queue = 65'536;        ///< calls that may wait for the writer; more are refused (`unavailable`)
    std::size_t batch = 512;           ///< most calls in one transaction
    std::size_t page_cache = 16 << 20; ///< bytes of the file that the writer keeps in memory
    std::string backups;               ///< folder of backups; empty = `backups` in `data`
    std::size_t keep_backups = 7;      ///< older ones are removed when a new one is complete
};

struct LogSettings {
    std::string level = "info";
};

struct Config {
    ServerSettings server;
    HttpSettings http;
    NetSettings net;
    TlsSettings tls;
    service::Settings service; ///< ready for the services, `ice` and `bots` included
    IceOptions ice;
    std::vector<std::string> bot_providers; ///< become `service.bots.providers`
    bool local_bot_provider = true;         ///< the one beside the server is let in, by the key in the data folder
    StoreSettings store;
    LogSettings log;
};

/// What the command line asks for.
struct Serve {
    Config config;
};
/// Text for standard output, then success: `--help`, `--version`, `--print-config`.
struct Print {
    std::string text;
};
/// What is wrong, a line per fault, each with its place; for standard error, then exit code 2.
struct Refused {
    std::string text;
};

using ParsedCommandLine = std::variant<Serve, Print, Refused>;

/// Reads arguments (without the program's name), the configuration file that they or the environment name, and the
/// environment (`NAME=value` texts). Pure but for reading that one file.
ParsedCommandLine parse(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

/// As above, from what `main` is given.
ParsedCommandLine parse(int argc, const char* const* argv, const char* const* environment);

/// The version of this build, e.g. `0.1.0`.
std::string_view version();

/// The built client where neither file, environment nor flag names a folder: `../share/parlor/web` beside the program's
/// folder when installed, `web/dist` of the checkout that it was built in; empty where neither is there.
std::string default_web_folder();

} // namespace parlor::server
