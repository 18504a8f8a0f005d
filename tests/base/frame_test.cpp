#include "base/frame.hpp"

#include <gtest/gtest.h>

namespace parlor {
namespace {

FramePtr frame_of(std::size_t length)
{
    return make_frame(std::string(Frame::header_room, '\0') + std::string(length, 'x'));
}

std::string header_of(const FramePtr& frame)
{
    return std::string{frame->wire().substr(0, frame->wire().size() - frame->payload().size())};
}

// RFC 6455 §5.2: a 7 bit length up to 125, then 126 and 16 bits, then 127 and 64 bits; the shortest form that fits.
TEST(Frame, writes_the_shortest_length_that_fits)
{
    EXPECT_EQ(header_of(frame_of(0)), std::string("\x81\x00", 2));
    EXPECT_EQ(header_of(frame_of(125)), std::string("\x81\x7d", 2));
    EXPECT_EQ(header_of(frame_of(126)), std::string("\x81\x7e\x00\x7e", 4));
    EXPECT_EQ(header_of(frame_of(65'535)), std::string("\x81\x7e\xff\xff", 4));
    EXPECT_EQ(header_of(frame_of(65'536)), std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST(Frame, keeps_payload_and_kind)
{
    auto frame = make_frame(std::string(Frame::header_room, '\0') + "hello", Frame::Kind::droppable);

    EXPECT_EQ(frame->payload(), "hello");
    EXPECT_EQ(frame->wire(), "\x81\x05hello");
    EXPECT_EQ(frame->kind(), Frame::Kind::droppable);
}

TEST(Frame, is_one_object_however_many_hold_it)
{
    auto first = frame_of(10);
    auto second = first;

    EXPECT_EQ(first->wire().data(), second->wire().data());
    EXPECT_EQ(first->use_count(), 2u);
}

} // namespace
} // namespace parlor
