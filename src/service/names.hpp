#pragma once
#include "service/rate_table.hpp"
#include "service/shard_context.hpp"

#include <functional>
#include <optional>
#include <string>

namespace parlor::service {

/// Gives names to sessions and keeps the passwords that protect them. On shard 0 alone; replies come there.
class Names {
public:
    /// `connected`: whether a session has a connection at this moment.
    Names(ShardContext& context, std::function<bool(const SessionId&)> connected)
        : context_(context), connected_(std::move(connected)), tries_(context.settings.password.tries_per_minute)
    {
    }

    struct Wish {
        SessionId session;
        std::string name;
        std::string key;
        std::optional<std::string> password;
        bool force = false;
        /// From where; wrong passwords are counted by name and address.
        std::string address;
    };
    /// Refuses as `Store::claim_name`; with `wrong_password`; with `rate_limited` after too many wrong ones, or where too
    /// many passwords are being checked.
    void claim(Wish wish, Reply<NameClaimed> reply);

    struct Protection {
        SessionId session;
        std::string key;
        std::optional<std::string> old_password;
        /// Nothing = the protection goes.
        std::optional<std::string> password;
        std::string address;
    };
    /// Refuses as above, with `password_required` where the name is protected and no old password is given, with
    /// `not_found` where there is no protection to take away.
    void protect(Protection wish, Reply<protocol::Empty> reply);

private:
    NameClaim claim_of(const Wish& wish) const;
    void prove(const std::string& key, std::string hash, std::string password, const std::string& address,
               Reply<std::string> reply);
    void keep(Protection wish, std::string old_hash, Reply<protocol::Empty> reply);

    ShardContext& context_;
    std::function<bool(const SessionId&)> connected_;
    RateTable tries_;
};

} // namespace parlor::service
