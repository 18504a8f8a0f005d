#pragma once
#include <string>

namespace parlor::protocol {

/// The JSON Schema (draft 2020-12) of every wire type, made from the described structs: `$defs` by struct name, plus
/// `ClientMessage`, `ServerMessage` and `MessageResults`. Pretty-printed, ends in a newline.
std::string json_schema();

/// AsyncAPI 3.0 document of the WebSocket; it refers to `schema.json`.
std::string asyncapi();

} // namespace parlor::protocol
