#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>

namespace parlor::domain {

/// What must be known of a provider to decide whether it gets a bot.
struct ProviderFacts {
    std::uint64_t id = 0;
    std::set<std::string> types;
    /// Slots that are taken: bots that run there, are being started or stopped.
    std::size_t held = 0;
    std::size_t max_instances = 0;
    double load = 0; ///< as it says of itself: 0 … 1
    bool draining = false;
    /// It has not told its load for too long; it gets a bot only where nobody else can.
    bool silent = false;
};

/// The provider that a bot of this type goes to: of those that offer the type, have a slot free, don't drain and are not
/// among `tried`, the one with the least pressure (its load, or the share of its slots that are taken, whichever is more;
/// then fewer bots; then the older one). Refuses with `no_provider` and a sentence that says why.
Result<std::uint64_t> choose_provider(std::span<const ProviderFacts> providers, const std::string& type,
                                      const std::set<std::uint64_t>& tried = {});

} // namespace parlor::domain
