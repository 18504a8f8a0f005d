#pragma once
#include "voicebot/audio/pcm.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace parlor::voicebot::turn {

/// Numbers what the bot says; speech of an older number is stale and thrown away.
using Generation = std::uint64_t;

struct PlayoutSettings {
    /// Audio that may wait; what passes it is dropped and counted. Whoever fills it asks `waiting` first.
    std::chrono::milliseconds capacity{60'000};
    /// How far a resumed answer goes back, so that the word it broke off in is heard whole.
    std::chrono::milliseconds rewind{400};
};

/// What the bot is about to say, at 48 kHz. The loop fills and controls it, the pacer takes a frame every 20 ms; all functions
/// from any thread. Pauses and ends fade over 5 ms, because a cut is a click.
class Playout {
public:
    explicit Playout(PlayoutSettings settings = {}) : settings_(settings) {}

    /// Throws away what is left and begins anew.
    Generation begin();
    /// Adds speech; false where the generation is stale or the capacity passed.
    bool push(Generation generation, audio::PcmView samples);
    /// All speech of this generation is there.
    void end(Generation generation);
    void pause();
    void resume();
    /// Throws away what is left.
    void flush();

    /// Fills the next 20 ms; false where it is silence, that is where there is nothing to say or the bot is paused.
    bool next(std::span<audio::Sample> frame);

    std::chrono::milliseconds waiting() const;
    /// The generation that has been spoken to its end; 0 = none since `begin`.
    Generation finished() const;
    bool has_begun() const;
    std::uint64_t dropped() const;

private:
    std::size_t fill(std::span<audio::Sample> frame);
    void clear();

    const PlayoutSettings settings_;
    mutable std::mutex mutex_;
    audio::Pcm samples_;
    std::size_t position_ = 0;
    Generation generation_ = 0;
    bool complete_ = false;
    bool paused_ = false;
    bool flushed_ = false;
    bool begun_ = false;
    /// Whether the frame before was heard: the next silent one fades out from it, the next loud one fades in.
    bool audible_ = false;
    audio::Pcm tail_;
    std::uint64_t dropped_ = 0;
};

} // namespace parlor::voicebot::turn
