#include "bench/load/socket_io.hpp"

#include <stdexcept>

namespace parlor::load::socket_io {
namespace {

constexpr std::string_view event = R"(42["message",)";

} // namespace

Packet read(std::string_view text)
{
    if (text.starts_with(event) && text.ends_with(']'))
        return {Kind::message, text.substr(event.size(), text.size() - event.size() - 1)};
    if (text.starts_with("0{")) return {Kind::open, {}};
    if (text.starts_with("40")) return {Kind::connected, {}};
    if (text == "2") return {Kind::ping, {}};
    throw std::runtime_error{"not a packet of socket.io: " + std::string{text.substr(0, 200)}};
}

std::string packet(std::string_view message)
{
    return std::string{event}.append(message).append("]");
}

} // namespace parlor::load::socket_io
