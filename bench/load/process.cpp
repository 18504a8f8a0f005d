#include "bench/load/process.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace parlor::load {
namespace {

std::filesystem::path folder_of(pid_t process)
{
    return std::filesystem::path{"/proc"} / std::to_string(process);
}

} // namespace

std::chrono::nanoseconds cpu_time(pid_t process)
{
    std::chrono::nanoseconds all{0};
    for (const auto& [thread, time] : cpu_times(process)) all += time;
    return all;
}

std::map<pid_t, std::chrono::nanoseconds> cpu_times(pid_t process)
{
    std::map<pid_t, std::chrono::nanoseconds> all;
    std::error_code gone;
    std::filesystem::directory_iterator tasks{folder_of(process) / "task", gone};
    if (gone) throw std::runtime_error{"the server is not running"};
    for (const auto& task : tasks) {
        std::int64_t one = 0;
        // A thread may end while we look.
        if (std::ifstream{task.path() / "schedstat"} >> one)
            all[std::stoi(task.path().filename())] = std::chrono::nanoseconds{one};
    }
    return all;
}

std::uint64_t resident_bytes(pid_t process)
{
    std::ifstream status{folder_of(process) / "status"};
    for (std::string word; status >> word;) {
        if (word != "VmRSS:") continue;
        std::uint64_t kibibytes = 0;
        status >> kibibytes;
        return kibibytes * 1024;
    }
    throw std::runtime_error{"the server is not running"};
}

std::chrono::nanoseconds own_cpu_time()
{
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

} // namespace parlor::load
