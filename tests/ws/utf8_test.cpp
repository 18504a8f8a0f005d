#include "base/utf8.hpp"

#include "tests/ws/reading.hpp"

#include <gmock/gmock.h>

#include <string>

namespace parlor::test {
namespace {

/// One code point as UTF-8 would write it in `length` bytes, whether or not it may.
std::string encoded(std::uint32_t point, int length)
{
    if (length == 1) return std::string(1, static_cast<char>(point));
    constexpr unsigned leads[] = {0, 0, 0xC0, 0xE0, 0xF0, 0xF8};
    std::string bytes(static_cast<std::size_t>(length), '\0');
    for (int i = length - 1; i > 0; --i) {
        bytes[static_cast<std::size_t>(i)] = static_cast<char>(0x80U | (point & 0x3FU));
        point >>= 6;
    }
    bytes[0] = static_cast<char>(leads[length] | point);
    return bytes;
}

int shortest(std::uint32_t point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

TEST(Utf8, is_every_code_point_but_the_surrogates)
{
    for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
        const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        ASSERT_EQ(is_utf8(encoded(point, shortest(point))), !surrogate) << std::hex << point;
    }
}

TEST(Utf8, is_no_form_longer_than_needed_and_nothing_past_the_last_code_point)
{
    for (std::uint32_t point = 0; point < 0x10000; point += point < 0x1000 ? 1 : 37)
        for (int length = shortest(point) + 1; length <= 4; ++length)
            ASSERT_FALSE(is_utf8(encoded(point, length))) << std::hex << point << " in " << length;
    for (std::uint32_t point = 0x110000; point <= 0x1FFFFF; point += 97) ASSERT_FALSE(is_utf8(encoded(point, 4)));
    EXPECT_FALSE(is_utf8(encoded(0x200000, 5)));
}

TEST(Utf8, is_no_lone_continuation_and_no_unfinished_character_at_any_place)
{
    for (std::size_t before = 0; before < 20; ++before) {
        const std::string ascii(before, 'a');
        EXPECT_TRUE(is_utf8(ascii + "€" + ascii));
        for (const auto* broken : {"\x80", "\xBF", "\xE2\x82", "\xE2", "\xF0\x9F\x8E", "\xC3", "\xFE", "\xFF"}) {
            EXPECT_FALSE(is_utf8(ascii + broken)) << before;
            EXPECT_FALSE(is_utf8(ascii + broken + "a" + ascii)) << before;
        }
    }
}

TEST(Utf8, of_a_message_may_be_cut_into_fragments_and_packets_anywhere)
{
    const std::string text = "aß€🎈Ω";
    for (std::size_t fragment = 0; fragment <= text.size(); ++fragment) {
        const auto bytes =
            frame(op_text, text.substr(0, fragment), {.fin = false}) + frame(op_continuation, text.substr(fragment));
        for (std::size_t cut = 1; cut < bytes.size(); ++cut)
            ASSERT_THAT(read_frames(bytes, {cut}).notes, testing::ElementsAre("text " + text))
                << "fragment at " << fragment << ", cut at " << cut;
    }
}

} // namespace
} // namespace parlor::test
