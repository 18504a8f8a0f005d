#include "domain/lobby/ice_candidate.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <string>

/// What of ICE candidates and session descriptions is looked into before it is passed on (RFC 8839 §5.1).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    const std::string given{fuzz::text(data, size)};
    const auto hidden = domain::without_related_addresses(given);
    fuzz::require(domain::without_related_addresses(hidden) == hidden, "hiding twice changes nothing");
    fuzz::require(domain::shows_address(given) == domain::shows_address(hidden), "hiding changes no candidate's type");
    return 0;
}
