#include "tests/ws/reading.hpp"
#include "ws/permessage_deflate.hpp"

#include <gtest/gtest.h>

/// What the conformance suite, which talks to a server, can't see. Its cases of RFC 7692 stand in tests/conformance.
namespace parlor::test {
namespace {

FramePtr text_frame(std::string_view text, Frame::Kind kind = Frame::Kind::kept)
{
    return make_frame(std::string(Frame::header_room, '\0').append(text), kind);
}

/// The message of a server's frame, which has a header of 2 or 4 bytes.
std::string inflated(const Frame& frame)
{
    ws::Inflater inflater;
    const auto wire = frame.wire();
    const std::size_t header = (wire[1] & 0x7F) < 126 ? 2 : 4;
    const auto result = inflater.inflate(wire.substr(header), 1 << 20);
    EXPECT_EQ(result.outcome, ws::Inflater::Outcome::fine);
    return std::string{result.message};
}

TEST(Deflater, compresses_the_same_frame_once)
{
    ws::Deflater deflater{{.on = true, .from_bytes = 100, .up_to_bytes = 10'000}};
    const std::string words(500, 'w');
    const auto frame = text_frame(words, Frame::Kind::droppable);

    const auto first = deflater.compressed(frame);
    const auto second = deflater.compressed(frame);

    EXPECT_EQ(first, second);
    EXPECT_EQ(deflater.counters().frames, 1U);
    EXPECT_EQ(deflater.counters().bytes_before, 500U);
    EXPECT_EQ(deflater.counters().bytes_after, first->wire().size() - 2);
    EXPECT_EQ(first->kind(), Frame::Kind::droppable);
    EXPECT_EQ(static_cast<unsigned char>(first->wire()[0]), 0xC1);
    EXPECT_EQ(inflated(*first), words);
    deflater.forget();
    EXPECT_NE(deflater.compressed(frame), first);
}

TEST(Deflater, leaves_alone_what_is_small_large_raw_or_gains_nothing)
{
    ws::Deflater deflater{{.on = true, .from_bytes = 100, .up_to_bytes = 1'000}};
    std::string noise;
    for (unsigned i = 0, seed = 1; i < 500; ++i)
        noise += static_cast<char>((seed = seed * 1'103'515'245 + 12'345) >> 24);

    for (const auto& frame : {text_frame(std::string(99, 'w')), text_frame(std::string(1'001, 'w')),
                              make_raw_frame(std::string(500, 'w')), text_frame(noise)})
        EXPECT_EQ(deflater.compressed(frame), frame);

    EXPECT_EQ(deflater.counters().frames, 0U);
    EXPECT_NE(deflater.compressed(text_frame(std::string(100, 'w')))->wire().size(), 102U);
}

TEST(Inflater, unpacks_no_more_than_it_may)
{
    ws::Deflater deflater{{.on = true, .from_bytes = 1, .up_to_bytes = 10'000'000}};
    const auto frame = deflater.compressed(text_frame(std::string(5'000'000, 'w')));
    const auto packed = frame->wire().substr(4);
    ws::Inflater inflater;

    EXPECT_EQ(inflater.inflate(packed, 4'999'999).outcome, ws::Inflater::Outcome::too_big);
    EXPECT_EQ(inflater.inflate(packed, 5'000'000).message.size(), 5'000'000U);
    EXPECT_EQ(inflater.inflate(packed, 10).outcome, ws::Inflater::Outcome::too_big);
}

TEST(Inflater, is_shared_by_readers_whose_messages_come_in_turns)
{
    ws::Inflater inflater;
    ws::FrameReader one{1'000, &inflater};
    ws::FrameReader other{1'000, &inflater};
    NotingSink heard_by_one;
    NotingSink heard_by_other;
    // RFC 7692 §7.2.3.1, in two frames.
    auto first = frame(op_text, "\xf2\x48\xcd", {.fin = false, .reserved = 0x40});
    auto last = frame(op_continuation, std::string_view{"\xc9\xc9\x07\x00", 4});
    auto copies = std::pair{first, last};

    one.feed(first, heard_by_one);
    other.feed(copies.first, heard_by_other);
    one.feed(last, heard_by_one);
    other.feed(copies.second, heard_by_other);

    EXPECT_EQ(heard_by_one.notes, std::vector<std::string>{"text Hello"});
    EXPECT_EQ(heard_by_other.notes, std::vector<std::string>{"text Hello"});
}

} // namespace
} // namespace parlor::test
