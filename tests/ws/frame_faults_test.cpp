#include "tests/ws/reading.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

/// Bytes that break the protocol, and the close code that RFC 6455 §7.4.1 asks for.
struct FaultCase {
    std::string name;
    std::string bytes;
    std::uint16_t code;
};

constexpr FrameShape unfinished{.fin = false};

/// A header whose length is written longer than it needs to be.
std::string long_length(std::size_t length_bytes, unsigned char length)
{
    std::string bytes{static_cast<char>(0x81), static_cast<char>(0x80 | (length_bytes == 2 ? 126 : 127))};
    bytes.append(length_bytes - 1, '\0') += static_cast<char>(length);
    return bytes + std::string(4, '\0') + std::string(length, 'a');
}

std::vector<FaultCase> cases()
{
    std::vector<FaultCase> all{
        {"unmasked", frame(op_text, "hi", {.masked = false}), 1002},
        {"continuation_without_beginning", frame(op_continuation, "hi"), 1002},
        {"text_within_a_message", frame(op_text, "a", unfinished) + frame(op_text, "b"), 1002},
        {"binary_within_a_message", frame(op_text, "a", unfinished) + frame(op_binary, "b"), 1002},
        {"fragmented_ping", frame(op_ping, "", unfinished), 1002},
        {"fragmented_close", frame(op_close, "", unfinished), 1002},
        {"ping_of_126_bytes", frame(op_ping, std::string(126, 'p')), 1002},
        {"close_of_one_byte", frame(op_close, "x"), 1002},
        {"close_reason_not_utf8", frame(op_close, close_payload(1000, "\xff")), 1007},
        {"length_in_16_bits_without_need", long_length(2, 125), 1002},
        {"length_in_64_bits_without_need", long_length(8, 126), 1002},
        {"text_not_utf8", frame(op_text, "\xc0\xaf"), 1007},
        {"text_cut_within_a_character", frame(op_text, "\xf0\x9f\x8e"), 1007},
        {"fragments_not_utf8", frame(op_text, "\xf0\x9f", unfinished) + frame(op_continuation, "x"), 1007},
        {"message_past_the_limit", frame_header(op_text, 1001), 1009},
        {"fragments_past_the_limit",
         frame(op_text, std::string(600, 'a'), unfinished) + frame_header(op_continuation, 401), 1009},
        {"length_that_no_memory_holds", frame_header(op_binary, 0x7fff'ffff'ffff'ffff), 1009},
        {"length_past_63_bits", frame_header(op_binary, 0xffff'ffff'ffff'ffff), 1009},
    };
    for (const unsigned opcode : {0x3U, 0x4U, 0x5U, 0x6U, 0x7U, 0xBU, 0xCU, 0xDU, 0xEU, 0xFU})
        all.push_back({"opcode_" + std::to_string(opcode), frame(static_cast<unsigned char>(opcode), ""), 1002});
    for (const unsigned bit : {0x40U, 0x20U, 0x10U})
        all.push_back({"reserved_bit_" + std::to_string(bit),
                       frame(op_text, "hi", {.reserved = static_cast<unsigned char>(bit)}), 1002});
    // RFC 6455 §7.4.1 and §7.4.2: never sent, reserved, or out of range.
    for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2999U, 5000U, 65'535U})
        all.push_back({"close_code_" + std::to_string(code), frame(op_close, close_payload(code)), 1002});
    return all;
}

class FrameFaults : public testing::TestWithParam<FaultCase> {};
INSTANTIATE_TEST_SUITE_P(Rfc6455, FrameFaults, testing::ValuesIn(cases()),
                         [](const auto& suite) { return suite.param.name; });

TEST_P(FrameFaults, are_found_after_what_was_right_and_wherever_the_bytes_are_cut)
{
    const auto bytes = frame(op_text, "fine") + GetParam().bytes;
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        const auto read = read_frames(bytes, {cut}, 1000);

        ASSERT_EQ(read.fault, GetParam().code) << "cut at " << cut;
        ASSERT_THAT(read.notes, testing::ElementsAre("text fine")) << "cut at " << cut;
    }
}

class CloseCodes : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Rfc6455, CloseCodes,
                         testing::Values(1000U, 1001U, 1002U, 1003U, 1007U, 1011U, 1012U, 1014U, 3000U, 4008U, 4999U));

TEST_P(CloseCodes, that_may_be_sent_are_taken)
{
    const auto read = read_frames(frame(op_close, close_payload(GetParam(), "why")));

    EXPECT_EQ(read.fault, 0);
    EXPECT_THAT(read.notes, testing::ElementsAre("close " + std::to_string(GetParam())));
}

TEST(FrameLimits, are_kept_to_the_byte)
{
    const auto exact = read_frames(frame(op_text, std::string(1000, 'a')), {}, 1000);
    const auto fragments = read_frames(
        frame(op_text, std::string(600, 'a'), unfinished) + frame(op_continuation, std::string(400, 'a')), {}, 1000);

    EXPECT_EQ(exact.fault, 0);
    EXPECT_EQ(fragments.fault, 0);
    EXPECT_EQ(fragments.notes.size(), 1U);
}

TEST(FrameLimits, refuse_by_the_header_alone_before_any_payload_is_there)
{
    EXPECT_EQ(read_frames(frame_header(op_text, 1'000'000), {}, 1000).fault, 1009);
}

} // namespace
} // namespace parlor::test
