#pragma once
#include "base/clock.hpp"

namespace parlor::voicebot::host {

/// How busy this process keeps the machine's cores.
class CpuMeter {
public:
    CpuMeter();
    /// Since the last call, 0 … 1 of all cores; the first call measures since the meter was made. Calls closer together than
    /// half a second give the same again.
    double share();

private:
    Instant at_;
    std::chrono::microseconds used_;
    double share_ = 0;
};

} // namespace parlor::voicebot::host
