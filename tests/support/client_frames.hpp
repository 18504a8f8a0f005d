#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Frames as a WebSocket client writes them (RFC 6455 §5.2), right ones and wrong ones.
namespace parlor::test {

struct FrameShape {
    bool fin = true;
    bool masked = true;
    unsigned char reserved = 0; ///< the three bits, as 0x40, 0x20, 0x10
    unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
};

inline constexpr unsigned char op_continuation = 0x0;
inline constexpr unsigned char op_text = 0x1;
inline constexpr unsigned char op_binary = 0x2;
inline constexpr unsigned char op_close = 0x8;
inline constexpr unsigned char op_ping = 0x9;
inline constexpr unsigned char op_pong = 0xA;

/// The header of a frame with a given length, mask key included.
inline std::string frame_header(unsigned char opcode, std::uint64_t length, const FrameShape& shape = {})
{
    std::string bytes;
    const auto add = [&](std::uint64_t byte) { bytes += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto mask_bit = shape.masked ? 0x80U : 0U;
    add((shape.fin ? 0x80U : 0U) | shape.reserved | opcode);
    const int length_bytes = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    add(mask_bit | (length_bytes == 0 ? length : length_bytes == 2 ? 126U : 127U));
    for (int i = length_bytes - 1; i >= 0; --i) add(length >> (8 * i) & 0xffU);
    if (shape.masked)
        for (auto byte : shape.mask) add(byte);
    return bytes;
}

inline std::string frame(unsigned char opcode, std::string_view payload, const FrameShape& shape = {})
{
    auto bytes = frame_header(opcode, payload.size(), shape);
    for (std::size_t i = 0; i < payload.size(); ++i) {
        const auto key = shape.masked ? shape.mask[i % 4] : static_cast<unsigned char>(0);
        bytes += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ key);
    }
    return bytes;
}

/// The payload of a close frame.
inline std::string close_payload(unsigned code, std::string_view reason = {})
{
    std::string bytes{static_cast<char>(code >> 8), static_cast<char>(code & 0xffU)};
    return bytes.append(reason);
}

} // namespace parlor::test
