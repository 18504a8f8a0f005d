#include "tests/support/raw_web_socket.hpp"

#include "tests/support/client_frames.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>

namespace parlor::test {

namespace json = boost::json;

std::string upgrade_request(std::uint16_t port, const Headers& more, std::string_view path)
{
    std::string text = "GET " + std::string{path} + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                       "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (const auto& [name, value] : more) text.append(name).append(": ").append(value).append("\r\n");
    return text;
}

RawWebSocket::RawWebSocket(std::uint16_t port, const std::string& token) : RawWebSocket(port, token, "/api/v1/ws")
{
    welcome_ = read_message().at("data").as_object();
}

RawWebSocket::RawWebSocket(TcpStream stream, std::uint16_t port, const std::string& token, std::string_view path)
    : stream_(std::move(stream))
{
    shake_hands(port, token, path);
    welcome_ = read_message().at("data").as_object();
}

RawWebSocket::RawWebSocket(std::uint16_t port, const std::string& token, std::string_view path) : stream_(port)
{
    shake_hands(port, token, path);
}

void RawWebSocket::shake_hands(std::uint16_t port, const std::string& token, std::string_view path)
{
    stream_.send(upgrade_request(port, {{"Authorization", "Bearer " + token}}, path) + "\r\n");
    std::string answer;
    while (answer.find("\r\n\r\n") == std::string::npos) {
        const auto more = stream_.receive();
        if (more.empty()) throw std::runtime_error("no handshake: " + answer);
        answer += more;
    }
    if (!answer.starts_with("HTTP/1.1 101 ")) throw std::runtime_error("no handshake: " + answer);
    frames_.add(std::string_view{answer}.substr(answer.find("\r\n\r\n") + 4));
}

void RawWebSocket::send(std::string_view type, const json::object& data, std::string_view id)
{
    json::object message{{"type", type}, {"data", data}};
    if (!id.empty()) message["id"] = id;
    stream_.send(frame(op_text, json::serialize(message)));
}

void RawWebSocket::answer(std::string_view type, std::string_view reply_to, const json::object& data)
{
    stream_.send(frame(op_text, json::serialize(json::object{{"type", type}, {"reply_to", reply_to}, {"data", data}})));
}

json::object RawWebSocket::ask(std::string_view type, const json::object& data)
{
    const auto id = std::to_string(++last_id_);
    return exchange(id, json::serialize(json::object{{"type", type}, {"data", data}, {"id", id}}));
}

json::object RawWebSocket::exchange(std::string_view id, std::string_view text)
{
    stream_.send(frame(op_text, text));
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
    while (read_text()) {
    }
    return close_code_;
}

json::object RawWebSocket::read_message()
{
    const auto text = read_text();
    if (!text) throw std::runtime_error("the server closed with " + std::to_string(close_code_));
    return json::parse(*text).as_object();
}

std::optional<std::string> RawWebSocket::read_text()
{
    while (true) {
        while (auto found = frames_.next()) {
            if (found->opcode == op_text) return std::string{found->payload};
            if (found->opcode == op_ping) stream_.send(frame(op_pong, found->payload));
            if (found->opcode != op_close) continue;
            close_code_ = found->close_code();
            return {};
        }
        const auto more = stream_.receive();
        if (more.empty()) return {};
        frames_.add(more);
    }
}

} // namespace parlor::test
