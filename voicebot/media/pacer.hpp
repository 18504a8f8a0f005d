#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::voicebot::media {

/// One moment of a pacer's clock.
struct Tick {
    /// On the process's monotonic clock; exactly one interval after the one before, however late the thread was.
    std::chrono::nanoseconds at{0};
    std::chrono::nanoseconds length{0};
};

/// Something that does a piece of work each interval.
class Paced {
public:
    virtual ~Paced() = default;
    /// On the pacer's thread; short, because all others wait.
    virtual void tick(const Tick& tick) = 0;
};

/// One thread that gives all bots their frames in time.
class Pacer {
public:
    explicit Pacer(std::chrono::nanoseconds interval);
    ~Pacer();
    Pacer(const Pacer&) = delete;
    Pacer& operator=(const Pacer&) = delete;

    /// Any thread. The pacer holds it only while it ticks.
    void add(std::weak_ptr<Paced> paced);
    /// Ticks that were left out because the machine stood still for longer than they could be made up.
    std::uint64_t skipped() const;

private:
    void run(const std::stop_token& stop);

    const std::chrono::nanoseconds interval_;
    mutable std::mutex mutex_;
    /// Only ends a wait when the pacer ends.
    std::condition_variable_any wake_;
    std::vector<std::weak_ptr<Paced>> paced_;
    std::uint64_t skipped_ = 0;
    std::jthread thread_;
};

} // namespace parlor::voicebot::media
