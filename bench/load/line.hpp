#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct ssl_st;

namespace parlor::load {

/// The bytes of one client: a socket that never blocks, or TLS over it. The server's certificate is not looked at.
class Line {
public:
    /// Nothing; `open` makes one.
    Line();
    ~Line();
    Line(Line&&) noexcept;
    Line& operator=(Line&&) noexcept;

    /// Sets out for a port of this machine, from an address of its own (127.0.0.0/8, in host order; 0: any); throws
    /// std::system_error.
    static Line open(unsigned short port, bool secure, std::uint32_t source = 0);

    int socket() const { return socket_; }
    bool is_open() const { return socket_ >= 0; }
    /// Bytes taken, 0 where none can be taken now. Throws std::runtime_error where the line is broken.
    std::size_t send(std::string_view bytes);
    /// After `send` took less than it was given: whether it waits for the server to say something first.
    bool wants_answer() const { return wants_answer_; }
    /// Bytes read, 0 where there are none now. Throws std::runtime_error where the server has ended.
    std::size_t receive(std::span<char> room);

private:
    struct Free {
        void operator()(ssl_st* tls) const;
    };

    int socket_ = -1;
    std::unique_ptr<ssl_st, Free> tls_;
    bool wants_answer_ = false;
};

} // namespace parlor::load
