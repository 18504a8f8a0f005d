#pragma once
#include "protocol/lobby.hpp"

#include <vector>

/// Invites to a lobby over HTTP (PROTOCOL.md "Lobbies").
namespace parlor::protocol {

struct CreateInvite {
    /// 7 days where it is missing, at most a year.
    std::optional<Int<1, 31'536'000>> expires_in_s;
    /// How many may come in by it; any number where it is missing.
    std::optional<Int<1, 1'000'000>> max_uses;
};
BOOST_DESCRIBE_STRUCT(CreateInvite, (), (expires_in_s, max_uses))

struct InviteResult {
    Invite invite;
};
BOOST_DESCRIBE_STRUCT(InviteResult, (), (invite))

struct InviteInfo {
    Id id;
    TimeMs created_at;
    TimeMs expires_at;
    Nullable<Count> max_uses;
    Count uses;
};
BOOST_DESCRIBE_STRUCT(InviteInfo, (), (id, created_at, expires_at, max_uses, uses))

struct InviteList {
    std::vector<InviteInfo> invites;
};
BOOST_DESCRIBE_STRUCT(InviteList, (), (invites))

} // namespace parlor::protocol
