#pragma once
#include "service/ports.hpp"

#include <string>
#include <string_view>

/// Tokens of bots and keys of providers. Pure functions but for the given Random; thread-safe.
namespace parlor::service {

/// A bot's token: 256 random bits behind a prefix that no session's token has.
std::string new_bot_token(Random& random);
bool is_bot_token(std::string_view token);
/// A provider's key: 256 random bits.
std::string new_provider_key(Random& random);

/// What is kept of a token or key: SHA-256 in 64 hexadecimal digits, as `printf %s KEY | sha256sum` writes it.
std::string hash_of_secret(std::string_view secret);

} // namespace parlor::service
