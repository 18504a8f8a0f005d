#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

/// Who gets a name. Names are compared by their key (`parse_name`); stores ask these rules inside the transaction that
/// gives the name.
namespace parlor::domain {

/// How a name is held at this moment.
struct NameState {
    /// Empty = no password protects it.
    std::string password_hash;
    std::optional<SessionId> holder;
    /// Since when the holder has no connection; nothing = it has one.
    std::optional<Timestamp> released_at;
    bool operator==(const NameState&) const = default;
};

struct ClaimName {
    SessionId session;
    /// The password hash that the claimant has shown the password to; empty = none.
    std::string proof;
    /// Takes a protected name from a holder who is connected.
    bool force = false;
    /// An unprotected name that was released before this is free.
    Timestamp free_if_released_before{};
};

/// The session that loses the name by this claim, if any. Refuses with `name_taken`, `password_required`, and with
/// `wrong_password` where the password was changed since it was shown.
Result<std::optional<SessionId>> decide(const NameState& name, const ClaimName& claim);

/// Protects a name, changes its password (`old_hash` = the hash of the one before) or takes the protection away
/// (`new_hash` empty).
struct ProtectName {
    SessionId session;
    std::string old_hash;
    std::string new_hash;
};

/// Refuses with `forbidden` where the session does not hold the name, with `conflict` where its protection is not
/// `old_hash` any more.
Result<void> decide(const NameState& name, const ProtectName& command);

} // namespace parlor::domain
