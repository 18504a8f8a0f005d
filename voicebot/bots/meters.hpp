#pragma once
#include "base/clock.hpp"

#include <algorithm>
#include <cstdint>

namespace parlor::voicebot::bots {

/// How long a step took, over all the times that it was taken.
struct Stage {
    std::uint64_t count = 0;
    Millis sum{0};
    Millis longest{0};

    void add(Millis time)
    {
        ++count;
        sum += time;
        longest = std::max(longest, time);
    }
};

/// What the bots of the process have done so far. The loop's thread only.
struct Meters {
    std::uint64_t answers = 0; ///< begun
    std::uint64_t failed_answers = 0;
    std::uint64_t interruptions = 0; ///< answers that somebody cut off
    std::uint64_t connections = 0;   ///< to participants, made
    std::uint64_t lost_connections = 0;
    /// From the end of somebody's speech to its transcript, to the first words of the answer, and to its first sound.
    Stage transcript;
    Stage first_words;
    Stage first_sound;
    /// From the first sight of a participant to media that flow.
    Stage connect;
};

} // namespace parlor::voicebot::bots
