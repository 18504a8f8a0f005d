#pragma once
#include "service/admin_api.hpp"
#include "service/rate_table.hpp"
#include "service/shard_context.hpp"

#include <string>

namespace parlor::service {

/// Tells administrators from others: by the token of the configuration, or by a pass that the token was exchanged for.
/// Its counts live on one shard, where requests from any shard are taken; replies come on the calling shard.
class AdminGate {
public:
    /// `context`: of the shard where wrong tokens are counted. `random` must be thread-safe.
    AdminGate(ShardContext& context, Random& random);

    /// Whether there is a token at all. Any thread.
    bool on() const { return !token_hash_.empty(); }
    /// Refuses with `not_found` where administration is off, `unauthenticated`, and with `rate_limited` after too many
    /// wrong tokens from this address, whatever it shows then.
    void authenticate(AdminCredentials shown, std::string address, Reply<AdminActor> reply);
    /// A pass for whoever shows the token; good for `pass_lifetime`. Refuses as `authenticate`. On the gate's shard.
    Result<AdminPass> issue_pass(const AdminCredentials& shown, const std::string& address);

    static constexpr Millis pass_lifetime{3'600'000};

private:
    Result<AdminActor> check(const AdminCredentials& shown, const std::string& address);
    enum class Proof { good, expired, wrong };
    Proof proof_of(const AdminCredentials& shown) const;
    Proof proof_of_pass(std::string_view pass) const;
    std::string sign_pass(std::string_view expiry, std::string_view salt) const;

    ShardContext& context_;
    Random& random_;
    /// Of the token, so that comparing takes the same time whatever its length.
    const std::string token_hash_;
    /// Proves passes; follows from the token, so that they survive a restart and end with the token.
    const std::string pass_key_;
    RateTable wrong_;
};

} // namespace parlor::service
