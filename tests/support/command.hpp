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

/// Runs one of this build's programs until it ends by itself, without settings of Parlor but those given; `input` is its
/// standard input. Throws where it does not end within `patience`.
Outcome run_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment = {}, const std::string& input = {});

/// As above, parlor-server.
Outcome run_server(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment = {});

} // namespace parlor::test
