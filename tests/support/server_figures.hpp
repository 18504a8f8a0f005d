#pragma once
#include "tests/support/server_process.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

/// What a running server says of itself in /metrics, and what the kernel says of it.
namespace parlor::test {

/// One figure by its name, with its labels where it has any, e.g. `parlor_sockets`; throws where there is none.
double metric(std::uint16_t port, const std::string& name);
/// Waits until `holds` is true of the figure; gives the last one seen.
double wait_for_metric(std::uint16_t port, const std::string& name, const std::function<bool(double)>& holds);

/// Descriptors that the process has open.
std::size_t open_descriptors(const ServerProcess& server);
/// Resident memory of a process, in bytes.
std::size_t resident_bytes(pid_t process);
/// Processor time that a process's threads have taken, in its own code and in the kernel; those that have ended left out.
std::chrono::nanoseconds cpu_time(pid_t process);

} // namespace parlor::test
