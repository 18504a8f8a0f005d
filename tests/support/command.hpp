#pragma once
#include <map>
#include <string>
#include <vector>

namespace parlor::test {

/// How a command ended and what it wrote.
struct Outcome {
    int code = -1;
    std::string output;
    std::string errors;
};

/// Runs parlor-server until it ends by itself, without settings of Parlor but those given. Throws where it does not
/// end within `patience`.
Outcome run_server(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment = {});

} // namespace parlor::test
