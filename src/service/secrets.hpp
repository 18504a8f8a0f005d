#pragma once
#include "base/ids.hpp"
#include "service/ports.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

/// Everything that is random, hashed or derived (libsodium). Pure functions but for the given Random; thread-safe.
namespace parlor::service {

/// Must be called once before any other function here; false when the library cannot start.
bool init_secrets();

/// The operating system's generator.
class SystemRandom final : public Random {
public:
    void fill(std::span<unsigned char> bytes) override;
};

/// 128 random bits, 22 characters.
std::string random_id(Random& random);

/// A session's secret and what is derived from it. Of 256 random bits; the id and the hash tell nothing about it.
struct SessionToken {
    std::string token;
    SessionId id;
    std::string hash;
};
SessionToken new_session_token(Random& random);
/// The same id and hash for a token that a client shows; an empty id where it can't be a token.
SessionToken read_session_token(std::string token);
/// The token of an invite, of 256 random bits, and what is kept of one.
std::string new_invite_token(Random& random);
std::string invite_hash(std::string_view token);
/// In constant time.
bool same_secret(std::string_view a, std::string_view b);
/// 256 bits, 43 characters, that depend on every part and on where it ends. With a secret `key` (at most 64 bytes) nobody
/// else can make them; with an empty one they are a plain hash.
std::string keyed_hash(std::string_view key, std::initializer_list<std::string_view> parts);

/// Derives ids of participants; the same key gives the same ids on every node and after every crash.
class ParticipantIds {
public:
    /// `key`: 32 bytes, secret.
    explicit ParticipantIds(std::string key) : key_(std::move(key)) {}
    ParticipantId participant(const SessionId& session, const LobbyId& lobby, const TabId& tab) const;
    PersonId person(const SessionId& session, const LobbyId& lobby) const;

private:
    std::string key_;
};

/// Lower-case hexadecimal digits of HMAC-SHA256 (RFC 2104).
std::string hmac_sha256_hex(std::string_view secret, std::string_view text);

/// Base64 (RFC 4648 §4) of HMAC-SHA1, as coturn's `use-auth-secret` expects.
std::string turn_credential(std::string_view secret, std::string_view username);

} // namespace parlor::service
