#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::log {
namespace {

using testing::ContainsRegex;

template <class F> std::string written(F act)
{
    testing::internal::CaptureStderr();
    act();
    return testing::internal::GetCapturedStderr();
}

TEST(Log, writes_time_level_event_and_fields_on_one_line)
{
    const auto line = written([] { info("started", {{"port", "80"}}); });

    EXPECT_THAT(line, ContainsRegex("^[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z info started port=80\n$"));
}

TEST(Log, quotes_values_so_that_nothing_can_forge_a_line_or_a_field)
{
    const auto line = written([] { warning("odd", {{"name", "a b\n\"c\"=\\"}, {"empty", ""}}); });

    EXPECT_THAT(line, testing::EndsWith(" warning odd name=\"a b \\\"c\\\"=\\\\\" empty=\"\"\n"));
}

TEST(Log, leaves_out_what_is_below_the_level)
{
    set_level(Level::error);
    const auto line = written([] {
        warning("hidden");
        error("shown");
    });
    set_level(Level::info);

    EXPECT_THAT(line, testing::EndsWith(" error shown\n"));
    EXPECT_THAT(line, testing::Not(testing::HasSubstr("hidden")));
}

TEST(Log, knows_its_levels_by_name)
{
    Level level{};

    EXPECT_TRUE(parse_level("debug", level));
    EXPECT_EQ(level, Level::debug);
    EXPECT_FALSE(parse_level("Debug", level));
    EXPECT_FALSE(parse_level("", level));
}

} // namespace
} // namespace parlor::log
