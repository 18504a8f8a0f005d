#include "service/secrets.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace parlor::service {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_characters = 43;

std::string base64(std::span<const unsigned char> bytes, int variant)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back(); // the terminating zero
    return text;
}

std::string base64url(std::span<const unsigned char> bytes)
{
    return base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/// BLAKE2b over parts, each led by its length so that no two lists of parts look alike.
template <std::size_t Size>
std::array<unsigned char, Size> digest(std::string_view key, std::initializer_list<std::string_view> parts)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size(), Size);
    for (auto part : parts) {
        const std::uint64_t length = part.size();
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    std::array<unsigned char, Size> out{};
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

SessionToken derive(std::string token)
{
    const auto id = digest<16>({}, {"parlor session id", token});
    const auto hash = digest<32>({}, {"parlor session hash", token});
    return {.token = std::move(token),
            .id = SessionId{base64url(id)},
            .hash = std::string{reinterpret_cast<const char*>(hash.data()), hash.size()}};
}

} // namespace

bool init_secrets()
{
    return sodium_init() >= 0;
}

void SystemRandom::fill(std::span<unsigned char> bytes)
{
    randombytes_buf(bytes.data(), bytes.size());
}

std::string random_id(Random& random)
{
    std::array<unsigned char, 16> bytes{};
    random.fill(bytes);
    return base64url(bytes);
}

SessionToken new_session_token(Random& random)
{
    std::array<unsigned char, token_bytes> bytes{};
    random.fill(bytes);
    return derive(base64url(bytes));
}

SessionToken read_session_token(std::string token)
{
    if (token.size() != token_characters || !is_id(token)) return {};
    return derive(std::move(token));
}

std::string new_invite_token(Random& random)
{
    std::array<unsigned char, token_bytes> bytes{};
    random.fill(bytes);
    return base64url(bytes);
}

std::string invite_hash(std::string_view token)
{
    const auto hash = digest<32>({}, {"parlor invite hash", token});
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool same_secret(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string keyed_hash(std::string_view key, std::initializer_list<std::string_view> parts)
{
    return base64url(digest<32>(key, parts));
}

ParticipantId ParticipantIds::participant(const SessionId& session, const LobbyId& lobby, const TabId& tab) const
{
    return ParticipantId{base64url(digest<16>(key_, {"participant", session.str(), lobby.str(), tab.str()}))};
}

PersonId ParticipantIds::person(const SessionId& session, const LobbyId& lobby) const
{
    return PersonId{base64url(digest<16>(key_, {"person", session.str(), lobby.str()}))};
}

std::string hmac_sha256_hex(std::string_view secret, std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
    std::string hex(std::size_t{length} * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), mac.data(), length);
    hex.pop_back();
    return hex;
}

std::string turn_credential(std::string_view secret, std::string_view username)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(username.data()), username.size(), mac.data(), &length);
    return base64(std::span{mac}.first(length), sodium_base64_VARIANT_ORIGINAL);
}

} // namespace parlor::service
