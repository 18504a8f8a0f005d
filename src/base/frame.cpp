#include "base/frame.hpp"

#include <cstdint>

namespace parlor {
namespace {

/// RFC 6455 §5.2: FIN + text
constexpr unsigned char fin_text = 0x81;
/// RFC 7692 §6: RSV1
constexpr unsigned char compressed = 0x40;

/// Writes the header in front of the payload; gives where it begins.
std::size_t put_header(std::string& buffer, unsigned char first)
{
    // A 7, 16 or 64 bit length; servers don't mask.
    const std::uint64_t length = buffer.size() - Frame::header_room;
    const std::size_t length_bytes = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    const std::size_t start = Frame::header_room - 2 - length_bytes;

    buffer[start] = static_cast<char>(first);
    buffer[start + 1] = static_cast<char>(length_bytes == 0 ? length : length_bytes == 2 ? 126 : 127);
    for (std::size_t i = 0; i < length_bytes; ++i)
        buffer[start + 2 + i] = static_cast<char>(length >> (8 * (length_bytes - 1 - i)));
    return start;
}

} // namespace

FramePtr make_frame(std::string buffer, Frame::Kind kind)
{
    const auto start = put_header(buffer, fin_text);
    return FramePtr{new Frame{std::move(buffer), start, kind, true}};
}

FramePtr make_compressed_frame(std::string buffer, Frame::Kind kind)
{
    const auto start = put_header(buffer, fin_text | compressed);
    return FramePtr{new Frame{std::move(buffer), start, kind, false}};
}

FramePtr make_raw_frame(std::string bytes)
{
    return FramePtr{new Frame{std::move(bytes), 0, Frame::Kind::kept, false}};
}

} // namespace parlor
