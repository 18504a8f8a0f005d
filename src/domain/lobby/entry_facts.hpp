#pragma once
#include "domain/lobby/entry.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace parlor::domain {

/// The last word of one person on one emoji of an entry.
struct ReactionFact {
    bool on = false;
    Accepted accepted;
    bool operator==(const ReactionFact&) const = default;
};

/// What must be known of an entry to decide whether it may be edited, deleted or reacted to.
struct EntryFacts {
    Seq seq = 0;
    SessionId author;
    bool is_text = false;
    /// Set once a `delete` of it is committed.
    std::optional<Accepted> deleted;
    /// By (emoji, person).
    std::map<std::pair<std::string, PersonId>, ReactionFact> reactions;
    bool operator==(const EntryFacts&) const = default;
};

} // namespace parlor::domain
