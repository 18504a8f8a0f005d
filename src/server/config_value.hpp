#pragma once
#include "server/config_keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Values of settings: from text or TOML into their field, and back to TOML.
namespace parlor::server {

/// A value as its source gave it.
using RawValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

/// Gives a text from the environment or a flag the form that TOML would have given it: `true`, `8`, lists by commas.
RawValue raw_from_text(const Key& key, std::string_view text);

/// Sets the key's field. Otherwise leaves it and tells what is wrong: "must be …".
std::optional<std::string> assign(const Key& key, Config& config, const RawValue& value);

/// The field's value as TOML: `true`, `8`, `"64KiB"`, `"15s"`, `["a", "b"]`.
std::string toml_value(const Key& key, Config& config);

/// What values the key takes, for people: "1 to 256", "4KiB to 16MiB", "100ms to 10m".
std::string valid_values(const Key& key);

/// Times are a number and `ms`, `s`, `m`, `h` or `d`; sizes a number of bytes, or one with `KiB` or `MiB`.
std::optional<std::int64_t> parse_time_ms(std::string_view text);
std::optional<std::int64_t> parse_bytes(std::string_view text);
std::string time_text(std::int64_t ms);
std::string bytes_text(std::int64_t bytes);

/// A TOML basic string with its quotes (TOML 1.0 "String").
std::string toml_string(std::string_view text);

} // namespace parlor::server
