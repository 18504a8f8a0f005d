#include "voicebot/audio/resampler.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace parlor::voicebot::audio {
namespace {

/// Zero crossings of the sinc on each side of its centre: enough for 60 dB with the window below.
constexpr std::size_t crossings = 12;

double sinc(double x)
{
    return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

/// Blackman's window over -1 … 1.
double window(double x)
{
    if (std::abs(x) >= 1) return 0;
    return 0.42 + 0.5 * std::cos(std::numbers::pi * x) + 0.08 * std::cos(2 * std::numbers::pi * x);
}

} // namespace

Resampler::Resampler(int from_rate, int to_rate)
{
    const auto common = std::gcd(from_rate, to_rate);
    phases_ = static_cast<std::size_t>(to_rate / common);
    step_ = static_cast<std::size_t>(from_rate / common);
    // Below the lower of both Nyquist frequencies, as a share of the input's.
    const double cutoff = 0.94 * std::min(1.0, static_cast<double>(to_rate) / from_rate);
    const auto half = static_cast<std::size_t>(std::ceil(crossings / cutoff));
    taps_ = 2 * half;
    filters_.resize(phases_ * taps_);
    for (std::size_t phase = 0; phase < phases_; ++phase) {
        const double offset = static_cast<double>(phase) / static_cast<double>(phases_);
        for (std::size_t tap = 0; tap < taps_; ++tap) {
            const double x = static_cast<double>(tap) - static_cast<double>(half - 1) - offset;
            const double weight = cutoff * sinc(cutoff * x) * window(x / static_cast<double>(half));
            filters_[phase * taps_ + tap] = static_cast<float>(weight);
        }
    }
    reset();
}

void Resampler::reset()
{
    history_.assign(taps_ / 2 - 1, 0.0F);
    phase_ = 0;
}

void Resampler::push(PcmView in, Pcm& out)
{
    history_.insert(history_.end(), in.begin(), in.end());
    std::size_t at = 0;
    while (at + taps_ <= history_.size()) {
        const float* filter = &filters_[phase_ * taps_];
        const float sum =
            std::inner_product(filter, filter + taps_, history_.begin() + static_cast<std::ptrdiff_t>(at), 0.0F);
        out.push_back(static_cast<Sample>(std::clamp(std::lround(sum), -32768L, 32767L)));
        phase_ += step_;
        at += phase_ / phases_;
        phase_ %= phases_;
    }
    // A step is shorter than the filter, so `at` never passes the end.
    history_.erase(history_.begin(), history_.begin() + static_cast<std::ptrdiff_t>(at));
}

void Resampler::finish(Pcm& out)
{
    const Pcm silence(taps_ / 2, 0);
    push(silence, out);
    reset();
}

} // namespace parlor::voicebot::audio
