#pragma once
#include <chrono>
#include <cstdint>

namespace parlor {

/// Wall-clock time as clients see it: milliseconds since the Unix epoch, UTC.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
/// Time that never jumps; for time-outs and rates.
using Instant = std::chrono::steady_clock::time_point;
using Millis = std::chrono::milliseconds;

/// The integer that stands on the wire and in the store.
inline std::int64_t to_ms(Timestamp time)
{
    return time.time_since_epoch().count();
}

inline Timestamp from_ms(std::int64_t ms)
{
    return Timestamp{Millis{ms}};
}

/// Source of both kinds of time. Thread-safe. Tests use a manual one.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
    virtual Instant instant() const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
    Instant instant() const override { return std::chrono::steady_clock::now(); }
};

} // namespace parlor
