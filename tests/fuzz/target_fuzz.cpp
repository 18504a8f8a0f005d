#include "http/target.hpp"
#include "tests/fuzz/fuzz.hpp"

/// A request target (RFC 9112 §3.2.1).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    const auto target = http::parse_target(fuzz::text(data, size));
    if (!target) return 0;
    fuzz::require(target->path.starts_with('/'), "a path begins with a slash");
    fuzz::require(target->path.size() <= size, "decoding makes nothing longer");
    for (const auto& [name, value] : target->query) target->parameter(name);
    return 0;
}
