#pragma once
#include "bench/load/connects.hpp"
#include "bench/load/scale.hpp"
#include "bench/load/traffic.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace parlor::load {

struct Options {
    Ports ports;
    pid_t server = 0;
    std::variant<TrafficOptions, ConnectOptions, ScaleOptions> scenario;
};

/// Reads `SCENARIO --name=value…`. Throws std::invalid_argument with a sentence for the person.
Options parse_options(std::span<const char* const> arguments);

std::string usage();

} // namespace parlor::load
