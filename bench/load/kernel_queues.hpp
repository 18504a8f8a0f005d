#pragma once
#include <string>

namespace parlor::load {

/// What the kernel keeps for the connections to a server on this machine, in words: how many there are, on how many of
/// them somebody has not read or not acknowledged what came, how often that was sent again, and what all sockets hold and
/// have thrown away since the machine was started. For a fault, where it is to be told whether server, generator or kernel
/// is the one that waits. Connections are told by their port alone. Reads proc(5)'s net/tcp, sockstat, softnet_stat and
/// netstat; what can't be read counts as 0.
std::string kernel_queues(unsigned short server_port);

} // namespace parlor::load
