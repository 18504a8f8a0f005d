#pragma once
#include "base/address.hpp"
#include "domain/lobby/lobby.hpp"
#include "domain/session/name.hpp"
#include "domain/session/session_record.hpp"
#include "service/api.hpp"

/// Sessions as the domain's lobbies see them.
namespace parlor::service {

/// The key of a protected name; empty for any other.
inline std::string protected_key(const std::string& name, bool name_protected)
{
    if (!name_protected) return {};
    auto parsed = domain::parse_name(name);
    return parsed ? std::move(parsed->key) : std::string{};
}

inline domain::Naming naming_of(const domain::SessionRecord& session)
{
    return {session.name, protected_key(session.name, session.name_protected)};
}

inline domain::Visitor visitor_of(const Actor& actor)
{
    // Bots share the address of their provider, which is nobody's to be banned by.
    if (actor.bot) return {actor.session, {}, {}};
    return {actor.session, protected_key(actor.name, actor.name_protected), client_network(actor.address)};
}

} // namespace parlor::service
