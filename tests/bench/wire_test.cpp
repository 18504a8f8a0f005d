#include "bench/load/wire.hpp"

#include "bench/load/inflate.hpp"

#include <gtest/gtest.h>

namespace parlor::load {
namespace {

std::string bytes(std::initializer_list<int> values)
{
    std::string text;
    for (const int value : values) text += static_cast<char>(value);
    return text;
}

TEST(LoadWire, MasksWhatAClientSends)
{
    std::string out;

    append_client_frame(out, Opcode::text, "hi");

    ASSERT_EQ(out.size(), 8U);
    EXPECT_EQ(out.substr(0, 2), bytes({0x81, 0x82}));
    EXPECT_EQ(out[6] ^ out[2], 'h');
    EXPECT_EQ(out[7] ^ out[3], 'i');
}

TEST(LoadWire, WritesLengthsInTheirShortestForm)
{
    auto head = [](std::size_t size) {
        std::string out;
        append_client_frame(out, Opcode::text, std::string(size, 'x'));
        return out.substr(1, 9);
    };

    EXPECT_EQ(head(125).substr(0, 1), bytes({0x80 | 125}));
    EXPECT_EQ(head(126).substr(0, 3), bytes({0x80 | 126, 0, 126}));
    EXPECT_EQ(head(65'536), bytes({0x80 | 127, 0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(LoadWire, ReadsAFrameOnceItIsWhole)
{
    const auto frame = bytes({0x81, 126, 0, 200}) + std::string(200, 'x');

    const auto stream = frame + "more";

    for (std::size_t size = 0; size < frame.size(); ++size)
        EXPECT_FALSE(first_frame(std::string_view{stream}.substr(0, size)));
    const auto first = first_frame(stream);

    ASSERT_TRUE(first);
    EXPECT_EQ(first->opcode, Opcode::text);
    EXPECT_EQ(first->payload, std::string(200, 'x'));
    EXPECT_EQ(first->size, frame.size());
}

TEST(LoadWire, TakesNoFragmentsAndNoMasksFromAServer)
{
    EXPECT_THROW(first_frame(bytes({0x01, 0})), std::runtime_error);
    EXPECT_THROW(first_frame(bytes({0x81, 0x80})), std::runtime_error);
}

TEST(LoadWire, ReadsAnAnswerOnceItsBodyIsThere)
{
    const std::string answer = "HTTP/1.1 201 Created\r\ncontent-length: 2\r\nX: y\r\n\r\n{}";
    const auto stream = answer + "HTTP/1.1 ";

    EXPECT_FALSE(first_answer(std::string_view{stream}.substr(0, answer.size() - 1)));
    const auto first = first_answer(stream);

    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 201);
    EXPECT_EQ(first->body, "{}");
    EXPECT_EQ(first->size, answer.size());
}

TEST(LoadWire, ReadsAnAnswerWithoutABody)
{
    const std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    const auto stream = answer + bytes({0x81, 0});
    const auto first = first_answer(stream);

    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 101);
    EXPECT_EQ(first->size, answer.size());
}

TEST(LoadWire, TellsWhatIsCompressedAndTakesItOff)
{
    // RFC 7692, §7.2.3.1: "Hello".
    const auto stream = bytes({0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00});

    const auto frame = first_frame(stream);

    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, Opcode::text);
    EXPECT_TRUE(frame->compressed);
    Inflater inflater;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(inflater.inflate(frame->payload), "Hello");
    EXPECT_THROW(inflater.inflate(bytes({0xff, 0xff})), std::runtime_error);
    EXPECT_FALSE(first_frame(bytes({0x81, 0}))->compressed);
}

} // namespace
} // namespace parlor::load
