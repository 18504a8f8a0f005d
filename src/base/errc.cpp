#include "base/errc.hpp"

#include <array>

namespace parlor {
namespace {

struct Facts {
    std::string_view name;
    int http_status;
    bool retryable;
};

// clang-format off
constexpr std::array<Facts, errc_count> facts{{
    {"unknown_type", 400, false},
    {"bad_json", 400, false},
    {"bad_request", 400, false},
    {"unauthenticated", 401, false},
    {"forbidden", 403, false},
    {"not_found", 404, false},
    {"conflict", 409, false},
    {"name_taken", 409, false},
    {"password_required", 403, false},
    {"wrong_password", 403, false},
    {"lobby_full", 409, true},
    {"lobby_locked", 403, false},
    {"lobby_closed", 409, false},
    {"banned", 403, false},
    {"not_joined", 403, false},
    {"too_large", 413, false},
    {"rate_limited", 429, true},
    {"unsupported", 400, false},
    {"unavailable", 503, true},
    {"no_provider", 503, true},
    {"provider_failed", 503, true},
    {"internal", 500, true},
}};
// clang-format on

const Facts& of(Errc code)
{
    return facts.at(static_cast<std::size_t>(code));
}

} // namespace

std::string_view to_string(Errc code)
{
    return of(code).name;
}

int http_status(Errc code)
{
    return of(code).http_status;
}

bool retryable(Errc code)
{
    return of(code).retryable;
}

} // namespace parlor
