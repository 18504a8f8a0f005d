#include "domain/session/name.hpp"
#include "tests/fuzz/fuzz.hpp"

/// Names (RFC 8266): one that was prepared stays as it is, and has the same key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    const auto given = fuzz::text(data, size);
    domain::fold(given);
    const auto name = domain::parse_name(given);
    if (!name) return 0;
    const auto again = domain::parse_name(name->shown);
    fuzz::require(bool{again}, "a prepared name is a name");
    fuzz::require(again->shown == name->shown, "preparing twice changes nothing");
    fuzz::require(again->key == name->key, "the key is that of the shown name");
    return 0;
}
