#pragma once
#include "domain/lobby/role.hpp"
#include "service/shard_context.hpp"

#include <string>
#include <string_view>

namespace parlor::service {

/// Keeps the audit log: the line about an action follows the action into the store, and whoever asked is answered once
/// both are durable. One per shard; call-backs come there.
class AuditTrail {
public:
    using Then = UniqueFunction<void(Result<void>)>;

    explicit AuditTrail(ShardContext& context) : context_(context) {}

    /// A line about something that `actor` does to `target`, from now.
    AuditRecord line(const LobbyId& lobby, const Actor& actor, domain::Action action, std::string target) const;
    void write(AuditRecord line, Then then);
    /// For a call of the store that carries out the action: once that is committed `apply` makes it true, then the line
    /// is written, then `then` is told.
    Done<void> finish(AuditRecord line, UniqueFunction<void()> apply, Then then);

private:
    ShardContext& context_;
};

/// `{"name":"value"}`, for the details of a line.
std::string audit_detail(std::string_view name, std::string_view value);

} // namespace parlor::service
