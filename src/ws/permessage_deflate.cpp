#include "ws/permessage_deflate.hpp"

#include "net/field_value.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <utility>
#include <zlib.h>

namespace parlor::ws {
namespace {

/// RFC 7692 §7.2.1: an empty block ends each message, and is not sent.
constexpr std::string_view tail{"\x00\x00\xff\xff", 4};

/// zlib.h: no header, and a window of 2^15 bytes.
constexpr int raw_window = -MAX_WBITS;
/// Nearly as small as at 6, in less than half of the time (ADR 16).
constexpr int level = 1;
constexpr int memory_level = 8;
/// Final blocks that a message may have (RFC 7692 §7.2.3.5); each costs a copy of the window.
constexpr int most_finals = 16;
/// What an inflater keeps between messages.
constexpr std::size_t kept_room = 128 * 1024;

/// `name`, or `name=value`; the value may stand in quotes (RFC 6455 §9.1).
struct Parameter {
    std::string_view name, value;
    bool has_value;
};

Parameter parameter_of(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return {text, {}, false};
    auto value = net::trimmed(text.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return {net::trimmed(text.substr(0, equals)), value, true};
}

/// Of 8 to 15 without a leading zero (RFC 7692 §7.1.2.1); else 0.
int window_bits(std::string_view text)
{
    if (text == "8" || text == "9") return text[0] - '0';
    if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') return 10 + text[1] - '0';
    return 0;
}

/// The answer to one offer; nothing where it names what there is not, or twice the same (§7.1), or a window that is smaller
/// than ours.
std::optional<std::string> answer_to(std::string_view offer)
{
    std::string answer{"permessage-deflate; server_no_context_takeover; client_no_context_takeover"};
    constexpr std::array names{"server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits",
                               "client_max_window_bits"};
    std::array<bool, names.size()> seen{};
    auto semicolon = offer.find(';');
    if (!net::same_text(net::trimmed(offer.substr(0, semicolon)), "permessage-deflate")) return {};
    while (semicolon != std::string_view::npos) {
        const auto rest = offer.substr(semicolon + 1);
        const auto next = rest.find(';');
        const auto [name, value, has_value] = parameter_of(net::trimmed(rest.substr(0, next)));
        const auto at = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
        if (at == names.size() || std::exchange(seen[at], true)) return {};
        const bool of_window = at >= 2;
        if (!of_window && has_value) return {};
        if (of_window && has_value && window_bits(value) == 0) return {};
        if (at == 2) {
            if (value != "15") return {};
            answer += "; server_max_window_bits=15";
        }
        semicolon = next == std::string_view::npos ? next : semicolon + 1 + next;
    }
    return answer;
}

Bytef* bytes_of(std::string_view text)
{
    // zlib does not write there.
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

} // namespace

std::string accept_deflate(std::string_view offers)
{
    std::string answer;
    net::for_each_item(offers, [&](std::string_view offer) {
        if (!answer.empty()) return;
        if (auto one = answer_to(offer)) answer = std::move(*one);
    });
    return answer;
}

void Deflater::End::operator()(z_stream_s* stream) const
{
    deflateEnd(stream);
    delete stream;
}

Deflater::Deflater(DeflateOptions options) : options_(options) {}
Deflater::~Deflater() = default;

FramePtr Deflater::compressed(const FramePtr& frame)
{
    if (!frame->is_text()) return frame;
    if (frame == last_) return result_;
    const auto size = frame->payload().size();
    if (size < options_.from_bytes || size > options_.up_to_bytes) return frame;
    // Both change together, or neither where there is no memory.
    auto made = compress(*frame);
    result_ = made ? std::move(made) : frame;
    last_ = frame;
    return result_;
}

FramePtr Deflater::compress(const Frame& frame)
{
    if (stream_) {
        deflateReset(stream_.get());
    } else {
        auto stream = std::make_unique<z_stream>();
        if (deflateInit2(stream.get(), level, Z_DEFLATED, raw_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc{};
        stream_.reset(stream.release());
    }
    const auto payload = frame.payload();
    std::string buffer(Frame::header_room + deflateBound(stream_.get(), payload.size()) + tail.size(), '\0');
    stream_->next_in = bytes_of(payload);
    stream_->avail_in = static_cast<uInt>(payload.size());
    stream_->next_out = reinterpret_cast<Bytef*>(buffer.data() + Frame::header_room);
    stream_->avail_out = static_cast<uInt>(buffer.size() - Frame::header_room);
    if (deflate(stream_.get(), Z_SYNC_FLUSH) != Z_OK || stream_->avail_in != 0 || stream_->avail_out == 0) return {};
    const auto size = stream_->total_out - tail.size();
    if (size >= payload.size()) return {};
    counters_.frames.fetch_add(1, std::memory_order_relaxed);
    counters_.bytes_before.fetch_add(payload.size(), std::memory_order_relaxed);
    counters_.bytes_after.fetch_add(size, std::memory_order_relaxed);
    buffer.resize(Frame::header_room + size);
    // It lives as long as the slowest reader takes.
    buffer.shrink_to_fit();
    return make_compressed_frame(std::move(buffer), frame.kind());
}

void Inflater::End::operator()(z_stream_s* stream) const
{
    inflateEnd(stream);
    delete stream;
}

Inflater::Inflater() = default;
Inflater::~Inflater() = default;

Inflater::Inflated Inflater::inflate(std::string_view payload, std::size_t most)
{
    if (stream_) {
        inflateReset(stream_.get());
    } else {
        auto stream = std::make_unique<z_stream>();
        if (inflateInit2(stream.get(), raw_window) != Z_OK) throw std::bad_alloc{};
        stream_.reset(stream.release());
    }
    if (room_.size() > kept_room) room_ = {};
    filled_ = 0;
    finals_ = 0;
    auto outcome = unpack(payload, most);
    if (outcome == Outcome::fine) outcome = unpack(tail, most);
    // zlib.h: 128 says that it stands between two blocks, as it does after a whole message.
    if (outcome == Outcome::fine && (stream_->data_type & 128) == 0) outcome = Outcome::broken;
    if (outcome != Outcome::fine) return {outcome, {}};
    return {outcome, std::string_view{room_}.substr(0, filled_)};
}

Inflater::Outcome Inflater::unpack(std::string_view bytes, std::size_t most)
{
    stream_->next_in = bytes_of(bytes);
    stream_->avail_in = static_cast<uInt>(bytes.size());
    while (true) {
        if (filled_ == room_.size()) {
            if (filled_ > most) return Outcome::too_big;
            room_.resize(std::min(most + 1, std::max<std::size_t>(2 * room_.size(), 4'096)));
        }
        stream_->next_out = reinterpret_cast<Bytef*>(room_.data() + filled_);
        stream_->avail_out = static_cast<uInt>(room_.size() - filled_);
        const auto code = ::inflate(stream_.get(), Z_SYNC_FLUSH);
        filled_ = room_.size() - stream_->avail_out;
        if (filled_ > most) return Outcome::too_big;
        if (code == Z_STREAM_END) {
            if (++finals_ > most_finals) return Outcome::broken;
            // §7.2.3.5: a final block need not be the last one. What follows may point back to what was before.
            const auto window = std::min<std::size_t>(filled_, 32'768);
            inflateReset(stream_.get());
            inflateSetDictionary(stream_.get(), reinterpret_cast<const Bytef*>(room_.data() + filled_ - window),
                                 static_cast<uInt>(window));
            if (stream_->avail_in == 0) return Outcome::fine;
            continue;
        }
        if (code != Z_OK && code != Z_BUF_ERROR) return Outcome::broken;
        if (stream_->avail_in == 0 && stream_->avail_out != 0) return Outcome::fine;
    }
}

} // namespace parlor::ws
