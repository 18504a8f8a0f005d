#include "service/admin_wire.hpp"

namespace parlor::service {
namespace {

template <class T> void set(std::optional<T>& field, const std::string& text)
{
    if (!text.empty()) field.emplace(text);
}

} // namespace

protocol::AdminSession to_admin_wire(const domain::SessionRecord& session, std::size_t connections)
{
    protocol::AdminSession wire{.id = session.id,
                                .name = {},
                                .name_protected = session.name_protected,
                                .created_at = to_ms(session.created_at),
                                .expires_at = to_ms(session.expires_at),
                                .connections = connections};
    if (!session.name.empty()) wire.name.emplace(session.name);
    return wire;
}

protocol::AdminName to_admin_wire(const NameRecord& name)
{
    protocol::AdminName wire{.name = name.name.empty() ? name.key : name.name,
                             .has_password = !name.state.password_hash.empty(),
                             .session_id = {},
                             .released_at = {}};
    if (name.state.holder) wire.session_id.emplace(name.state.holder->str());
    if (name.state.released_at) wire.released_at.emplace(to_ms(*name.state.released_at));
    return wire;
}

protocol::AdminBan to_admin_wire(const domain::Ban& ban)
{
    protocol::AdminBan wire{.id = ban.id, .reason = ban.reason, .at = to_ms(ban.at), .until = {}};
    set(wire.session_id, ban.session.str());
    set(wire.name, ban.protected_name.empty() ? std::string{} : ban.name);
    set(wire.address, ban.network);
    if (ban.until) wire.until.emplace(to_ms(*ban.until));
    return wire;
}

protocol::AuditEntry to_admin_wire(const AuditRecord& record)
{
    protocol::AuditEntry wire{.number = record.number, .at = to_ms(record.at), .action = record.action};
    // Administrators have no session; who has one acted as a moderator.
    if (!record.session.empty()) wire.by.power = protocol::AuditPower::moderator;
    wire.by.address = record.address;
    set(wire.by.session_id, record.session.str());
    set(wire.by.name, record.name);
    set(wire.lobby_id, record.lobby.str());
    set(wire.target, record.target);
    wire.details.text = record.details;
    return wire;
}

} // namespace parlor::service
