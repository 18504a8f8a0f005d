#include "voicebot/media/pacer.hpp"

namespace parlor::voicebot::media {
namespace {

/// A delay up to this is made up by ticking faster; beyond it the clock jumps.
constexpr std::chrono::milliseconds patience{200};

} // namespace

Pacer::Pacer(std::chrono::nanoseconds interval)
    : interval_(interval), thread_([this](const std::stop_token& stop) { run(stop); })
{
}

Pacer::~Pacer()
{
    thread_.request_stop();
    thread_.join();
}

void Pacer::add(std::weak_ptr<Paced> paced)
{
    std::lock_guard lock{mutex_};
    paced_.push_back(std::move(paced));
}

std::uint64_t Pacer::skipped() const
{
    std::lock_guard lock{mutex_};
    return skipped_;
}

void Pacer::run(const std::stop_token& stop)
{
    std::vector<std::shared_ptr<Paced>> due;
    auto next = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        next += interval_;
        {
            std::unique_lock lock{mutex_};
            wake_.wait_until(lock, stop, next, [] { return false; });
            if (stop.stop_requested()) return;
            while (std::chrono::steady_clock::now() - next > patience) {
                next += interval_;
                ++skipped_;
            }
            std::erase_if(paced_, [](const auto& one) { return one.expired(); });
            for (const auto& one : paced_)
                if (auto held = one.lock()) due.push_back(std::move(held));
        }
        const Tick tick{next.time_since_epoch(), interval_};
        for (const auto& one : due) one->tick(tick);
        due.clear();
    }
}

} // namespace parlor::voicebot::media
