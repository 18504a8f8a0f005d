#pragma once
#include <string>
#include <string_view>

/// The packets of Engine.IO 4 and Socket.IO 5 that a load generator meets, in text frames of a WebSocket
/// (https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/). A message of ours is
/// the only argument of an event `message`.
namespace parlor::load::socket_io {

constexpr std::string_view path = "/socket.io/?EIO=4&transport=websocket";
constexpr std::string_view connect = "40";
constexpr std::string_view pong = "3";

enum class Kind { open, connected, ping, message };

struct Packet {
    Kind kind;
    std::string_view message; ///< where it is one
};

/// Throws std::runtime_error on any other packet.
Packet read(std::string_view text);
std::string packet(std::string_view message);

} // namespace parlor::load::socket_io
