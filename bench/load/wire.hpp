#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The client's side of RFC 6455, as little of it as a load generator needs: whole frames, no fragments. Of what is
/// compressed it only tells that it is.
namespace parlor::load {

enum class Opcode : std::uint8_t { text = 1, close = 8, ping = 9, pong = 10 };

/// Appends a masked frame (§5.2). The mask is not random: it guards against intermediaries (§10.3), and there are none.
void append_client_frame(std::string& out, Opcode opcode, std::string_view payload);

/// One frame of a server.
struct ServerFrame {
    Opcode opcode;
    std::string_view payload;
    std::size_t size;        ///< with the header
    bool compressed = false; ///< RSV1 (RFC 7692, §6)
};

/// The first frame of these bytes; nothing where it is not whole yet. Throws std::runtime_error on a masked or
/// fragmented one.
std::optional<ServerFrame> first_frame(std::string_view bytes);

/// What a server is asked: method and path, a body (may be empty), the session's token (may be empty).
struct HttpRequest {
    std::string_view method;
    std::string_view path;
    std::string_view token;
    std::string_view body;
};

std::string to_text(const HttpRequest& request);
/// The request that turns a connection into a WebSocket (§4.1). `offer`: extensions, may be empty.
std::string upgrade_text(std::string_view path, std::string_view token, std::string_view offer = {});

struct HttpAnswer {
    int status;
    std::string_view head;
    std::string_view body;
    std::size_t size; ///< head and body
};

/// The first answer of these bytes; nothing where it is not whole yet. A body needs `Content-Length`.
std::optional<HttpAnswer> first_answer(std::string_view bytes);

} // namespace parlor::load
