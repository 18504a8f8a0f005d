#pragma once
#include "base/result.hpp"
#include "service/bot/bot_settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parlor::server {

/// One item of `bots.providers`: `name=NAME key=KEY [types=TYPE+TYPE]`, or `key_hash=` with the SHA-256 of the key in
/// hexadecimal digits. The refusal's message is the end of a sentence that begins with the item's place; it never shows
/// the key.
Result<service::ProviderKeySetting> parse_provider(std::string_view text);

/// All items; names and keys must differ.
Result<std::vector<service::ProviderKeySetting>> parse_providers(const std::vector<std::string>& items);

} // namespace parlor::server
