#include "tests/support/raw_web_socket.hpp"

#include "tests/support/client_frames.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>

namespace parlor::test {

namespace json = boost::json;

std::string upgrade_request(std::uint16_t port, const Headers& more)
{
    std::string text = "GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                       "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (const auto& [name, value] : more) text.append(name).append(": ").append(value).append("\r\n");
    return text;
}

RawWebSocket::RawWebSocket(std::uint16_t port, const std::string& token) : stream_(port)
{
    stream_.send(upgrade_request(port, {{"Authorization", "Bearer " + token}}) + "\r\n");
    while (bytes_.find("\r\n\r\n") == std::string::npos) {
        const auto more = stream_.receive();
        if (more.empty()) throw std::runtime_error("no handshake: " + bytes_);
        bytes_ += more;
    }
    if (!bytes_.starts_with("HTTP/1.1 101 ")) throw std::runtime_error("no handshake: " + bytes_);
    bytes_.erase(0, bytes_.find("\r\n\r\n") + 4);
    welcome_ = read_message().at("data").as_object();
}

void RawWebSocket::send(std::string_view type, const json::object& data, std::string_view id)
{
    json::object message{{"type", type}, {"data", data}};
    if (!id.empty()) message["id"] = id;
    stream_.send(frame(op_text, json::serialize(message)));
}

json::object RawWebSocket::ask(std::string_view type, const json::object& data)
{
    const auto id = std::to_string(++last_id_);
    send(type, data, id);
    while (true) {
        auto message = read_message();
        const auto* reply_to = message.if_contains("reply_to");
        if (reply_to && reply_to->as_string() == id) return message;
        waiting_.push_back(std::move(message));
    }
}

json::object RawWebSocket::must(std::string_view type, const json::object& data)
{
    auto answer = ask(type, data);
    if (answer.at("type") != "ack") throw std::runtime_error(json::serialize(answer));
    return answer.at("data").as_object();
}

json::object RawWebSocket::next()
{
    if (waiting_.empty()) return read_message();
    auto message = std::move(waiting_.front());
    waiting_.pop_front();
    return message;
}

json::object RawWebSocket::next_of(std::string_view type)
{
    while (true) {
        auto message = next();
        if (message.at("type").as_string() == type) return message.at("data").as_object();
    }
}

std::uint16_t RawWebSocket::wait_close()
{
    while (read_frame()) {
    }
    return close_code_;
}

json::object RawWebSocket::read_message()
{
    auto frame = read_frame();
    if (!frame) throw std::runtime_error("the server closed with " + std::to_string(close_code_));
    return json::parse(frame->payload).as_object();
}

std::optional<RawWebSocket::Frame> RawWebSocket::read_frame()
{
    while (true) {
        while (auto found = take_frame()) {
            if (found->opcode == op_text) return found;
            if (found->opcode == op_ping) stream_.send(frame(op_pong, found->payload));
            if (found->opcode != op_close) continue;
            const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(found->payload.at(i)); };
            close_code_ = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
            return {};
        }
        const auto more = stream_.receive();
        if (more.empty()) return {};
        bytes_ += more;
    }
}

std::optional<RawWebSocket::Frame> RawWebSocket::take_frame()
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes_[i]); };
    if (bytes_.size() < 2) return {};
    const std::size_t short_length = byte(1);
    const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
    if (bytes_.size() < 2 + length_bytes) return {};
    std::size_t length = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | byte(2 + i);
    const auto header = 2 + length_bytes;
    if (bytes_.size() < header + length) return {};
    Frame found{.opcode = static_cast<unsigned char>(byte(0) & 0x0FU), .payload = bytes_.substr(header, length)};
    bytes_.erase(0, header + length);
    return found;
}

} // namespace parlor::test
