#pragma once
#include <string>

namespace parlor::load {

/// What the kernel keeps for the connections to a server on this machine, in words: how many there are, on how many of
/// them who has not read or not taken what came, how often it sends again, what it has thrown away. For a fault, where it
/// is to be told whether server, generator or kernel is the one that waits. Reads proc(5)'s net/tcp, sockstat, softnet_stat and netstat;
/// what is not there is left out.
std::string kernel_queues(unsigned short server_port);

} // namespace parlor::load
