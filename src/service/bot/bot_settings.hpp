#pragma once
#include "base/clock.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace parlor::service {

/// A bot provider that the configuration lets in. Of its key only the hash is kept (`hash_of_secret`).
struct ProviderKeySetting {
    std::string name;
    std::string key_hash;
    /// What it may offer; empty = any type.
    std::vector<std::string> types;
};

/// Every bound on bots and their providers; filled from the configuration.
struct BotSettings {
    std::vector<ProviderKeySetting> providers;
    std::size_t per_lobby = 8;
    std::size_t max_bots = 10'000;    ///< on the whole server
    std::size_t max_providers = 64;   ///< connected at a time
    std::size_t max_types = 256;      ///< known at a time
    std::size_t max_keys = 256;       ///< of providers, made by administrators
    std::size_t config_bytes = 8'192; ///< of one bot's configuration, as JSON
    std::size_t history_entries = 100;
    std::size_t history_bytes = 262'144; ///< of the entries that a starting bot is given
    Millis start_timeout{5'000};         ///< from `start_bot` to its answer
    Millis join_timeout{15'000};         ///< from then until the bot is in the lobby
    Millis stop_timeout{5'000};          ///< from `stop_bot` until it is gone
    Millis provider_grace{1'000};        ///< a provider whose bots go on may come back within
    Millis load_silence{10'000};         ///< without a `load` for this long a provider is the last choice
    std::size_t restarts = 10;           ///< of one bot within `restart_window`; one more, and it has failed
    Millis restart_window{300'000};
};

} // namespace parlor::service
