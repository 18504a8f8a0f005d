#include "server/config_reader.hpp"
#include "server/config_text.hpp"
#include "tests/fuzz/fuzz.hpp"

/// A configuration file: read whole, or refused with its faults; what it came to can be shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    server::ConfigReader reader;
    reader.read_toml(fuzz::text(data, size), "fuzz.toml");
    reader.finish();
    for (const auto& fault : reader.faults()) fuzz::require(!fault.empty(), "a fault says what is wrong");
    if (reader.faults().empty()) fuzz::require(!server::config_text(reader).empty(), "settings can be shown");
    return 0;
}
