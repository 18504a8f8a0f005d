#pragma once
#include "server/config.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The one table of settings. What reads, checks, shows and documents them goes through it, so that a key can't be in
/// one of these places and missing in another.
namespace parlor::server {

/// The field that a key fills; its type says what values look like.
using Target = std::variant<bool*, int*, std::size_t*, Millis*, std::string*, std::vector<std::string>*>;

enum class Unit { none, bytes };

/// What is wrong with a text, as the end of a sentence ("must be …"); nothing where it is fine.
using TextCheck = std::optional<std::string> (*)(std::string_view text);

struct Key {
    std::string_view name; ///< `group.key`
    Target (*target)(Config& config);
    std::string_view help;     ///< what it does, as a clause without a full stop
    std::int64_t min = 0;      ///< of numbers and times (ms)
    std::int64_t max = 0;      ///< of numbers and times (ms)
    Unit unit = Unit::none;    ///< of numbers
    TextCheck check = nullptr; ///< of texts, and of each text of a list
    std::string_view values{}; ///< what texts are valid, for people
    bool secret = false;       ///< never shown
    std::string_view alias{};  ///< its short flag without dashes, e.g. `listen`
    bool tables = false;       ///< of lists: in TOML an array of tables, each becoming `name=value …`
};

struct Group {
    std::string_view name;
    std::string_view help;
};

std::span<const Key> keys();
std::span<const Group> groups();

/// The group of a key: `lobby` of `lobby.max_capacity`.
std::string_view group_of(const Key& key);
/// A key by its name; null where there is none.
const Key* find_key(std::string_view name);
/// `PARLOR_LOBBY_MAX_CAPACITY` of `lobby.max_capacity`.
std::string environment_name(std::string_view key);

} // namespace parlor::server
