#include "voicebot/paint/scene.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace parlor::voicebot::paint {
namespace {

const Colour background = rgb(24, 28, 40);
const Colour skin = rgb(244, 201, 120);
const Colour ink = rgb(40, 30, 30);
const Colour tongue = rgb(190, 70, 80);
const Colour clock_colour = rgb(160, 200, 240);
const Colour wave_colour = rgb(110, 210, 150);

/// Bars of the wave: at 15 pictures a second, the last four seconds.
constexpr std::size_t bars = 60;
/// Pictures between blinks, and how many a blink lasts.
constexpr unsigned blink_every = 60;
constexpr unsigned blink_length = 3;
/// How much of the way to its goal the mouth moves per picture: opens at once, closes softly.
constexpr double opening = 0.8;
constexpr double closing = 0.4;

} // namespace

std::string clock_text(std::chrono::system_clock::time_point time)
{
    const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss parts{std::chrono::floor<std::chrono::seconds>(since_midnight)};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(parts.hours().count()),
                  static_cast<int>(parts.minutes().count()), static_cast<int>(parts.seconds().count()));
    return text.data();
}

double loudness(double level_db)
{
    return std::clamp((level_db - 30) / 45, 0.0, 1.0);
}

void Scene::draw(media::FrameImage& image, const Moment& moment)
{
    Canvas canvas{image};
    canvas.fill(background);
    const auto time = clock_text(moment.time);
    const int height = image.height / 8;
    canvas.digits((image.width - Canvas::digits_width(height, time)) / 2, height / 2, height, time, clock_colour);
    wave_.push_back(std::max(moment.others, moment.own));
    if (wave_.size() > bars) wave_.pop_front();
    draw_face(canvas, image, moment);
    draw_wave(canvas, image);
    ++pictures_;
}

void Scene::draw_face(Canvas& canvas, const media::FrameImage& image, const Moment& moment)
{
    const double goal = moment.own;
    mouth_ += (goal - mouth_) * (goal > mouth_ ? opening : closing);

    const int x = image.width / 2;
    const int y = image.height * 11 / 20;
    const int radius = image.height / 4;
    canvas.ellipse(x, y, radius, radius, skin);
    const bool blinks = pictures_ % blink_every < blink_length;
    const int eye = blinks ? 1 : radius / 8;
    canvas.ellipse(x - radius * 2 / 5, y - radius / 4, radius / 9, eye, ink);
    canvas.ellipse(x + radius * 2 / 5, y - radius / 4, radius / 9, eye, ink);
    const int open = std::max(static_cast<int>(mouth_ * radius / 3), 2);
    canvas.ellipse(x, y + radius * 2 / 5, radius * 2 / 5, open, ink);
    if (open > radius / 8) canvas.ellipse(x, y + radius * 2 / 5 + open / 2, radius / 4, open / 3, tongue);
}

void Scene::draw_wave(Canvas& canvas, const media::FrameImage& image) const
{
    const int width = image.width / static_cast<int>(bars);
    const int middle = image.height * 9 / 10;
    const int most = image.height / 12;
    int x = image.width - static_cast<int>(wave_.size()) * width;
    for (double level : wave_) {
        const int half = std::max(static_cast<int>(level * most), 1);
        canvas.rectangle(x, middle - half, std::max(width - 1, 1), 2 * half, wave_colour);
        x += width;
    }
}

} // namespace parlor::voicebot::paint
