#include "bench/load/wire.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <strings.h>

namespace parlor::load {
namespace {

constexpr unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};

/// The value of a header line; empty where there is none.
std::string_view header(std::string_view head, std::string_view name)
{
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        const auto line = head.substr(0, end);
        if (line.size() > name.size() && line[name.size()] == ':' &&
            ::strncasecmp(line.data(), name.data(), name.size()) == 0) {
            auto value = line.substr(name.size() + 1);
            value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
            return value;
        }
        head.remove_prefix(std::min(end + 2, head.size()));
    }
    return {};
}

template <class Number> Number number_of(std::string_view text)
{
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

void append_client_frame(std::string& out, Opcode opcode, std::string_view payload)
{
    const auto length = payload.size();
    out += static_cast<char>(0x80U | static_cast<unsigned char>(opcode));
    const std::size_t length_bytes = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    out += static_cast<char>(0x80U | (length_bytes == 0 ? length : length_bytes == 2 ? 126U : 127U));
    for (std::size_t i = length_bytes; i > 0; --i) out += static_cast<char>(length >> (8 * (i - 1)));
    out.append(reinterpret_cast<const char*>(mask), sizeof mask);
    const auto start = out.size();
    out += payload;
    for (std::size_t i = 0; i < length; ++i)
        out[start + i] = static_cast<char>(static_cast<unsigned char>(out[start + i]) ^ mask[i & 3]);
}

std::optional<ServerFrame> first_frame(std::string_view bytes)
{
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() < 2) return {};
    if (!(byte(0) & 0x80U)) throw std::runtime_error{"the server sent a fragment"};
    if (byte(1) & 0x80U) throw std::runtime_error{"the server sent a masked frame"};
    std::uint64_t length = byte(1);
    const std::size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    const std::size_t header_size = 2 + length_bytes;
    if (bytes.size() < header_size) return {};
    if (length_bytes > 0) length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | byte(2 + i);
    if (bytes.size() - header_size < length) return {};
    return ServerFrame{static_cast<Opcode>(byte(0) & 0x0FU), bytes.substr(header_size, length), header_size + length,
                       (byte(0) & 0x40U) != 0};
}

std::string to_text(const HttpRequest& request)
{
    std::string text;
    text.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    if (!request.token.empty()) text.append("Authorization: Bearer ").append(request.token).append("\r\n");
    if (!request.body.empty())
        text.append("Content-Type: application/json\r\nContent-Length: ")
            .append(std::to_string(request.body.size()))
            .append("\r\n");
    return text.append("\r\n").append(request.body);
}

std::string upgrade_text(std::string_view path, std::string_view token, std::string_view offer)
{
    std::string text;
    text.append("GET ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ").append(token);
    if (!offer.empty()) text.append("\r\nSec-WebSocket-Extensions: ").append(offer);
    // Any 16 bytes in base64 will do for the key.
    text += "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n";
    return text;
}

std::optional<HttpAnswer> first_answer(std::string_view bytes)
{
    const auto head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return {};
    const auto head = bytes.substr(0, head_end);
    const auto status_at = std::min(head.find(' '), head.size() - 1) + 1;
    const auto length = number_of<std::size_t>(header(head, "Content-Length"));
    const auto body_at = head_end + 4;
    if (bytes.size() - body_at < length) return {};
    return HttpAnswer{number_of<int>(head.substr(status_at)), head, bytes.substr(body_at, length), body_at + length};
}

} // namespace parlor::load
