#include "bench/load/testimony.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace parlor::load {
namespace {

std::string text_of(Mark mark)
{
    const auto text = mark.text();
    return {text.data(), text.size()};
}

std::string said(std::uint64_t seq, Mark mark)
{
    return R"({"kind":"text","seq":)" + std::to_string(seq) +
           R"(,"from":{"name":"A"},"text":"\"seq\":9","client_id":")" + text_of(mark) + R"("})";
}

TEST(EntriesOf, FindsTheOneEntryOfAnEvent)
{
    const auto entries = entries_of(R"({"type":"entry","data":{"lobby_id":"x","entry":)" + said(7, {2, 3}) + "}}");

    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].seq, 7U);
    EXPECT_EQ(entries[0].mark, (Mark{2, 3}));
}

TEST(EntriesOf, FindsThoseOfAJoinAndNotTheNumbersAroundThem)
{
    const std::string notice = R"({"kind":"notice","seq":5,"code":"x"})";
    const auto entries = entries_of(R"({"type":"ack","data":{"lobby":{"seq":6},"entries":[)" + notice + "," +
                                    said(6, {1, 0}) + R"(],"seq":6,"gap":false}})");

    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].seq, 5U);
    EXPECT_FALSE(entries[0].mark);
    EXPECT_EQ(entries[1].seq, 6U);
    EXPECT_EQ(entries[1].mark, (Mark{1, 0}));
}

TEST(EntriesOf, FindsNoneWhereThereAreNone)
{
    EXPECT_TRUE(entries_of(R"({"type":"ack","data":{"lobby":{"seq":6},"entries":[],"seq":6,"gap":false}})").empty());
    EXPECT_TRUE(entries_of(R"({"type":"ack","data":{"seq":6,"at":1}})").empty());
}

TEST(Testimony, MissesWhatWasAcknowledgedAndNotHeard)
{
    Testimony testimony{2};
    testimony.acknowledged(0, {1, 0}, 1);
    testimony.acknowledged(1, {2, 0}, 1);

    testimony.heard(0, {1, 0}, 1);

    EXPECT_EQ(testimony.acknowledged(), 2U);
    EXPECT_EQ(testimony.missing(), 1U);
}

TEST(Testimony, MissesWhatIsNotReadAgain)
{
    Testimony testimony{1};
    testimony.acknowledged(0, {1, 0}, 1);
    testimony.heard(0, {1, 0}, 1);

    testimony.hear_anew();

    EXPECT_EQ(testimony.missing(), 1U);
}

TEST(Testimony, BreaksWhereOneLineIsTwoEntries)
{
    Testimony testimony{1};
    testimony.acknowledged(0, {1, 0}, 1);
    testimony.heard(0, {1, 0}, 1);

    EXPECT_THROW(testimony.heard(0, {1, 0}, 2), std::runtime_error);
    EXPECT_THROW(testimony.acknowledged(0, {1, 0}, 2), std::runtime_error);
}

} // namespace
} // namespace parlor::load
