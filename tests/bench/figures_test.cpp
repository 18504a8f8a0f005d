#include "bench/load/histogram.hpp"
#include "bench/load/mark.hpp"
#include "bench/load/traffic.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parlor::load {
namespace {

using std::chrono::nanoseconds;

TEST(LoadHistogram, TellsPercentilesWithinABucketsWidth)
{
    Histogram times;

    for (int i = 1; i <= 1'000; ++i) times.add(nanoseconds{i * 1'000});

    EXPECT_EQ(times.total(), 1'000U);
    EXPECT_NEAR(static_cast<double>(times.percentile(0.5).count()), 500'000, 500'000 / 32.0);
    EXPECT_NEAR(static_cast<double>(times.percentile(0.99).count()), 990'000, 990'000 / 32.0);
}

TEST(LoadHistogram, NeverTellsLessThanWhatItCounted)
{
    for (std::int64_t value = 1; value < (std::int64_t{1} << 60); value = value * 3 + 1) {
        Histogram times;
        times.add(nanoseconds{value});
        EXPECT_GE(times.percentile(1).count(), value);
        EXPECT_LE(times.percentile(1).count(), value + value / 32 + 1);
    }
}

TEST(LoadHistogram, TellsZeroOfNothing)
{
    EXPECT_EQ(Histogram{}.percentile(0.99), nanoseconds{0});
}

std::string text_of(Mark mark)
{
    const auto text = mark.text();
    return {text.data(), text.size()};
}

TEST(LoadMark, IsFoundAgainWhereverItStands)
{
    const Mark mark{.slot = 0xdeadbeef, .number = 42};
    std::size_t hint = 0;

    for (const auto* before : {"abc", "abc", "", "abcdef"})
        EXPECT_EQ(find_mark(before + text_of(mark) + "xyz", hint), mark);
}

TEST(LoadMark, IsNotFoundWhereThereIsNone)
{
    std::size_t hint = 7;

    EXPECT_FALSE(find_mark("", hint));
    EXPECT_FALSE(find_mark("m#0123", hint));
    EXPECT_FALSE(find_mark("m#0123456789abcdeX", hint));
}

TEST(LoadTemplate, MarksAChatLineThreeTimesAndHasTheLengthAskedFor)
{
    Template line{TrafficOptions{.kind = TrafficKind::chat, .bytes = 300}, "lobby", {}};
    const auto mark = text_of({.slot = 1, .number = 2});

    const std::string text{line.with({.slot = 1, .number = 2})};

    EXPECT_EQ(text.size(), 300U);
    EXPECT_TRUE(text.starts_with(R"({"type":"send_chat_message","id":")" + mark + R"(","data":{"lobby_id":"lobby",)"));
    EXPECT_NE(text.find(R"("client_id":")" + mark), std::string::npos);
    EXPECT_NE(text.find(R"("text":")" + mark), std::string::npos);
}

TEST(LoadTemplate, NamesTheReceiverOfDataToOneAlone)
{
    Template one{TrafficOptions{.kind = TrafficKind::relay_one}, "lobby", "bob"};
    Template all{TrafficOptions{.kind = TrafficKind::relay_all}, "lobby", {}};

    EXPECT_NE(one.with({}).find(R"("to":"bob")"), std::string_view::npos);
    EXPECT_EQ(all.with({}).find(R"("to")"), std::string_view::npos);
}

} // namespace
} // namespace parlor::load
