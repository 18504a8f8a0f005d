#pragma once
#include "voicebot/audio/pcm.hpp"

#include <vector>

namespace parlor::voicebot::audio {

/// Changes the rate of a stream: windowed sinc, one filter per output phase (a polyphase filter), so that what a synthesiser
/// gives at 8 to 24 kHz sounds at 48 kHz without the images that interpolation between neighbours leaves. Rates are in
/// Hz; delays by half a filter, about 1 ms. One stream, one thread.
class Resampler {
public:
    Resampler(int from_rate, int to_rate);

    /// Appends to `out` what `in` completes.
    void push(PcmView in, Pcm& out);
    /// Appends the end that is still inside the filter; the next `push` begins a new stream.
    void finish(Pcm& out);

private:
    void reset();

    std::size_t step_;   ///< Output phases that one output sample moves on.
    std::size_t phases_; ///< Output phases between two input samples.
    std::size_t taps_;
    std::vector<float> filters_; ///< phases_ × taps_
    std::vector<float> history_;
    std::size_t phase_ = 0;
};

} // namespace parlor::voicebot::audio
