#include "service/bot/bot_secrets.hpp"

#include "service/secrets.hpp"

#include <openssl/evp.h>

#include <array>

namespace parlor::service {
namespace {

constexpr std::string_view bot_prefix = "bot_";

} // namespace

std::string new_bot_token(Random& random)
{
    return std::string{bot_prefix} + random_id(random) + random_id(random);
}

bool is_bot_token(std::string_view token)
{
    return token.starts_with(bot_prefix);
}

std::string new_provider_key(Random& random)
{
    return random_id(random) + random_id(random);
}

std::string hash_of_secret(std::string_view secret)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(secret.data(), secret.size(), digest.data(), &size, EVP_sha256(), nullptr);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += hex[digest[i] >> 4];
        text += hex[digest[i] & 15];
    }
    return text;
}

} // namespace parlor::service
