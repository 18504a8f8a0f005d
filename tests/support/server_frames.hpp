#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parlor::test {

/// One frame of the server; the view is good until the next bytes are added.
struct ServerFrame {
    unsigned char opcode;
    std::string_view payload;

    /// Of a close frame: its code; 1005 where it names none (RFC 6455 §7.1.5).
    std::uint16_t close_code() const
    {
        if (payload.size() < 2) return 1005;
        return static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                          static_cast<unsigned char>(payload[1]));
    }
};

/// Cuts what a server sends after its handshake into frames (RFC 6455 §5.2); a server neither masks nor, here, fragments.
class ServerFrames {
public:
    void add(std::string_view bytes)
    {
        bytes_.erase(0, taken_);
        taken_ = 0;
        bytes_ += bytes;
    }
    std::optional<ServerFrame> next()
    {
        const auto rest = std::string_view{bytes_}.substr(taken_);
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
        if (rest.size() < 2) return {};
        const std::size_t short_length = byte(1);
        const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
        const auto header = 2 + length_bytes;
        if (rest.size() < header) return {};
        std::size_t length = length_bytes == 0 ? short_length : 0;
        for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | byte(2 + i);
        if (rest.size() < header + length) return {};
        taken_ += header + length;
        return ServerFrame{static_cast<unsigned char>(byte(0) & 0x0FU), rest.substr(header, length)};
    }

private:
    std::string bytes_;
    std::size_t taken_ = 0;
};

} // namespace parlor::test
