#pragma once
#include "client/web_socket_client.hpp"

#include <deque>
#include <variant>

namespace parlor::voicebot::host {

/// A bot's lines on their way into the log: what the server has not acknowledged is sent again after a lost connection. Each
/// line carries an id of its own, so that it is there once, however often it is sent. The loop's thread only.
class Outgoing {
public:
    using Line = std::variant<protocol::SendChatMessage, protocol::PublishTranscript>;

    explicit Outgoing(client::WebSocketClient& client) : client_(client) {}

    /// The oldest line is given up where too many wait.
    void add(Line line);
    /// The bot is in its lobby, for the first time or again.
    void joined();
    /// It is out; lines wait.
    void away() { inside_ = false; }
    std::size_t waiting() const { return lines_.size(); }

private:
    static constexpr std::size_t most = 200;

    struct Waiting {
        std::uint64_t number;
        Line line;
    };

    void send(const Waiting& waiting);
    void answered(std::uint64_t number, const std::optional<Error>& error);

    client::WebSocketClient& client_;
    std::deque<Waiting> lines_;
    std::uint64_t last_ = 0;
    bool inside_ = false;
    /// Answers that come after our end find this gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace parlor::voicebot::host
