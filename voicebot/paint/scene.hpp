#pragma once
#include "voicebot/paint/canvas.hpp"

#include <chrono>
#include <deque>
#include <string>

namespace parlor::voicebot::paint {

/// What the painter shows: the time, a face whose mouth moves with the bot's own voice, and the loudness of whoever speaks
/// over the last seconds. One thread.
class Scene {
public:
    struct Moment {
        std::chrono::system_clock::time_point time{};
        /// Loudness from 0 (silence) to 1 of the bot's own voice, and of the loudest of the others.
        double own = 0;
        double others = 0;
    };

    /// Draws the next picture; call it at a steady rate.
    void draw(media::FrameImage& image, const Moment& moment);

private:
    void draw_face(Canvas& canvas, const media::FrameImage& image, const Moment& moment);
    void draw_wave(Canvas& canvas, const media::FrameImage& image) const;

    std::deque<double> wave_;
    double mouth_ = 0;
    unsigned pictures_ = 0;
};

/// Hours, minutes and seconds, UTC: `09:41:07`.
std::string clock_text(std::chrono::system_clock::time_point time);

/// Loudness from 0 to 1 of what `audio::level_db` measures: 30 dB and less is 0, 75 dB is 1.
double loudness(double level_db);

} // namespace parlor::voicebot::paint
