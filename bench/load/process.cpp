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
    std::int64_t all = 0;
    std::error_code gone;
    std::filesystem::directory_iterator tasks{folder_of(process) / "task", gone};
    if (gone) throw std::runtime_error{"the server is not running"};
    for (const auto& task : tasks) {
        std::int64_t one = 0;
        // A thread may end while we look.
        if (std::ifstream{task.path() / "schedstat"} >> one) all += one;
    }
    return std::chrono::nanoseconds{all};
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
