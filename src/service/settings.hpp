#pragma once
#include "base/clock.hpp"
#include "domain/lobby/lobby.hpp"
#include "domain/lobby/log_rules.hpp"
#include "protocol/lobby.hpp"
#include "protocol/session.hpp"
#include "service/bot/bot_settings.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace parlor::service {

struct IceServerSetting {
    std::vector<std::string> urls;
    std::string username;
    std::string credential;
};

/// Where clients find STUN and TURN. With `turn_secret` the `turn_urls` get time-limited credentials (coturn's
/// `use-auth-secret`).
struct IceSettings {
    std::vector<IceServerSetting> servers;
    std::string turn_secret;
    std::vector<std::string> turn_urls;
    Millis ttl{3'600'000};
};

/// What a hash of a password costs (Argon2id), and how many may be under way.
struct PasswordSettings {
    std::size_t passes = 2;
    std::size_t memory_bytes = 19 * 1024 * 1024;
    std::size_t threads = 1;
    std::size_t queue = 64;
    /// Wrong ones for one name or lobby from one address.
    std::size_t tries_per_minute = 10;
};

/// A lobby, or a template for lobbies, from the configuration file.
struct LobbyPreset {
    /// Of the lobby; or the template's name.
    std::string id;
    protocol::CreateLobby settings;
    /// Protected names whose holders moderate a lobby that nobody owns.
    std::vector<std::string> moderators;
};

/// What the operator may do from outside.
struct AdminSettings {
    std::string token;                             ///< at least 32 bytes; empty = administration is off
    std::size_t wrong_tokens_per_minute = 10;      ///< from one address, before it is refused for a while
    std::size_t most_bans = 10'000;                ///< of the whole server, in force at a time
    std::size_t search_rows = 5'000;               ///< of a list, looked through for one page of a search
    Millis audit_lifetime{3'650LL * 86'400'000LL}; ///< older records are erased
};

/// Whom the server tells of what happens in its lobbies, and how hard it tries.
struct WebHookSettings {
    std::vector<std::string> urls;
    std::string secret; ///< signs every request
    std::vector<std::string> events{"lobby_created", "lobby_ended", "participant_joined", "participant_left",
                                    "bot_state"};
    bool private_targets = false;  ///< addresses of this machine and of private networks too
    std::size_t queue = 10'000;    ///< events that wait for one target; more are counted and left out
    std::size_t concurrency = 4;   ///< requests to one target at a time
    Millis timeout{10'000};        ///< of a request
    Millis first_retry{1'000};     ///< pause after a failure, doubled after each further one
    Millis longest_retry{300'000}; ///< up to this
    Millis keep{3 * 86'400'000LL}; ///< what could not be told for this long is given up
};

/// Every bound that the services keep to; filled from the configuration.
struct Settings {
    domain::LobbyLimits lobby;
    domain::LogLimits log;
    IceSettings ice;
    PasswordSettings password;
    std::vector<LobbyPreset> lobbies;
    std::vector<LobbyPreset> templates;
    AdminSettings admin;
    WebHookSettings web_hooks;
    BotSettings bots;

    Millis grace{15'000};                ///< a dropped participant may come back within
    Millis idle_end{600'000};            ///< an empty lobby ends after
    Millis retention_sweep{600'000};     ///< how often logs are kept to what their lobbies keep
    Millis presence_merge{100};          ///< further presence changes are merged for
    std::size_t recent_entries = 200;    ///< newest entries of a lobby kept in memory
    std::size_t resume_entries = 500;    ///< most entries in the answer to `join`
    std::size_t newcomer_entries = 100;  ///< newest entries for one who comes without `after_seq`
    std::size_t join_participants = 500; ///< most participants in the answer to `join`
    std::size_t log_batch = 256;         ///< most durable commands of a lobby in one append
    std::size_t log_queue = 4096;        ///< most durable commands of a lobby that wait
    std::size_t max_lobbies = 100'000;
    std::size_t lobbies_per_connection = 16;
    std::size_t lobbies_per_session_per_minute = 30;
    std::size_t persistent_per_session = 20; ///< persistent lobbies that a session may own and make
    std::size_t bans_per_lobby = 1'000;
    std::size_t moderation_queue = 256; ///< most acts of moderators in a lobby that wait, half of them for one session
    std::size_t invites_per_lobby = 100;
    std::size_t waiting_per_lobby = 100;
    Millis invite_lifetime{7LL * 86'400'000}; ///< where none is asked for

    std::size_t relay_one_bytes = 16'384;
    std::size_t relay_all_bytes = 1'024;
    std::size_t relay_bytes_per_second = 1'048'576; ///< delivered, per connection; the burst is twice that

    std::size_t messages_per_second = 50; ///< per connection
    std::size_t message_burst = 200;
    std::size_t message_bytes_per_second = 262'144; ///< received, per connection; the burst is four times that
    std::size_t rate_strikes = 100; ///< refused messages, forgiven at 5 a second, before the connection ends with 4009
    std::size_t message_bytes = 65'536; ///< largest WebSocket message; enforced by the connection, told in `welcome`
    Millis heartbeat{15'000};

    std::size_t connections_per_session = 8;
    std::size_t sessions_per_address_per_minute = 120;
    std::size_t cached_sessions = 200'000;
    Millis session_lifetime{30LL * 86'400'000};
    Millis name_release{600'000};
    Millis session_sweep{3'600'000}; ///< how often expired sessions are erased
};

} // namespace parlor::service
