#pragma once
#include "protocol/encode.hpp"
#include "protocol/session.hpp"

#include <string>
#include <string_view>

namespace parlor::client {

/// A client's message as it goes onto the wire. Without an id (0) the server tells nothing but errors.
template <class Message> std::string message_text(const Message& message, std::uint64_t id = 0)
{
    std::string text = R"({"type":")";
    text += Message::type;
    text += '"';
    if (id != 0) text += R"(,"id":")" + std::to_string(id) + '"';
    text += R"(,"data":)";
    // A ping's data are whatever the client likes, not a struct around them.
    if constexpr (std::is_same_v<Message, protocol::Ping>)
        protocol::encode(text, message.data);
    else
        protocol::encode(text, message);
    text += '}';
    return text;
}

} // namespace parlor::client
