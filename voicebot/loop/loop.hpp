#pragma once
#include "base/clock.hpp"
#include "base/unique_function.hpp"

#include <cstdint>

namespace parlor::voicebot {

using Task = UniqueFunction<void()>;
using TimerId = std::uint64_t;

/// The voicebot's one thread of control, as its parts see it. Bots, their state machines and all call-backs live on it;
/// recognisers, synthesisers and media work on threads of their own and post what they have.
class Loop {
public:
    virtual ~Loop() = default;

    /// Runs `task` later, in the order posted. Any thread.
    virtual void post(Task task) = 0;
    /// Runs `task` once after `delay`. The loop's thread only.
    virtual TimerId after(Millis delay, Task task) = 0;
    /// Takes a timer back; nothing happens where it has run already. The loop's thread only.
    virtual void cancel(TimerId id) = 0;
    virtual Instant now() const = 0;
};

} // namespace parlor::voicebot
