#include "voicebot/host/cpu_meter.hpp"

#include <algorithm>
#include <thread>

#include <sys/resource.h>

namespace parlor::voicebot::host {
namespace {

constexpr Millis least_interval{500};

std::chrono::microseconds used_by_process()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

} // namespace

CpuMeter::CpuMeter() : at_(std::chrono::steady_clock::now()), used_(used_by_process()) {}

double CpuMeter::share()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - at_ < least_interval) return share_;
    const auto used = used_by_process();
    const std::chrono::duration<double> wall = now - at_;
    const std::chrono::duration<double> busy = used - used_;
    share_ = std::clamp(busy / wall / std::max(1U, std::thread::hardware_concurrency()), 0.0, 1.0);
    at_ = now;
    used_ = used;
    return share_;
}

} // namespace parlor::voicebot::host
