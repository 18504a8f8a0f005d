#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace parlor {

/// Every refusal a client can see; the names are the wire's (`code` of an error, PROTOCOL.md "Codes").
enum class Errc : std::uint8_t {
    unknown_type,
    bad_json,
    bad_request,
    unauthenticated,
    forbidden,
    not_found,
    conflict,
    name_taken,
    password_required,
    wrong_password,
    lobby_full,
    lobby_locked,
    lobby_closed,
    banned,
    not_joined,
    too_large,
    rate_limited,
    unsupported,
    unavailable,
    no_provider,
    provider_failed,
    internal,
};

inline constexpr std::size_t errc_count = static_cast<std::size_t>(Errc::internal) + 1;

/// The wire name of a code, e.g. `lobby_full`.
std::string_view to_string(Errc code);

/// The HTTP status that carries this code.
int http_status(Errc code);

/// Whether the same request may succeed later without the caller changing anything.
bool retryable(Errc code);

/// A refusal: a value, not an exception. `message` is a sentence for a person; `path` names the offending field
/// (`data.name`), empty where no field is at fault.
struct Error {
    Errc code = Errc::internal;
    std::string message;
    std::string path{};
    /// Milliseconds after which a retry makes sense; 0 = not told.
    std::int64_t retry_after_ms = 0;

    bool operator==(const Error&) const = default;
};

} // namespace parlor
