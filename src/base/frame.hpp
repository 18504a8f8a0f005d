#pragma once
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <string>
#include <string_view>

namespace parlor {

/// One message to clients, encoded once: an unmasked RFC 6455 text frame (header and payload), immutable, shared by
/// every outbox it is queued in, on any thread.
class Frame : public boost::intrusive_ref_counter<Frame, boost::thread_safe_counter> {
public:
    /// What may happen to it when a receiver is slow.
    enum class Kind : unsigned char {
        kept,      ///< never dropped; too many of them end the connection (close 4008)
        droppable, ///< dropped for a receiver whose queue is past the soft bound (typing, relayed data to all)
    };

    /// Bytes as they go onto the wire.
    std::string_view wire() const { return std::string_view{bytes_}.substr(start_); }
    std::string_view payload() const { return std::string_view{bytes_}.substr(header_room); }
    Kind kind() const { return kind_; }
    /// Whether its payload is text as it was written: neither compressed nor made raw. Others have no `payload()`.
    bool is_text() const { return is_text_; }

    /// Room that a payload must leave in front for the header; see `make_frame`.
    static constexpr std::size_t header_room = 10;

private:
    friend boost::intrusive_ptr<const Frame> make_frame(std::string buffer, Kind kind);
    friend boost::intrusive_ptr<const Frame> make_compressed_frame(std::string buffer, Kind kind);
    friend boost::intrusive_ptr<const Frame> make_raw_frame(std::string bytes);
    Frame(std::string bytes, std::size_t start, Kind kind, bool is_text)
        : bytes_(std::move(bytes)), start_(start), kind_(kind), is_text_(is_text)
    {
    }

    std::string bytes_;
    std::size_t start_;
    Kind kind_;
    bool is_text_;
};

using FramePtr = boost::intrusive_ptr<const Frame>;

/// Makes a frame of a buffer whose first `Frame::header_room` bytes are free and whose rest is the payload (UTF-8).
FramePtr make_frame(std::string buffer, Frame::Kind kind = Frame::Kind::kept);

/// Likewise of a payload that permessage-deflate has compressed (RFC 7692 §6).
FramePtr make_compressed_frame(std::string buffer, Frame::Kind kind);

/// Bytes that go onto the wire as they are: control frames, the answer to a handshake.
FramePtr make_raw_frame(std::string bytes);

} // namespace parlor
