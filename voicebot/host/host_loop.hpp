#pragma once
#include "runtime/shard_pool.hpp"
#include "voicebot/loop/loop.hpp"

namespace parlor::voicebot::host {

/// The process's one loop as the bots see it.
class HostLoop final : public Loop {
public:
    explicit HostLoop(runtime::ShardLoop& loop) : loop_(loop) {}

    void post(Task task) override { loop_.post(std::move(task)); }
    TimerId after(Millis delay, Task task) override { return loop_.timers().after(delay, std::move(task)); }
    void cancel(TimerId id) override { loop_.timers().cancel(id); }
    Instant now() const override { return std::chrono::steady_clock::now(); }

private:
    runtime::ShardLoop& loop_;
};

} // namespace parlor::voicebot::host
