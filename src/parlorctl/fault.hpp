#pragma once
#include <string>

namespace parlor::ctl {

/// What the program ends with (its exit status).
enum class Exit {
    done = 0,
    refused = 1,     ///< the server refused
    misused = 2,     ///< the command line is wrong, or there is no token
    unreachable = 3, ///< no server answers
};

/// Why a command did not succeed: what was wrong, and what to do about it.
struct Fault {
    Exit exit = Exit::refused;
    std::string what;
    std::string advice{};
    /// The server's own error, as JSON; empty where it is not the server's.
    std::string body{};
};

} // namespace parlor::ctl
