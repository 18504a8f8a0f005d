#include "net/outbox.hpp"

#include <cerrno>
#include <memory>
#include <string_view>
#include <sys/socket.h>

namespace parlor::net {
namespace {

/// Frames are gathered up to this size for one `send()`; a larger one goes alone and uncopied.
constexpr std::size_t gather_bytes = 64 * 1024;
/// Written frames are forgotten in steps, not one by one.
constexpr std::size_t forget_step = 64;

char* gather_buffer()
{
    thread_local const auto buffer = std::make_unique<char[]>(gather_bytes);
    return buffer.get();
}

} // namespace

Outbox::Taken Outbox::push(const FramePtr& frame)
{
    const auto size = frame->wire().size();
    if (frame->kind() == Frame::Kind::droppable && bytes_ + size > limits_.soft_bytes) {
        ++dropped_;
        return Taken::dropped;
    }
    if (bytes_ + size > limits_.hard_bytes) return Taken::overflow;
    push_last(frame);
    return Taken::queued;
}

void Outbox::push_last(const FramePtr& frame)
{
    frames_.push_back(frame);
    bytes_ += frame->wire().size();
}

void Outbox::drop_unsent()
{
    const auto keep = offset_ > 0 ? first_ + 1 : first_;
    for (auto i = keep; i < frames_.size(); ++i) bytes_ -= frames_[i]->wire().size();
    frames_.resize(keep);
}

void Outbox::advance(std::size_t written)
{
    bytes_ -= written;
    while (written > 0) {
        const auto left = frames_[first_]->wire().size() - offset_;
        if (written < left) {
            offset_ += written;
            break;
        }
        written -= left;
        offset_ = 0;
        frames_[first_++].reset();
    }
    if (first_ == frames_.size()) {
        first_ = 0;
        frames_.clear();
        if (frames_.capacity() > forget_step) frames_.shrink_to_fit();
    } else if (first_ >= forget_step) {
        frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

Outbox::Flushed Outbox::flush(int socket)
{
    while (bytes_ > 0) {
        std::string_view next = frames_[first_]->wire().substr(offset_);
        if (next.size() < gather_bytes && first_ + 1 < frames_.size()) {
            auto* buffer = gather_buffer();
            std::size_t gathered = next.copy(buffer, next.size());
            for (auto i = first_ + 1; i < frames_.size(); ++i) {
                const auto wire = frames_[i]->wire();
                if (gathered + wire.size() > gather_bytes) break;
                gathered += wire.copy(buffer + gathered, wire.size());
            }
            next = {buffer, gathered};
        }
        const auto written = ::send(socket, next.data(), next.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno == EAGAIN || errno == EWOULDBLOCK ? Flushed::blocked : Flushed::broken;
        }
        advance(static_cast<std::size_t>(written));
        if (static_cast<std::size_t>(written) < next.size()) return Flushed::blocked;
    }
    return Flushed::done;
}

} // namespace parlor::net
