#pragma once
#include "voicebot/media/frame_image.hpp"

#include <string_view>

namespace parlor::voicebot::paint {

/// A colour as pictures hold it (BT.601, limited range).
struct Colour {
    std::uint8_t y = 16;
    std::uint8_t u = 128;
    std::uint8_t v = 128;
};

/// The colour of red, green and blue from 0 to 255.
Colour rgb(int red, int green, int blue);

/// Draws into a picture; what lies outside is left out.
class Canvas {
public:
    explicit Canvas(media::FrameImage& image) : image_(image) {}

    void fill(Colour colour);
    void rectangle(int x, int y, int width, int height, Colour colour);
    void ellipse(int centre_x, int centre_y, int radius_x, int radius_y, Colour colour);
    /// Digits and colons in the seven strokes of a clock, `height` pixels high; other characters leave a gap.
    void digits(int x, int y, int height, std::string_view text, Colour colour);
    /// How wide `digits` of this height are.
    static int digits_width(int height, std::string_view text);

private:
    void put(int x, int y, Colour colour);

    media::FrameImage& image_;
};

} // namespace parlor::voicebot::paint
