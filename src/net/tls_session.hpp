#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace parlor::net {

/// The server's side of one TLS connection. Reads from the socket by itself; what is to be written waits as text until its
/// owner has sent it, by whatever means, so that the write paths are those of a plain connection. Never waits. Used on
/// one thread.
class TlsSession {
public:
    /// Null where there is no memory. The socket stays its owner's, and must not block.
    static std::unique_ptr<TlsSession> accept(ssl_ctx_st& context, int socket);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    /// Reads plain text, and carries on with the handshake. Bytes read; 0 where the other side has ended; -EAGAIN where
    /// there is nothing now; another negative errno where the connection is of no more use. Each may leave something to
    /// send in `waiting`. Read again until -EAGAIN, or ask `has_more`: the socket's readiness does not tell of what was
    /// read ahead.
    std::ptrdiff_t read(std::span<char> room);
    /// False after -EAGAIN, be a part of a record read ahead: its rest makes the socket ready.
    bool has_more() const;

    /// Encrypts; false where that fails, which ends the connection. After the handshake alone.
    bool write(std::string_view plain);
    /// The last thing that is sent (RFC 8446 §6.1).
    void end();

    /// What is to be sent.
    std::string_view waiting() const { return std::string_view{waiting_}.substr(sent_); }
    void sent(std::size_t bytes);

private:
    struct Free {
        void operator()(ssl_st* ssl) const;
    };
    explicit TlsSession(ssl_st* ssl) : ssl_(ssl) {}

    std::unique_ptr<ssl_st, Free> ssl_;
    std::string waiting_;
    std::size_t sent_ = 0;
    /// The last read took all that there was.
    bool drained_ = false;
};

} // namespace parlor::net
