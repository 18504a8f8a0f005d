#pragma once
#include <chrono>

namespace parlor::test {

/// How many times slower this build may be than a released one.
#if defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 10;
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int slowness = 5;
#else
inline constexpr int slowness = 1;
#endif

/// How long a test waits for something that must happen, before it fails. It ends early when the event is there, so a
/// long time costs nothing.
inline constexpr std::chrono::milliseconds patience{10'000 * slowness};

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline in(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

/// What is left until `deadline` for poll(2): at least 0, in milliseconds, rounded up.
inline int left_ms(Deadline deadline)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

} // namespace parlor::test
