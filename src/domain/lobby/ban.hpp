#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <optional>
#include <string>

namespace parlor::domain {

/// Who stands at the door, as far as bans look.
struct Visitor {
    SessionId session;
    /// Key of the session's name where a password protects it; else empty.
    std::string protected_name;
    /// `client_network` of the address.
    std::string network;
    bool operator==(const Visitor&) const = default;
};

/// Keeps someone out of one lobby: by session, by protected name, by address where that was asked for. Durable, one row.
struct Ban {
    BanId id;
    SessionId session;
    /// As they were called.
    std::string name;
    /// Empty = they had no protected name.
    std::string protected_name;
    /// Empty = not by address.
    std::string network;
    std::string reason;
    /// Name of who banned.
    std::string by;
    Timestamp at{};
    /// Nothing = for good.
    std::optional<Timestamp> until;
    bool operator==(const Ban&) const = default;

    bool in_force(Timestamp now) const { return !until || now < *until; }
    bool holds_session(const Visitor& visitor) const { return visitor.session == session; }
    /// By what others may share with the one who was meant.
    bool holds_name_or_address(const Visitor& visitor) const
    {
        return (!protected_name.empty() && protected_name == visitor.protected_name) ||
               (!network.empty() && network == visitor.network);
    }
};

} // namespace parlor::domain
