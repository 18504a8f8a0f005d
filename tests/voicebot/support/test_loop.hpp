#pragma once
#include "voicebot/loop/loop.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace parlor::voicebot::test {

/// A loop that runs on the test's thread while it waits for something: real threads may post to it. Its timers follow the
/// real clock.
class TestLoop final : public Loop {
public:
    void post(Task task) override
    {
        {
            std::lock_guard lock{mutex_};
            tasks_.push_back(std::move(task));
        }
        wake_.notify_one();
    }
    TimerId after(Millis delay, Task task) override
    {
        timers_.emplace(std::pair{now() + delay, ++last_}, std::move(task));
        return last_;
    }
    void cancel(TimerId id) override
    {
        std::erase_if(timers_, [&](const auto& item) { return item.first.second == id; });
    }
    Instant now() const override { return std::chrono::steady_clock::now(); }

    /// Runs tasks and timers until `done()`; false when `patience` has passed before.
    template <class Done> bool run_until(Done&& done, Millis patience = Millis{20'000})
    {
        const auto deadline = now() + patience;
        while (!done()) {
            if (now() >= deadline) return false;
            if (!run_one(deadline)) return done();
        }
        return true;
    }

private:
    bool run_one(Instant deadline)
    {
        Task task;
        {
            std::unique_lock lock{mutex_};
            const auto next = timers_.empty() ? deadline : std::min(deadline, timers_.begin()->first.first);
            if (!wake_.wait_until(lock, next, [this] { return !tasks_.empty(); })) return ring(lock, deadline);
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
        return true;
    }
    bool ring(std::unique_lock<std::mutex>& lock, Instant deadline)
    {
        lock.unlock();
        if (timers_.empty() || timers_.begin()->first.first > now()) return now() < deadline;
        auto task = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        task();
        return true;
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> tasks_;
    std::map<std::pair<Instant, TimerId>, Task> timers_;
    TimerId last_ = 0;
};

/// A loop whose time the test moves: tasks and timers run in `run` and `advance` alone.
class ManualLoop final : public Loop {
public:
    void post(Task task) override { tasks_.push_back(std::move(task)); }
    TimerId after(Millis delay, Task task) override
    {
        timers_.emplace(std::pair{now() + delay, ++last_}, std::move(task));
        return last_;
    }
    void cancel(TimerId id) override
    {
        std::erase_if(timers_, [&](const auto& item) { return item.first.second == id; });
    }
    Instant now() const override { return Instant{} + std::chrono::hours{1} + elapsed_; }

    /// Runs what was posted, and what that posts.
    void run()
    {
        while (!tasks_.empty()) {
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            task();
        }
    }
    /// Moves the clock and rings what falls due on the way, each at its own time.
    void advance(Millis by)
    {
        const auto end = elapsed_ + by;
        run();
        while (!timers_.empty() && timers_.begin()->first.first <= Instant{} + std::chrono::hours{1} + end) {
            elapsed_ =
                std::chrono::duration_cast<Millis>(timers_.begin()->first.first - Instant{}) - std::chrono::hours{1};
            auto task = std::move(timers_.begin()->second);
            timers_.erase(timers_.begin());
            task();
            run();
        }
        elapsed_ = end;
    }
    std::size_t timers() const { return timers_.size(); }

private:
    Millis elapsed_{0};
    std::deque<Task> tasks_;
    std::map<std::pair<Instant, TimerId>, Task> timers_;
    TimerId last_ = 0;
};

} // namespace parlor::voicebot::test
