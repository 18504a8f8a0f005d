#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <string>

namespace parlor::domain {

/// Lets whoever shows its token pass a lobby's visibility and password. Durable, one row; of the token only a hash is
/// kept.
struct Invite {
    InviteId id;
    std::string token_hash;
    Timestamp created_at{};
    Timestamp expires_at{};
    /// 0 = any number.
    int max_uses = 0;
    /// How many have come in by it.
    int uses = 0;
    bool operator==(const Invite&) const = default;

    bool valid(Timestamp now) const { return now < expires_at && (max_uses == 0 || uses < max_uses); }
};

} // namespace parlor::domain
