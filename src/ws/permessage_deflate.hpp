#pragma once
#include "base/frame.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

/// Compressed messages (RFC 7692), without what a connection remembers from one message to the next: so a broadcast is
/// compressed once for all who hear it, and a connection costs no memory.
namespace parlor::ws {

/// What the value of `Sec-WebSocket-Extensions` is answered with (§5.1, §7.1); empty where it offers nothing that we do. We
/// take back no offer of a smaller window for what we send, and want none for what we receive.
std::string accept_deflate(std::string_view offers);

/// When frames are compressed.
struct DeflateOptions {
    bool on = false;
    std::size_t from_bytes = 1'024;   ///< smaller payloads are sent as they are
    std::size_t up_to_bytes = 65'536; ///< so are larger ones: compressing them would hold others up
};

/// Compresses frames. Used on one thread; its memory (some 270 KB) is taken at the first frame.
class Deflater {
public:
    explicit Deflater(DeflateOptions options);
    ~Deflater();

    /// The frame compressed; the frame itself where that is not for it, or would gain nothing. The same frame again is not
    /// compressed again.
    FramePtr compressed(const FramePtr& frame);
    /// Lets go of the last frame.
    void forget() { last_ = result_ = {}; }

    /// Of the frames that were compressed; any thread.
    struct Counters {
        std::atomic<std::uint64_t> frames{0};
        std::atomic<std::uint64_t> bytes_before{0};
        std::atomic<std::uint64_t> bytes_after{0};
    };
    const Counters& counters() const { return counters_; }

private:
    FramePtr compress(const Frame& frame);

    struct End {
        void operator()(z_stream_s* stream) const;
    };
    const DeflateOptions options_;
    std::unique_ptr<z_stream_s, End> stream_;
    FramePtr last_;
    FramePtr result_;
    Counters counters_;
};

/// Takes the compression off messages. Used on one thread; its memory (some 40 KB, and what a message holds) is taken at
/// the first one.
class Inflater {
public:
    Inflater();
    ~Inflater();

    enum class Outcome { fine, too_big, broken };
    struct Inflated {
        Outcome outcome;
        std::string_view message{}; ///< good until the next call
    };
    /// `payload`: all frames of a message together, unmasked (§7.2.2). `too_big`: it holds more than `most` bytes, of which
    /// no more were unpacked.
    Inflated inflate(std::string_view payload, std::size_t most);

private:
    Outcome unpack(std::string_view bytes, std::size_t most);

    struct End {
        void operator()(z_stream_s* stream) const;
    };
    std::unique_ptr<z_stream_s, End> stream_;
    std::string room_;
    std::size_t filled_ = 0;
    int finals_ = 0;
};

} // namespace parlor::ws
