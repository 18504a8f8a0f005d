#include "voicebot/paint/scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::voicebot::paint {
namespace {

/// Pixels of this brightness.
std::ptrdiff_t count(const media::FrameImage& image, Colour colour)
{
    return std::count(image.y.begin(), image.y.end(), colour.y);
}

TEST(Canvas, leaves_out_what_lies_outside)
{
    media::FrameImage image{16, 16};
    Canvas canvas{image};
    const auto white = rgb(255, 255, 255);

    canvas.rectangle(-5, -5, 7, 7, white);
    canvas.rectangle(14, 14, 100, 100, white);
    canvas.ellipse(0, 0, 3, 0, white);

    EXPECT_EQ(count(image, white), 8);
}

TEST(Canvas, draws_digits_as_wide_as_it_says)
{
    media::FrameImage image{400, 60};
    Canvas canvas{image};
    const auto white = rgb(255, 255, 255);

    canvas.digits(0, 0, 40, "08:00", white);

    int right = 0;
    for (int x = 0; x < image.width; ++x)
        for (int y = 0; y < image.height; ++y)
            if (image.y[static_cast<std::size_t>(y * image.width + x)] == white.y) right = x + 1;
    EXPECT_EQ(right, Canvas::digits_width(40, "08:00"));
}

TEST(Scene, opens_its_mouth_when_the_bot_speaks)
{
    const auto ink = rgb(40, 30, 30);
    media::FrameImage silent{320, 240};
    media::FrameImage loud{320, 240};
    Scene quiet_scene;
    Scene loud_scene;

    for (int i = 0; i < 4; ++i) {
        quiet_scene.draw(silent, {});
        loud_scene.draw(loud, {.own = 1});
    }

    EXPECT_GT(count(loud, ink), count(silent, ink) + 300);
}

TEST(Scene, draws_a_higher_wave_for_a_louder_voice)
{
    const auto green = rgb(110, 210, 150);
    media::FrameImage image{320, 240};
    Scene scene;

    scene.draw(image, {});
    const auto before = count(image, green);
    scene.draw(image, {.others = 1});

    EXPECT_GT(count(image, green), before + 50);
}

TEST(Scene, tells_the_time_of_day)
{
    using std::chrono::system_clock;
    const system_clock::time_point time{std::chrono::days{20'000} + std::chrono::hours{9} + std::chrono::minutes{41} +
                                        std::chrono::seconds{7}};

    EXPECT_EQ(clock_text(time), "09:41:07");
    EXPECT_EQ(loudness(20), 0);
    EXPECT_EQ(loudness(90), 1);
}

} // namespace
} // namespace parlor::voicebot::paint
