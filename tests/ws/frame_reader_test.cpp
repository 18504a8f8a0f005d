#include "tests/ws/reading.hpp"

#include <gmock/gmock.h>

#include <random>

namespace parlor::test {
namespace {

using testing::ElementsAre;

/// A conversation with every kind of frame, lengths on both sides of each size of header, and text that is not ASCII.
std::string conversation()
{
    const FrameShape first{.fin = false};
    std::string bytes = frame(op_text, "hello") + frame(op_text, "") + frame(op_ping, "a ping");
    bytes += frame(op_text, "grüße, ", first) + frame(op_ping, "between") + frame(op_continuation, "日本", first) +
             frame(op_continuation, " 🎈");
    bytes += frame(op_text, std::string(125, 'a')) + frame(op_text, std::string(126, 'b'));
    bytes += frame(op_binary, std::string("\0\xff", 2)) + frame(op_pong, "") + frame(op_text, "last");
    return bytes + frame(op_close, close_payload(1000, "bye")) + frame(op_text, "never read");
}

const std::vector<std::string> meaning{"text hello",
                                       "text ",
                                       "ping a ping",
                                       "ping between",
                                       "text grüße, 日本 🎈",
                                       "text " + std::string(125, 'a'),
                                       "text " + std::string(126, 'b'),
                                       "binary " + std::string("\0\xff", 2),
                                       "pong",
                                       "text last",
                                       "close 1000"};

TEST(FrameReader, understands_a_conversation_in_one_piece)
{
    const auto read = read_frames(conversation());

    EXPECT_EQ(read.notes, meaning);
    EXPECT_EQ(read.fault, 0);
}

TEST(FrameReader, understands_a_conversation_wherever_it_is_cut_in_two)
{
    const auto bytes = conversation();
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        const auto read = read_frames(bytes, {cut});

        ASSERT_EQ(read.notes, meaning) << "cut at " << cut;
        ASSERT_EQ(read.fault, 0) << "cut at " << cut;
    }
}

TEST(FrameReader, understands_a_conversation_byte_by_byte)
{
    const auto bytes = conversation();
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) cuts.push_back(cut);

    EXPECT_EQ(read_frames(bytes, cuts).notes, meaning);
}

TEST(FrameReader, understands_a_conversation_in_random_pieces)
{
    const auto bytes = conversation();
    std::mt19937 random{3};
    for (int round = 0; round < 500; ++round) {
        std::vector<std::size_t> cuts;
        for (std::size_t at = random() % 40; at < bytes.size(); at += random() % 40) cuts.push_back(at);

        ASSERT_EQ(read_frames(bytes, cuts).notes, meaning) << "round " << round;
    }
}

TEST(FrameReader, takes_off_any_mask_at_any_length)
{
    std::mt19937 random{5};
    for (std::size_t length = 0; length < 40; ++length) {
        FrameShape shape;
        for (auto& byte : shape.mask) byte = static_cast<unsigned char>(random());
        const std::string text(length, 'm');

        EXPECT_THAT(read_frames(frame(op_text, text, shape)).notes, ElementsAre("text " + text));
    }
}

TEST(FrameReader, reads_lengths_of_16_and_of_64_bits)
{
    const std::string medium(65'535, 'm');
    const std::string large(65'536, 'l');

    EXPECT_THAT(read_frames(frame(op_text, medium)).notes, ElementsAre("text " + medium));
    EXPECT_THAT(read_frames(frame(op_text, large), {3, 9, 13, 20'000}).notes, ElementsAre("text " + large));
}

TEST(FrameReader, takes_a_close_without_code_for_1005)
{
    EXPECT_THAT(read_frames(frame(op_close, "")).notes, ElementsAre("close 1005"));
}

TEST(FrameReader, takes_any_number_of_empty_fragments)
{
    const FrameShape more{.fin = false};
    std::string bytes = frame(op_text, "", more);
    for (int i = 0; i < 1000; ++i) bytes += frame(op_continuation, "", more);
    bytes += frame(op_continuation, "end");

    EXPECT_THAT(read_frames(bytes).notes, ElementsAre("text end"));
}

TEST(FrameReader, takes_a_control_frame_of_125_bytes)
{
    const std::string longest(125, 'p');

    EXPECT_THAT(read_frames(frame(op_ping, longest)).notes, ElementsAre("ping " + longest));
}

TEST(FrameReader, waits_for_the_rest_of_a_frame)
{
    const auto bytes = frame(op_text, "hello");

    const auto read = read_frames(bytes.substr(0, bytes.size() - 1));

    EXPECT_TRUE(read.notes.empty());
    EXPECT_EQ(read.fault, 0);
}

} // namespace
} // namespace parlor::test
