#include "ws/handshake.hpp"

#include "net/field_value.hpp"

#include <openssl/evp.h>

#include <array>

namespace parlor::ws {
namespace {

constexpr std::string_view websocket_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3

/// Base64 of 16 bytes.
bool is_key(std::string_view key)
{
    if (key.size() != 24 || !key.ends_with("==")) return false;
    for (char c : key.substr(0, 22)) {
        const bool fine =
            (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        if (!fine) return false;
    }
    return true;
}

std::string accept_of(std::string_view key)
{
    std::string input{key};
    input += websocket_guid;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(input.data(), input.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> text{};
    const auto length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

} // namespace

HandshakeCheck check_handshake(const net::HttpRequest& request)
{
    if (net::join_header(request.headers, "Sec-WebSocket-Version") != "13")
        return {false, 426, "This server speaks version 13 of the WebSocket protocol."};
    if (!is_key(net::join_header(request.headers, "Sec-WebSocket-Key")))
        return {false, 400, "Sec-WebSocket-Key must be 16 random bytes in base64."};
    return {true, 101, {}};
}

std::string handshake_answer(const net::HttpRequest& request, std::string_view subprotocol, std::string_view extensions)
{
    std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    answer += accept_of(request.header("Sec-WebSocket-Key"));
    if (!subprotocol.empty()) answer.append("\r\nSec-WebSocket-Protocol: ").append(subprotocol);
    if (!extensions.empty()) answer.append("\r\nSec-WebSocket-Extensions: ").append(extensions);
    answer += "\r\n\r\n";
    return answer;
}

Offered offered_subprotocol(const net::HttpRequest& request, std::string_view wanted)
{
    Offered offered;
    net::for_each_item(net::join_header(request.headers, "Sec-WebSocket-Protocol"), [&](std::string_view item) {
        offered.any = true;
        offered.wanted = offered.wanted || item == wanted;
    });
    return offered;
}

} // namespace parlor::ws
