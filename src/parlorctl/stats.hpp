#pragma once
#include "parlorctl/command.hpp"

namespace parlor::ctl {

/// `stats`, also with `--watch`.
std::optional<Fault> show_stats(Api& api, const Arguments& arguments);

} // namespace parlor::ctl
