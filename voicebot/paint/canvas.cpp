#include "voicebot/paint/canvas.hpp"

#include <algorithm>
#include <array>

namespace parlor::voicebot::paint {
namespace {

std::uint8_t clamp(double value)
{
    return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
}

/// Which strokes a digit has: top, top left, top right, middle, bottom left, bottom right, bottom.
constexpr std::array<unsigned, 10> strokes{0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010,
                                           0b1101011, 0b1101111, 0b1010010, 0b1111111, 0b1111011};

/// Proportions of a digit, in parts of its height.
int digit_width(int height)
{
    return height * 11 / 20;
}
int thickness(int height)
{
    return std::max(height / 8, 2);
}
int advance(int height, char c)
{
    return c == ':' ? thickness(height) * 2 : digit_width(height) + thickness(height);
}

} // namespace

Colour rgb(int red, int green, int blue)
{
    return {clamp(16 + 0.257 * red + 0.504 * green + 0.098 * blue),
            clamp(128 - 0.148 * red - 0.291 * green + 0.439 * blue),
            clamp(128 + 0.439 * red - 0.368 * green - 0.071 * blue)};
}

void Canvas::put(int x, int y, Colour colour)
{
    const auto at = static_cast<std::size_t>(y) * image_.width + x;
    image_.y[at] = colour.y;
    const auto half = static_cast<std::size_t>(y / 2) * (image_.width / 2) + x / 2;
    image_.u[half] = colour.u;
    image_.v[half] = colour.v;
}

void Canvas::fill(Colour colour)
{
    std::fill(image_.y.begin(), image_.y.end(), colour.y);
    std::fill(image_.u.begin(), image_.u.end(), colour.u);
    std::fill(image_.v.begin(), image_.v.end(), colour.v);
}

void Canvas::rectangle(int x, int y, int width, int height, Colour colour)
{
    for (int row = std::max(y, 0); row < std::min(y + height, image_.height); ++row)
        for (int column = std::max(x, 0); column < std::min(x + width, image_.width); ++column)
            put(column, row, colour);
}

void Canvas::ellipse(int centre_x, int centre_y, int radius_x, int radius_y, Colour colour)
{
    if (radius_x <= 0 || radius_y <= 0) return;
    const double wide = radius_x;
    const double high = radius_y;
    for (int row = std::max(centre_y - radius_y, 0); row <= std::min(centre_y + radius_y, image_.height - 1); ++row)
        for (int column = std::max(centre_x - radius_x, 0); column <= std::min(centre_x + radius_x, image_.width - 1);
             ++column) {
            const double dx = (column - centre_x) / wide;
            const double dy = (row - centre_y) / high;
            if (dx * dx + dy * dy <= 1) put(column, row, colour);
        }
}

void Canvas::digits(int x, int y, int height, std::string_view text, Colour colour)
{
    const int width = digit_width(height);
    const int stroke = thickness(height);
    const int half = height / 2;
    for (char c : text) {
        if (c == ':') {
            rectangle(x, y + height / 3 - stroke / 2, stroke, stroke, colour);
            rectangle(x, y + height * 2 / 3 - stroke / 2, stroke, stroke, colour);
        } else if (c >= '0' && c <= '9') {
            const auto set = strokes[static_cast<std::size_t>(c - '0')];
            const auto has = [set](unsigned bit) { return (set >> bit & 1U) != 0; };
            if (has(6)) rectangle(x, y, width, stroke, colour);
            if (has(5)) rectangle(x, y, stroke, half, colour);
            if (has(4)) rectangle(x + width - stroke, y, stroke, half, colour);
            if (has(3)) rectangle(x, y + half - stroke / 2, width, stroke, colour);
            if (has(2)) rectangle(x, y + half, stroke, height - half, colour);
            if (has(1)) rectangle(x + width - stroke, y + half, stroke, height - half, colour);
            if (has(0)) rectangle(x, y + height - stroke, width, stroke, colour);
        }
        x += advance(height, c);
    }
}

int Canvas::digits_width(int height, std::string_view text)
{
    int width = 0;
    for (char c : text) width += advance(height, c);
    return width - (text.empty() ? 0 : thickness(height));
}

} // namespace parlor::voicebot::paint
