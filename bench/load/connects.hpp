#pragma once
#include "bench/load/member.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <sys/types.h>

namespace parlor::load {

struct ConnectOptions {
    std::size_t lobbies = 100;
    std::size_t members = 10;  ///< of each lobby
    std::size_t at_once = 64;  ///< on their way in at any time
    std::size_t warm_up = 100; ///< let in before anything is measured
};

/// Lets a crowd in and leaves it idle: how fast, at what price, and what an idle member holds in the server's memory.
boost::json::object measure_connects(const ConnectOptions& options, Ports ports, pid_t server);

} // namespace parlor::load
