#pragma once
#include "base/clock.hpp"

#include <string>
#include <vector>

namespace parlor::domain {

/// A key that an administrator made for a bot provider. Of the key itself only the hash is known.
struct ProviderKeyRecord {
    std::string id;
    std::string name;
    std::string key_hash;
    /// What the provider may offer; empty = any type.
    std::vector<std::string> types;
    Timestamp created_at{};
    bool operator==(const ProviderKeyRecord&) const = default;
};

} // namespace parlor::domain
