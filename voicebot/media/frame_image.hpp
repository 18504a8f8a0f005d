#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parlor::voicebot::media {

/// A picture as encoders take it: brightness at full size, both colours at half (I420). Width and height are even.
struct FrameImage {
    FrameImage(int image_width, int image_height)
        : width(image_width), height(image_height), y(static_cast<std::size_t>(width * height), 16),
          u(static_cast<std::size_t>(width * height / 4), 128), v(static_cast<std::size_t>(width * height / 4), 128)
    {
    }

    int width;
    int height;
    std::vector<std::uint8_t> y;
    std::vector<std::uint8_t> u;
    std::vector<std::uint8_t> v;
};

} // namespace parlor::voicebot::media
