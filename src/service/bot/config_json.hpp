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

domain::ConfigValue config_from_json(const boost::json::value& json);
/// Parses what the server itself has written; anything else is the empty configuration.
domain::ConfigValue config_from_text(std::string_view text);
std::string to_json_text(const domain::ConfigValue& config);

} // namespace parlor::service
