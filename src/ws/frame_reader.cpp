#include "ws/frame_reader.hpp"

#include "base/utf8.hpp"
#include "ws/permessage_deflate.hpp"

#include <cstring>
#include <utility>

namespace parlor::ws {
namespace {

// RFC 6455 §11.8
constexpr std::uint8_t op_continuation = 0;
constexpr std::uint8_t op_text = 1;
constexpr std::uint8_t op_binary = 2;
constexpr std::uint8_t op_close = 8;
constexpr std::uint8_t op_ping = 9;
constexpr std::uint8_t op_pong = 10;

// RFC 6455 §7.4.1
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t no_status = 1005;
constexpr std::uint16_t invalid_payload = 1007;
constexpr std::uint16_t too_big = 1009;

constexpr std::size_t max_control_payload = 125;

void unmask(char* data, std::size_t size, const unsigned char (&mask)[4])
{
    unsigned char twice[8];
    std::memcpy(twice, mask, 4);
    std::memcpy(twice + 4, mask, 4);
    std::uint64_t wide_mask = 0;
    std::memcpy(&wide_mask, twice, 8);
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, data + i, 8);
        eight ^= wide_mask;
        std::memcpy(data + i, &eight, 8);
    }
    for (; i < size; ++i) data[i] = static_cast<char>(static_cast<unsigned char>(data[i]) ^ mask[i & 3]);
}

/// Codes that may stand in a close frame (RFC 6455 §7.4).
bool is_sendable(std::uint16_t code)
{
    if (code >= 3000) return code <= 4999;
    return code >= 1000 && code <= 1014 && code != 1004 && code != no_status && code != 1006;
}

} // namespace

std::optional<FrameFault> FrameReader::feed(std::span<char> bytes, FrameSink& sink)
{
    if (carry_.empty()) {
        const auto taken = consume(bytes, sink);
        if (!fault_) carry_.assign(bytes.data() + taken, bytes.size() - taken);
        return fault_;
    }
    carry_.append(bytes.data(), bytes.size());
    const auto taken = consume(carry_, sink);
    if (taken == carry_.size()) {
        // An idle connection holds no memory for what it might receive.
        carry_ = {};
    } else {
        carry_.erase(0, taken);
    }
    return fault_;
}

std::size_t FrameReader::consume(std::span<char> bytes, FrameSink& sink)
{
    std::size_t taken = 0;
    while (!fault_ && sink.wants_more()) {
        auto rest = bytes.subspan(taken);
        auto header = read_header(rest);
        if (!header || rest.size() - header->size < header->length) break;
        char* payload = rest.data() + header->size;
        const auto length = static_cast<std::size_t>(header->length);
        unmask(payload, length, header->mask);
        taken += header->size + length;
        if (header->opcode >= op_close)
            take_control(*header, {payload, length}, sink);
        else
            take_data(*header, {payload, length}, sink);
    }
    return sink.wants_more() ? taken : bytes.size();
}

std::optional<FrameReader::Header> FrameReader::read_header(std::span<const char> bytes)
{
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() < 2) return {};
    Header header{};
    header.fin = byte(0) & 0x80U;
    header.opcode = byte(0) & 0x0FU;
    header.compressed = byte(0) & 0x40U;
    // RFC 7692 §6: the first bit, and it on the first frame of a message alone.
    const bool may_be_compressed = inflater_ && (header.opcode == op_text || header.opcode == op_binary);
    if ((byte(0) & 0x30U) || (header.compressed && !may_be_compressed)) {
        fault(protocol_error, "reserved bits are set");
        return {};
    }
    if (!(byte(1) & 0x80U)) {
        fault(protocol_error, "a client's frames must be masked");
        return {};
    }
    const auto short_length = byte(1) & 0x7FU;
    const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
    header.size = 2 + length_bytes + 4;
    if (bytes.size() < header.size) return {};
    header.length = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) header.length = header.length << 8 | byte(2 + i);
    for (std::size_t i = 0; i < 4; ++i) header.mask[i] = byte(2 + length_bytes + i);
    if ((length_bytes == 2 && header.length < 126) || (length_bytes == 8 && header.length < 0x1'0000))
        fault(protocol_error, "a length is not in its shortest form");
    else
        check(header);
    if (fault_) return {};
    return header;
}

void FrameReader::check(const Header& header)
{
    if (header.opcode >= op_close) {
        if (header.opcode > op_pong) return fault(protocol_error, "unknown opcode");
        if (!header.fin) return fault(protocol_error, "a control frame is fragmented");
        if (header.length > max_control_payload) return fault(protocol_error, "a control frame is too long");
        return;
    }
    if (header.opcode > op_binary) return fault(protocol_error, "unknown opcode");
    if (header.opcode == op_continuation && message_opcode_ == 0)
        return fault(protocol_error, "a continuation without a beginning");
    if (header.opcode != op_continuation && message_opcode_ != 0)
        return fault(protocol_error, "a new message within a fragmented one");
    if (header.length > max_message_ - message_.size()) fault(too_big, "message too big");
}

void FrameReader::take_data(const Header& header, std::string_view payload, FrameSink& sink)
{
    if (header.fin && message_opcode_ == 0) return complete(header.opcode, header.compressed, payload, sink);
    if (message_opcode_ == 0) {
        message_opcode_ = header.opcode;
        message_compressed_ = header.compressed;
    }
    message_.append(payload);
    if (!header.fin) return;
    const auto opcode = std::exchange(message_opcode_, std::uint8_t{0});
    const auto message = std::exchange(message_, {});
    complete(opcode, message_compressed_, message, sink);
}

void FrameReader::complete(std::uint8_t opcode, bool compressed, std::string_view message, FrameSink& sink)
{
    if (!compressed) return deliver(opcode, message, sink);
    const auto inflated = inflater_->inflate(message, max_message_);
    switch (inflated.outcome) {
    case Inflater::Outcome::fine: return deliver(opcode, inflated.message, sink);
    case Inflater::Outcome::too_big: return fault(too_big, "message too big");
    case Inflater::Outcome::broken: return fault(invalid_payload, "a message is not compressed as it says");
    }
}

void FrameReader::deliver(std::uint8_t opcode, std::string_view message, FrameSink& sink)
{
    if (opcode == op_binary) return sink.on_binary_message(message);
    if (!is_utf8(message)) return fault(invalid_payload, "text is not UTF-8");
    sink.on_message(message);
}

void FrameReader::take_control(const Header& header, std::string_view payload, FrameSink& sink)
{
    if (header.opcode == op_ping) return sink.on_ping(payload);
    if (header.opcode == op_pong) return sink.on_pong();
    if (payload.empty()) return sink.on_close(no_status);
    if (payload.size() == 1) return fault(protocol_error, "a close frame of one byte");
    const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                                 static_cast<unsigned char>(payload[1]));
    if (!is_sendable(code)) return fault(protocol_error, "this close code must not be sent");
    if (!is_utf8(payload.substr(2))) return fault(invalid_payload, "a close reason is not UTF-8");
    sink.on_close(code);
}

} // namespace parlor::ws
