#pragma once
#include "base/result.hpp"
#include "domain/bot/config.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

/// Bot configurations and their schemas, from JSON and back.
namespace parlor::service {

/// Reads a `config_schema`: a closed subset of JSON Schema. Refuses with `bad_request` and the exact path below `path`
/// what it does not know, and what does not fit together.
Result<domain::ConfigSchema> read_config_schema(const boost::json::value& json, const std::string& path);
/// The same as JSON Schema; nothing else of what a provider wrote comes out again.
std::string to_json_text(const domain::ConfigSchema& schema);

/// The number as it is kept: to 15 significant digits, which is what a double carries through decimal text and back
/// (`numeric_limits::digits10`). Boost.JSON 1.81 reads longer ones, and very large ones, one unit in the last place off, so
/// that what was written would not be what is read. Infinite beyond `max_config_number`; 0 below its inverse.
double kept_number(double number);

/// Numbers that are no 64-bit integers are `kept_number`s.
domain::ConfigValue config_from_json(const boost::json::value& json);
/// Parses what the server itself has written; anything else is the empty configuration.
domain::ConfigValue config_from_text(std::string_view text);
std::string to_json_text(const domain::ConfigValue& config);

} // namespace parlor::service
