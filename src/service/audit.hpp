#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parlor::service {

/// One action of a moderator, as it is kept: who did what to whom, when and from where. Never changed.
struct AuditRecord {
    /// Place in the audit log, given by the store; grows.
    std::int64_t number = 0;
    Timestamp at{};
    SessionId session;
    /// As the session was called then.
    std::string name;
    std::string address;
    /// Name of the `domain::Action`, or of what was done to a bot.
    std::string action;
    LobbyId lobby;
    /// Whom or what it was done to, in words or as an id.
    std::string target;
    /// A JSON object's text.
    std::string details = "{}";
    bool operator==(const AuditRecord&) const = default;
};

/// Part of the audit log, newest first.
struct AuditSlice {
    std::vector<AuditRecord> records;
    bool more = false;
};

} // namespace parlor::service
