#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace parlor::net {

/// One `send()` of several.
struct SendJob {
    /// A result that no system call gives.
    static constexpr int unanswered = -4096;

    int socket = -1;
    /// Stays where it is until the batch is sent.
    std::string_view bytes;
    /// Bytes written, or a negative errno; -EAGAIN where the socket takes nothing now.
    int result = 0;
};

/// Sends to many sockets with one system call, through io_uring. Belongs to the thread that made it.
class SendBatch {
public:
    /// Most jobs of one call.
    static constexpr std::size_t most = 512;

    /// Null where the kernel refuses (too old, switched off, a container's filter); `send()` does the same then.
    static std::unique_ptr<SendBatch> make();

    ~SendBatch();
    SendBatch(const SendBatch&) = delete;
    SendBatch& operator=(const SendBatch&) = delete;

    /// Does what `send(socket, bytes, MSG_NOSIGNAL | MSG_DONTWAIT)` does, for each job, and fills in the results. At most
    /// `most` jobs; their order among each other is open. False where the ring itself has failed: those that are
    /// `unanswered` then have not been sent, and the batch is of no more use.
    bool send(std::span<SendJob> jobs);

private:
    struct Ring;
    explicit SendBatch(std::unique_ptr<Ring> ring);

    std::unique_ptr<Ring> ring_;
};

} // namespace parlor::net
