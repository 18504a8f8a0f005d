#include "service/audit_trail.hpp"

#include "protocol/encode.hpp"

namespace parlor::service {

AuditRecord AuditTrail::line(const LobbyId& lobby, const Actor& actor, domain::Action action, std::string target) const
{
    return {.at = context_.clock.now(),
            .session = actor.session,
            .name = actor.name,
            .address = actor.address,
            .action = std::string{domain::permissions()[static_cast<std::size_t>(action)].name},
            .lobby = lobby,
            .target = std::move(target)};
}

void AuditTrail::write(AuditRecord line, Then then)
{
    context_.store.append_audit(std::move(line), context_.here<void>(std::move(then)));
}

Done<void> AuditTrail::finish(AuditRecord line, UniqueFunction<void()> apply, Then then)
{
    return context_.here<void>(
        [this, line = std::move(line), apply = std::move(apply), then = std::move(then)](Result<void> kept) mutable {
            if (!kept) return then(kept.error());
            apply();
            write(std::move(line), std::move(then));
        });
}

std::string audit_detail(std::string_view name, std::string_view value)
{
    std::string json = "{";
    protocol::append_json_string(json, name);
    json += ':';
    protocol::append_json_string(json, value);
    return json + "}";
}

} // namespace parlor::service
