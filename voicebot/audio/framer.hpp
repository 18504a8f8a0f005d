#pragma once
#include "voicebot/audio/pcm.hpp"

#include <algorithm>
#include <utility>

namespace parlor::voicebot::audio {

/// Cuts a stream that comes in pieces of any length into frames of one length.
class Framer {
public:
    explicit Framer(std::size_t frame) : frame_(frame) { rest_.reserve(frame); }

    /// Calls `take(PcmView)` for every frame that `samples` complete, in order.
    template <class Take> void push(PcmView samples, Take&& take)
    {
        while (!samples.empty()) {
            // Whole frames need no copy.
            if (rest_.empty() && samples.size() >= frame_) {
                take(samples.first(frame_));
                samples = samples.subspan(frame_);
                continue;
            }
            const auto part = std::min(frame_ - rest_.size(), samples.size());
            rest_.insert(rest_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(part));
            samples = samples.subspan(part);
            if (rest_.size() < frame_) return;
            take(PcmView{rest_});
            rest_.clear();
        }
    }

    /// The incomplete frame at the end, if any; empty afterwards.
    Pcm take_rest() { return std::exchange(rest_, {}); }

private:
    std::size_t frame_;
    Pcm rest_;
};

} // namespace parlor::voicebot::audio
