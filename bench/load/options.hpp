#pragma once
#include "bench/load/connects.hpp"
#include "bench/load/traffic.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace parlor::load {

struct Options {
    std::uint16_t port = 0;
    pid_t server = 0;
    std::variant<TrafficOptions, ConnectOptions> scenario;
};

/// Reads `SCENARIO --name=value…`. Throws std::invalid_argument with a sentence for the person.
Options parse_options(std::span<const char* const> arguments);

std::string usage();

} // namespace parlor::load
