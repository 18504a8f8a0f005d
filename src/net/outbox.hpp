#pragma once
#include "base/frame.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace parlor::net {

/// Bounds of one client's outbox.
struct OutboxLimits {
    std::size_t soft_bytes = 256 * 1024;  ///< past it droppable frames are dropped
    std::size_t hard_bytes = 1024 * 1024; ///< past it nothing is taken any more, but for one frame alone
};

/// Frames are gathered up to this size for one write; a larger one goes alone and uncopied.
inline constexpr std::size_t gather_bytes = 64 * 1024;

/// The bytes on their way to one client: every byte of the connection leaves through here, so that frames can't
/// interleave. Frames are shared with other outboxes and copied together only when written. Used on one thread.
class Outbox {
public:
    enum class Taken { queued, dropped, overflow };
    enum class Flushed { done, more, blocked, broken };

    explicit Outbox(OutboxLimits limits) : limits_(limits) {}

    /// Queues a frame. `dropped`: it was droppable and the client is slow; `overflow`: past the hard bound, not queued.
    Taken push(const FramePtr& frame);
    /// As push, past any bound: for the few bytes that end a connection.
    void push_last(const FramePtr& frame);
    /// Forgets what waits, but for the rest of a frame that is partly written.
    void drop_unsent();
    /// Writes as much as the socket takes, with as few `send()` as possible.
    Flushed flush(int socket);

    /// What to write next, for who writes by other means than `flush`: a frame as it lies, or several copied together
    /// into `room` as far as they fit. Not empty unless the outbox is; good until something is written or dropped.
    std::string_view next(std::span<char> room) const;
    /// Room for `next` that one thread uses again and again.
    static std::span<char> gather_room();
    /// Takes note of what writing `next` gave: bytes written, or a negative errno. `more`: write again.
    Flushed wrote(std::size_t offered, std::ptrdiff_t result);

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
