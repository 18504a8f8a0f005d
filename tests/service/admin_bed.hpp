#pragma once
#include "tests/service/harness.hpp"

/// A world with an administrator in it.
namespace parlor::test {

using service::AdminCredentials;

inline const std::string admin_token(32, 't');

inline service::Settings administered(service::Settings settings = {})
{
    settings.admin.token = admin_token;
    return settings;
}

inline AdminCredentials shown(std::string secret, AdminCredentials::Kind kind = AdminCredentials::Kind::token)
{
    return {kind, std::move(secret)};
}

inline const service::AdminActor operator_at_home{"192.0.2.77"};

inline Answer<service::AdminActor> authenticate(World& world, AdminCredentials credentials,
                                                std::string address = "192.0.2.77")
{
    return world.ask<service::AdminActor>(
        [&](auto reply) { world.admin->authenticate(std::move(credentials), std::move(address), std::move(reply)); });
}

inline Answer<service::AdminPass> log_in(World& world, AdminCredentials credentials)
{
    return world.ask<service::AdminPass>(
        [&](auto reply) { world.admin->login(std::move(credentials), "192.0.2.77", std::move(reply)); });
}

inline Answer<protocol::AdminBanResult> ban(World& world, protocol::AdminBanRequest request)
{
    return world.ask<protocol::AdminBanResult>(
        [&](auto reply) { world.admin->add_ban(operator_at_home, std::move(request), std::move(reply)); });
}

inline Answer<protocol::Empty> unban(World& world, std::string id)
{
    return world.ask<protocol::Empty>(
        [&](auto reply) { world.admin->remove_ban(operator_at_home, BanId{std::move(id)}, std::move(reply)); });
}

inline std::vector<protocol::AuditEntry> audit_of(World& world)
{
    return world.ask<protocol::AuditPage>([&](auto reply) { world.admin->list_audit({}, std::move(reply)); })
        .value()
        .entries;
}

} // namespace parlor::test
