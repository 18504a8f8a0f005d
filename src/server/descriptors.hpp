#pragma once
#include <cstddef>

namespace parlor::server {

/// Lets the process open as many files and sockets as the system allows it (RLIMIT_NOFILE, soft to hard; shells and systemd
/// start programs with 1024). Warns where that is too few for `connections` sockets.
void raise_descriptor_limit(std::size_t connections);

} // namespace parlor::server
