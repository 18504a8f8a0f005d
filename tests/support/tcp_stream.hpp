#pragma once
#include "tests/support/patience.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace parlor::test {

/// A blocking TCP connection to 127.0.0.1, for tests that speak (or misuse) a protocol byte by byte; over TLS where a test
/// wants that. Throws std::runtime_error on faults and after `patience`.
class TcpStream {
public:
    /// Connects. `receive_buffer` > 0 asks the kernel for so small a receive buffer (SO_RCVBUF, in bytes).
    explicit TcpStream(std::uint16_t port, int receive_buffer = 0);
    ~TcpStream();
    TcpStream(TcpStream&& other) noexcept;
    TcpStream& operator=(TcpStream&& other) noexcept;

    /// Speaks TLS from now on, and asks nobody whether the certificate can be trusted.
    void secure();
    /// For whom the server's certificate is (its CN).
    std::string certified_name() const;
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
    void send_secure(std::string_view bytes);

    int socket_ = -1;
    std::shared_ptr<ssl_st> tls_;
};

} // namespace parlor::test
