#include "base/frame.hpp"

#include <cstdint>

namespace parlor {

FramePtr make_frame(std::string buffer, Frame::Kind kind)
{
    // RFC 6455 §5.2: FIN + text, then a 7, 16 or 64 bit length; servers don't mask.
    constexpr unsigned char fin_text = 0x81;
    const std::uint64_t length = buffer.size() - Frame::header_room;
    const std::size_t length_bytes = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    const std::size_t start = Frame::header_room - 2 - length_bytes;

    buffer[start] = static_cast<char>(fin_text);
    buffer[start + 1] = static_cast<char>(length_bytes == 0 ? length : length_bytes == 2 ? 126 : 127);
    for (std::size_t i = 0; i < length_bytes; ++i)
        buffer[start + 2 + i] = static_cast<char>(length >> (8 * (length_bytes - 1 - i)));
    return FramePtr{new Frame{std::move(buffer), start, kind}};
}

FramePtr make_raw_frame(std::string bytes)
{
    return FramePtr{new Frame{std::move(bytes), 0, Frame::Kind::kept}};
}

} // namespace parlor
