#pragma once
#include "base/frame.hpp"

#include <cstddef>
#include <vector>

namespace parlor::net {

/// Bounds of one client's outbox.
struct OutboxLimits {
    std::size_t soft_bytes = 256 * 1024;  ///< past it droppable frames are dropped
    std::size_t hard_bytes = 1024 * 1024; ///< past it nothing is taken any more
};

/// The bytes on their way to one client: every byte of the connection leaves through here, so that frames can't
/// interleave. Frames are shared with other outboxes and copied together only when written. Used on one thread.
class Outbox {
public:
    enum class Taken { queued, dropped, overflow };
    enum class Flushed { done, blocked, broken };

    explicit Outbox(OutboxLimits limits) : limits_(limits) {}

    /// Queues a frame. `dropped`: it was droppable and the client is slow; `overflow`: past the hard bound, not queued.
    Taken push(const FramePtr& frame);
    /// As push, past any bound: for the few bytes that end a connection.
    void push_last(const FramePtr& frame);
    /// Forgets what waits, but for the rest of a frame that is partly written.
    void drop_unsent();
    /// Writes as much as the socket takes, with as few `send()` as possible.
    Flushed flush(int socket);

    /// Bytes that wait.
    std::size_t bytes() const { return bytes_; }
    bool empty() const { return bytes_ == 0; }
    bool over_soft() const { return bytes_ > limits_.soft_bytes; }
    /// Frames dropped since the connection began.
    std::size_t dropped() const { return dropped_; }

private:
    void advance(std::size_t written);

    OutboxLimits limits_;
    std::vector<FramePtr> frames_;
    /// Frames before this index are written.
    std::size_t first_ = 0;
    /// Bytes of frames_[first_] that are written.
    std::size_t offset_ = 0;
    std::size_t bytes_ = 0;
    std::size_t dropped_ = 0;
};

} // namespace parlor::net
