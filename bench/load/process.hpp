#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <sys/types.h>

/// What the kernel knows of another process (proc(5)).
namespace parlor::load {

/// CPU time of all its live threads together (the first number of /proc/PID/task/*/schedstat). Throws where it is gone.
std::chrono::nanoseconds cpu_time(pid_t process);

/// CPU time of each of its live threads, by number.
std::map<pid_t, std::chrono::nanoseconds> cpu_times(pid_t process);

/// Bytes that it holds in memory (VmRSS).
std::uint64_t resident_bytes(pid_t process);

/// CPU time of this process.
std::chrono::nanoseconds own_cpu_time();

} // namespace parlor::load
