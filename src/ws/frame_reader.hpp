#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parlor::ws {

class Inflater;

/// What a client's bytes mean.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    /// A whole message, valid UTF-8. The view is good during the call.
    virtual void on_message(std::string_view text) = 0;
    /// Likewise, of any bytes.
    virtual void on_binary_message(std::string_view bytes) = 0;
    virtual void on_ping(std::string_view payload) = 0;
    virtual void on_pong() = 0;
    /// The peer's close frame; 1005 where it named no code.
    virtual void on_close(std::uint16_t code) = 0;
    /// False once nothing more is wanted of this connection.
    virtual bool wants_more() const = 0;
};

/// How a stream breaks the protocol: the close code that RFC 6455 §7.4.1 asks for, and why.
struct FrameFault {
    std::uint16_t code;
    std::string_view reason;
};

/// Reads the frames of a WebSocket client (RFC 6455 §5) out of its bytes, wherever they are cut. A frame that arrives in
/// one piece is unmasked where it lies and never copied.
class FrameReader {
public:
    /// Longer messages are refused with 1009. Where there is an `inflater`, they may be compressed (RFC 7692); it must outlive
    /// the reader, and several readers of one thread may share it.
    explicit FrameReader(std::size_t max_message, Inflater* inflater = nullptr)
        : max_message_(max_message), inflater_(inflater)
    {
    }

    /// Takes the next bytes (they are written over). After a fault nothing more may be fed.
    std::optional<FrameFault> feed(std::span<char> bytes, FrameSink& sink);

private:
    struct Header {
        bool fin;
        bool compressed;
        std::uint8_t opcode;
        std::size_t size; ///< of the header itself
        std::uint64_t length;
        unsigned char mask[4];
    };

    /// Bytes taken of `bytes`; stops before a frame that is not whole.
    std::size_t consume(std::span<char> bytes, FrameSink& sink);
    /// Nothing where more bytes are needed, or fault_ is set.
    std::optional<Header> read_header(std::span<const char> bytes);
    void check(const Header& header);
    void fault(std::uint16_t code, std::string_view reason) { fault_ = FrameFault{code, reason}; }
    void take_data(const Header& header, std::string_view payload, FrameSink& sink);
    void take_control(const Header& header, std::string_view payload, FrameSink& sink);
    /// A whole message, as it was sent.
    void complete(std::uint8_t opcode, bool compressed, std::string_view message, FrameSink& sink);
    void deliver(std::uint8_t opcode, std::string_view message, FrameSink& sink);

    const std::size_t max_message_;
    Inflater* const inflater_;
    /// The beginning of a frame that is not whole yet.
    std::string carry_;
    /// The fragments so far of a message in several frames.
    std::string message_;
    /// Opcode of that message; 0 = none.
    std::uint8_t message_opcode_ = 0;
    bool message_compressed_ = false;
    std::optional<FrameFault> fault_;
};

} // namespace parlor::ws
