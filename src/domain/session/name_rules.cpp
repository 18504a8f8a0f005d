#include "domain/session/name_rules.hpp"

namespace parlor::domain {

Result<std::optional<SessionId>> decide(const NameState& name, const ClaimName& claim)
{
    using Displaced = std::optional<SessionId>;
    if (name.holder == claim.session) return Displaced{};
    const bool is_protected = !name.password_hash.empty();
    if (is_protected && claim.proof.empty())
        return Error{Errc::password_required, "A password protects this name.", "password"};
    if (is_protected && claim.proof != name.password_hash)
        return Error{Errc::wrong_password, "This is not the password of this name.", "password"};
    if (!name.holder) return Displaced{};
    const bool free = is_protected ? claim.force || name.released_at.has_value()
                                   : name.released_at && *name.released_at < claim.free_if_released_before;
    if (!free) return Error{Errc::name_taken, "This name is taken.", "name"};
    return Displaced{name.holder};
}

Result<void> decide(const NameState& name, const ProtectName& command)
{
    if (name.holder != command.session) return Error{Errc::forbidden, "You do not hold this name any more."};
    if (name.password_hash != command.old_hash)
        return Error{Errc::conflict, "The protection of this name has just been changed."};
    return {};
}

} // namespace parlor::domain
