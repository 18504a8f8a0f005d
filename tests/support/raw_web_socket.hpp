#pragma once
#include "tests/support/http_client.hpp"
#include "tests/support/server_frames.hpp"
#include "tests/support/tcp_stream.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace parlor::test {

/// A blocking WebSocket client, byte by byte: no reconnection, no ping of its own, and as much wrong as a test wants.
/// Throws std::runtime_error on faults and after `patience`.
class RawWebSocket {
public:
    /// Connects with a bearer token and reads the welcome.
    RawWebSocket(std::uint16_t port, const std::string& token);
    /// As the first, over a connection that stands, to this port.
    RawWebSocket(TcpStream stream, std::uint16_t port, const std::string& token, std::string_view path = "/api/v1/ws");
    /// Connects to another address, where nobody is welcomed.
    RawWebSocket(std::uint16_t port, const std::string& token, std::string_view path);

    /// Sends a message.
    void send(std::string_view type, const boost::json::object& data, std::string_view id = {});
    /// Sends bytes as they are.
    void send_bytes(std::string_view bytes) { stream_.send(bytes); }
    /// Sends a message and gives its answer, `ack` or `error`; what comes meanwhile waits for `next`.
    boost::json::object ask(std::string_view type, const boost::json::object& data);
    /// Sends a text that bears this id, right or wrong, and gives its answer.
    boost::json::object exchange(std::string_view id, std::string_view text);
    /// As `ask`, giving the ack's data; throws at an error.
    boost::json::object must(std::string_view type, const boost::json::object& data);
    /// The next message that is no answer to `ask`.
    boost::json::object next();
    /// The next one of this type, giving its data; others are passed over.
    boost::json::object next_of(std::string_view type);
    /// Answers a message of the server.
    void answer(std::string_view type, std::string_view reply_to, const boost::json::object& data);
    /// Reads until the server's close frame, and gives its code; 1006 where the connection ended without one.
    std::uint16_t wait_close();
    const boost::json::object& welcome() const { return welcome_; }
    TcpStream& stream() { return stream_; }

private:
    void shake_hands(std::uint16_t port, const std::string& token, std::string_view path);
    /// The next text; nothing once the server has closed. Pings are answered.
    std::optional<std::string> read_text();
    boost::json::object read_message();

    TcpStream stream_;
    ServerFrames frames_;
    std::deque<boost::json::object> waiting_;
    boost::json::object welcome_;
    std::uint16_t close_code_ = 1006;
    std::uint64_t last_id_ = 0;
};

/// The text of a GET request that asks to become a WebSocket, without the empty line at its end.
std::string upgrade_request(std::uint16_t port, const Headers& more, std::string_view path = "/api/v1/ws");

} // namespace parlor::test
