#include "voicebot/engines/sse_reader.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::engines {
namespace {

using Events = std::vector<std::string>;

TEST(SseReader, reads_events_whatever_ends_their_lines)
{
    SseReader reader;

    EXPECT_EQ(reader.push("data: one\n\ndata:two\r\n\r\ndata: three\r\r"), (Events{"one", "two", "three"}));
}

TEST(SseReader, reads_events_that_come_byte_by_byte)
{
    SseReader reader;
    Events events;

    for (char c : std::string{"event: x\r\ndata: first\r\n\r\n: a comment\r\ndata: second\r\n\r\n"})
        for (auto& event : reader.push({&c, 1})) events.push_back(std::move(event));

    EXPECT_EQ(events, (Events{"first", "second"}));
}

TEST(SseReader, joins_the_lines_of_one_event)
{
    SseReader reader;

    EXPECT_EQ(reader.push("data: a\ndata: b\ndata\n\n"), (Events{"a\nb\n"}));
}

TEST(SseReader, gives_no_event_without_data_or_without_an_end)
{
    SseReader reader;

    EXPECT_EQ(reader.push("id: 7\n\n\n\ndata: open\n"), Events{});
}

} // namespace
} // namespace parlor::voicebot::engines
