#include "voicebot/turn/playout.hpp"

#include <algorithm>
#include <utility>

namespace parlor::voicebot::turn {
namespace {

constexpr std::size_t fade_samples = audio::speaking_rate / 200;

/// Multiplies by a ramp from `from` to `to`.
void ramp(std::span<audio::Sample> samples, float from, float to)
{
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const float share = static_cast<float>(i) / static_cast<float>(samples.size());
        samples[i] = static_cast<audio::Sample>(static_cast<float>(samples[i]) * (from + (to - from) * share));
    }
}

} // namespace

Generation Playout::begin()
{
    std::lock_guard lock{mutex_};
    clear();
    paused_ = false;
    return ++generation_;
}

bool Playout::push(Generation generation, audio::PcmView samples)
{
    std::lock_guard lock{mutex_};
    if (generation != generation_ || flushed_) return false;
    const auto left = samples_.size() - position_ + samples.size();
    if (audio::duration(left, audio::speaking_rate) > settings_.capacity) {
        dropped_ += samples.size();
        return false;
    }
    samples_.insert(samples_.end(), samples.begin(), samples.end());
    return true;
}

void Playout::end(Generation generation)
{
    std::lock_guard lock{mutex_};
    if (generation == generation_) complete_ = true;
}

void Playout::pause()
{
    std::lock_guard lock{mutex_};
    paused_ = true;
}

void Playout::resume()
{
    std::lock_guard lock{mutex_};
    if (!paused_) return;
    paused_ = false;
    position_ -= std::min(position_, audio::sample_count(settings_.rewind, audio::speaking_rate));
}

void Playout::flush()
{
    std::lock_guard lock{mutex_};
    const auto tail = samples_.begin() + static_cast<std::ptrdiff_t>(position_);
    const auto length = std::min(fade_samples, samples_.size() - position_);
    audio::Pcm kept{tail, tail + static_cast<std::ptrdiff_t>(length)};
    clear();
    flushed_ = true;
    tail_ = std::move(kept);
}

void Playout::clear()
{
    samples_.clear();
    tail_.clear();
    position_ = 0;
    complete_ = false;
    flushed_ = false;
    begun_ = false;
}

std::size_t Playout::fill(std::span<audio::Sample> frame)
{
    const auto take = std::min(frame.size(), samples_.size() - position_);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(position_), take, frame.begin());
    return take;
}

bool Playout::next(std::span<audio::Sample> frame)
{
    std::lock_guard lock{mutex_};
    std::fill(frame.begin(), frame.end(), audio::Sample{0});
    const bool was_audible = std::exchange(audible_, false);
    const bool silent = paused_ || flushed_;
    if (silent && was_audible) {
        auto fading = frame.first(std::min(fade_samples, frame.size()));
        if (flushed_)
            std::copy(tail_.begin(), tail_.end(), fading.begin());
        else
            fill(fading);
        ramp(fading, 1, 0);
        return true;
    }
    if (silent) return false;
    const auto taken = fill(frame);
    if (taken == 0) return false;
    if (!was_audible) ramp(frame.first(std::min(fade_samples, frame.size())), 0, 1);
    position_ += taken;
    begun_ = audible_ = true;
    // What was said is kept for as far as a resumed answer may go back; moved rarely, because moving costs.
    const auto keep = audio::sample_count(settings_.rewind, audio::speaking_rate);
    if (position_ > keep + audio::speaking_rate) {
        samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(position_ - keep));
        position_ = keep;
    }
    return true;
}

std::chrono::milliseconds Playout::waiting() const
{
    std::lock_guard lock{mutex_};
    return audio::duration(samples_.size() - position_, audio::speaking_rate);
}

Generation Playout::finished() const
{
    std::lock_guard lock{mutex_};
    return complete_ && position_ == samples_.size() ? generation_ : 0;
}

bool Playout::has_begun() const
{
    std::lock_guard lock{mutex_};
    return begun_;
}

std::uint64_t Playout::dropped() const
{
    std::lock_guard lock{mutex_};
    return dropped_;
}

} // namespace parlor::voicebot::turn
