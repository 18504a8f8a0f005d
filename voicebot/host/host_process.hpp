#pragma once
#include "voicebot/host/settings.hpp"

namespace parlor::voicebot::host {

/// Runs the host until SIGTERM or SIGINT, or until the server refuses its key for good. The process's exit code: 0 after a
/// signal, 1 where it could not go on.
int run_host(const HostSettings& settings);

} // namespace parlor::voicebot::host
