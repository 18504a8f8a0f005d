#pragma once
#include "domain/lobby/ban.hpp"
#include "domain/session/session_record.hpp"
#include "protocol/admin.hpp"
#include "service/audit.hpp"
#include "service/store.hpp"

#include <cstddef>

/// Domain objects as administrators see them, session ids included.
namespace parlor::service {

protocol::AdminSession to_admin_wire(const domain::SessionRecord& session, std::size_t connections);
protocol::AdminName to_admin_wire(const NameRecord& name);
protocol::AdminBan to_admin_wire(const domain::Ban& ban);
protocol::AuditEntry to_admin_wire(const AuditRecord& record);

} // namespace parlor::service
