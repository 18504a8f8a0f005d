#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <string>

namespace parlor::domain {

/// A guest identity as the store keeps it. Of the token only a 32-byte hash is known.
struct SessionRecord {
    SessionId id;
    std::string token_hash;
    /// Empty = none set.
    std::string name;
    bool name_protected = false;
    Timestamp created_at{};
    Timestamp expires_at{};
    bool operator==(const SessionRecord&) const = default;
};

} // namespace parlor::domain
