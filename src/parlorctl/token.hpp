#pragma once
#include "parlorctl/command.hpp"

#include <string>
#include <variant>

namespace parlor::ctl {

/// The administrator's token: by `--token` (with a warning on standard error), from `--token-file`, from the environment.
/// A Fault says where it was looked for.
std::variant<std::string, Fault> find_token(const Arguments& arguments);

} // namespace parlor::ctl
