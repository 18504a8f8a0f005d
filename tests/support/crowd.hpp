#pragma once
#include "tests/support/patience.hpp"
#include "tests/support/server_frames.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::test {

/// Thousands of WebSocket clients on one thread (epoll), each of which can stop reading. Everything happens in `pump`.
class Crowd {
public:
    struct Member {
        int socket = -1;
        bool open = false;            ///< the handshake is done
        bool ended = false;           ///< nothing more will come
        std::uint16_t close_code = 0; ///< of the server's close frame; 0 = none has come
        bool reading = true;

    private:
        friend class Crowd;
        std::string out;
        std::string head; ///< of the handshake's answer, until it is whole
        ServerFrames frames;
    };
    /// Called in `pump` with each text that a member receives.
    using OnText = std::function<void(std::size_t member, std::string_view text)>;

    explicit Crowd(std::uint16_t port, OnText on_text = {});
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    /// Begins to connect one more and gives its index. `receive_buffer` > 0: SO_RCVBUF in bytes.
    std::size_t add(const std::string& token, int receive_buffer = 0);
    void send(std::size_t member, std::string_view type, const boost::json::object& data, std::string_view id = {});
    void set_reading(std::size_t member, bool reading);
    const Member& at(std::size_t member) const { return *members_[member]; }
    std::size_t size() const { return members_.size(); }
    /// Ends a member's connection from our side.
    void drop(std::size_t member);

    /// Reads and writes until `done` says so; false where it does not within `longest`.
    bool pump(const std::function<bool()>& done, std::chrono::milliseconds longest = patience);

private:
    void on_event(std::size_t member, std::uint32_t events);
    void read(std::size_t member);
    void take_head(Member& member, std::string_view bytes);
    void take_frames(std::size_t member);
    void write(std::size_t member);
    void watch(std::size_t member, int operation);
    void end(Member& member);

    const std::uint16_t port_;
    const OnText on_text_;
    const int epoll_;
    std::vector<std::unique_ptr<Member>> members_;
};

/// Lets this process open as many sockets as the system allows it.
void raise_descriptors();

} // namespace parlor::test
