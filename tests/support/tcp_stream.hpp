#pragma once
#include "tests/support/patience.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parlor::test {

/// A blocking TCP connection to 127.0.0.1, for tests that speak (or misuse) a protocol byte by byte. Throws
/// std::runtime_error on faults and after `patience`.
class TcpStream {
public:
    /// Connects. `receive_buffer` > 0 asks the kernel for so small a receive buffer (SO_RCVBUF, in bytes).
    explicit TcpStream(std::uint16_t port, int receive_buffer = 0);
    ~TcpStream();
    TcpStream(TcpStream&& other) noexcept;
    TcpStream& operator=(TcpStream&& other) noexcept;

    /// Sends all of it.
    void send(std::string_view bytes);
    /// What has come, at least one byte; empty when the server has ended its side.
    std::string receive(std::chrono::milliseconds longest = patience);
    /// Whether the server has ended the connection already; takes no data away and does not wait.
    bool ended_by_server() const;
    /// Ends our side (FIN); the server may still send.
    void finish();
    /// Ends at once with a reset (RST), as a machine does that has lost its network.
    void reset();
    int handle() const { return socket_; }

private:
    void close();

    int socket_ = -1;
};

} // namespace parlor::test
