#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What a bot type lets its users configure, and what they chose. The schema is a closed subset of JSON Schema: whatever
/// is not a member here can't be asked for, so nothing of a provider is ever interpreted, least of all a pattern.
namespace parlor::domain {

/// A configuration, or a part of one. `monostate` is null, which only a change may hold ("back to the default").
struct ConfigValue {
    using List = std::vector<ConfigValue>;
    using Object = std::map<std::string, ConfigValue>;

    std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> held{};

    const Object* object() const { return std::get_if<Object>(&held); }
    Object* object() { return std::get_if<Object>(&held); }
    bool is_null() const { return std::holds_alternative<std::monostate>(held); }
    bool operator==(const ConfigValue&) const = default;
};

enum class ConfigType { object, string, integer, number, boolean, array };

/// One setting of a bot type, or the whole (of type `object`).
struct ConfigSchema {
    ConfigType type = ConfigType::object;
    std::string title;
    std::string description;
    /// A secret: may be set, is never shown.
    bool write_only = false;
    std::optional<ConfigValue> fallback; ///< `default`

    /// Of an object, in the provider's order.
    std::vector<std::pair<std::string, ConfigSchema>> properties;
    std::vector<std::string> required;
    /// Of a string (`enum`); empty = any text.
    std::vector<std::string> choices;
    std::optional<std::size_t> max_length; ///< of a string, in characters
    std::optional<double> minimum;         ///< of a number
    std::optional<double> maximum;
    /// Of an array: what its items are; exactly one.
    std::vector<ConfigSchema> items;

    bool operator==(const ConfigSchema&) const = default;
};

/// What schemas and lists may hold at most; fixed, since a form with more helps nobody.
inline constexpr std::size_t max_config_depth = 4;
inline constexpr std::size_t max_config_settings = 64;
inline constexpr std::size_t max_config_choices = 64;
inline constexpr std::size_t max_config_items = 64;
inline constexpr double max_config_number = 1e300;   ///< the largest amount, and its inverse the smallest
inline constexpr std::size_t max_config_text = 4096; ///< of a string that names no `maxLength`

/// Whether the parts of a schema fit each other: names, bounds, depth, number of settings, defaults that the schema itself
/// allows. Refuses with `bad_request`; `path` names the schema in refusals and grows as
/// `PATH.properties.voice.default`.
Result<void> check_schema(const ConfigSchema& schema, const std::string& path);

/// The configuration with every default in its place. Refuses with `bad_request` and the exact path of the first fault
/// (`config.voice.speed`): ill-typed, out of bounds, missing, or not a setting of this bot.
Result<ConfigValue> complete_config(const ConfigSchema& schema, const ConfigValue& config,
                                    const std::string& path = "config");

/// What may be shown: the configuration without what is secret.
ConfigValue shown_config(const ConfigSchema& schema, const ConfigValue& config);

/// The configuration after a change (RFC 7396): what is named replaces, null takes away, objects are changed member by
/// member; everything else stays, secrets too.
ConfigValue changed_config(ConfigValue config, const ConfigValue& change);

/// The configuration without settings that the schema does not know; for one that was made for another version.
ConfigValue known_config(const ConfigSchema& schema, ConfigValue config);

} // namespace parlor::domain
