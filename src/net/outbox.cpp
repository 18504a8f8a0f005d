#include "net/outbox.hpp"

#include <cerrno>
#include <memory>
#include <string_view>
#include <sys/socket.h>

namespace parlor::net {
namespace {

/// Written frames are forgotten in steps, not one by one.
constexpr std::size_t forget_step = 64;

} // namespace

std::span<char> Outbox::gather_room()
{
    thread_local const auto buffer = std::make_unique<char[]>(gather_bytes);
    return {buffer.get(), gather_bytes};
}

Outbox::Taken Outbox::push(const FramePtr& frame)
{
    const auto size = frame->wire().size();
    if (frame->kind() == Frame::Kind::droppable && bytes_ + size > limits_.soft_bytes) {
        ++dropped_;
        return Taken::dropped;
    }
    // What tells of a thousand people may alone be larger; the next frame then finds it waiting.
    if (!empty() && bytes_ + size > limits_.hard_bytes) return Taken::overflow;
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

std::string_view Outbox::next(std::span<char> room) const
{
    if (bytes_ == 0) return {};
    const auto first = frames_[first_]->wire().substr(offset_);
    if (first.size() >= room.size() || first_ + 1 == frames_.size()) return first;
    std::size_t gathered = first.copy(room.data(), first.size());
    for (auto i = first_ + 1; i < frames_.size(); ++i) {
        const auto wire = frames_[i]->wire();
        if (gathered + wire.size() > room.size()) break;
        gathered += wire.copy(room.data() + gathered, wire.size());
    }
    return {room.data(), gathered};
}

Outbox::Flushed Outbox::wrote(std::size_t offered, std::ptrdiff_t result)
{
    if (result == -EINTR) return Flushed::more;
    if (result < 0) return result == -EAGAIN || result == -EWOULDBLOCK ? Flushed::blocked : Flushed::broken;
    const auto written = static_cast<std::size_t>(result);
    advance(written);
    if (written < offered) return Flushed::blocked;
    return bytes_ == 0 ? Flushed::done : Flushed::more;
}

Outbox::Flushed Outbox::flush(int socket)
{
    if (bytes_ == 0) return Flushed::done;
    for (;;) {
        const auto bytes = next(gather_room());
        const auto written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        const auto flushed = wrote(bytes.size(), written < 0 ? -errno : written);
        if (flushed != Flushed::more) return flushed;
    }
}

} // namespace parlor::net
