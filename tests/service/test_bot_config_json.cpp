#include "protocol/decode.hpp"
#include "service/bot/config_json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace parlor::service {
namespace {

using domain::ConfigValue;

ConfigValue read(const std::string& number)
{
    return config_from_text(R"({"speed":)" + number + "}");
}

class BotConfigNumbers : public testing::TestWithParam<const char*> {};

TEST_P(BotConfigNumbers, are_the_same_after_they_were_written_and_read)
{
    const auto once = read(GetParam());

    EXPECT_EQ(config_from_text(to_json_text(once)), once) << to_json_text(once);
}

TEST_P(BotConfigNumbers, are_the_same_as_bounds_of_a_schema)
{
    const auto json =
        std::string{R"({"type":"object","properties":{"speed":{"type":"number","maximum":)"} + GetParam() + "}}}";

    const auto once = read_config_schema(protocol::parse_json(json).value(), "schema");

    ASSERT_TRUE(once) << once.error().message;
    const auto again = read_config_schema(protocol::parse_json(to_json_text(*once)).value(), "schema");
    EXPECT_EQ(*again, *once) << to_json_text(*once);
}

INSTANTIATE_TEST_SUITE_P(all, BotConfigNumbers,
                         testing::Values("0", "-0.0", "0.1", "1.5", "-2.25e-7", "3.141592653589793238",
                                         "9007199254740993", "18446744073709551615", "9.99999999999999999e299", "1e300",
                                         "4.9e-324",
                                         "188888888888888888888888888888888888888888888888888888888888888888888888"));

TEST(BotConfigJson, keeps_what_has_fifteen_digits)
{
    EXPECT_EQ(kept_number(0.123456789012345), 0.123456789012345);
    EXPECT_EQ(kept_number(-1.5), -1.5);
    EXPECT_EQ(kept_number(0.1 + 0.2), 0.3);
}

TEST(BotConfigJson, refuses_bounds_that_no_double_keeps)
{
    const auto json = R"({"type":"object","properties":{"speed":{"type":"number","minimum":-1e305}}})";

    const auto schema = read_config_schema(protocol::parse_json(json).value(), "schema");

    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().message, "schema.properties.speed.minimum: must be a number of at most 1e300.");
    EXPECT_TRUE(std::isinf(kept_number(1e305)));
}

} // namespace
} // namespace parlor::service
