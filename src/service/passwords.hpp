#pragma once
#include "service/api.hpp"
#include "service/ports.hpp"
#include "service/settings.hpp"

#include <string>

namespace parlor::service {

struct PasswordCheck {
    bool right = false;
    /// A hash of the same password by the parameters of today; empty where the old one has them already.
    std::string better_hash;
};

/// Passwords are kept as Argon2id hashes (RFC 9106; libsodium's text form), made and checked by workers, never on an
/// event loop. Any shard; replies come on the calling one.
class Passwords {
public:
    /// What is given outlives this.
    Passwords(Shards& shards, Workers& workers, const PasswordSettings& settings)
        : shards_(shards), workers_(workers), settings_(settings)
    {
    }

    // Both refuse with `rate_limited` where too many wait already.

    void hash(std::string password, Reply<std::string> reply);
    void check(std::string hash, std::string password, Reply<PasswordCheck> reply);

private:
    template <class T, class Work> void work_off(Reply<T> reply, Work work);

    Shards& shards_;
    Workers& workers_;
    const PasswordSettings& settings_;
};

} // namespace parlor::service
