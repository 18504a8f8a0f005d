#include "protocol/decode.hpp"
#include "protocol/json_document.hpp"
#include "tests/support/vectors.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace parlor::protocol {
namespace {

/// The value as a tree, read by way of the views alone.
boost::json::value tree_of(const JsonView& value)
{
    if (value.is_bool()) return value.get_bool();
    if (value.is_string()) return boost::json::string(value.get_string());
    if (value.is_array()) {
        boost::json::array items;
        for (const auto& item : value.get_array()) items.push_back(tree_of(item));
        return items;
    }
    if (value.is_number() && value.integer()) return *value.integer();
    if (value.is_number()) return value.to_number<double>();
    return nullptr;
}

class JsonTexts : public testing::TestWithParam<const char*> {};

TEST_P(JsonTexts, are_taken_and_refused_as_by_boost)
{
    const std::string text = GetParam();
    JsonDocument document;

    const auto view = document.read(text);
    const auto tree = parse_json(text);

    EXPECT_EQ(bool{view}, bool{tree}) << text << (view ? "" : view.error().message);
    if (!view) {
        EXPECT_EQ(view.error().code, Errc::bad_json);
    }
}

INSTANTIATE_TEST_SUITE_P(all, JsonTexts,
                         testing::Values("", " ", "1", " 1 ", "-1", "-", "01", "1.", "1.5", ".5", "1e", "1e5", "1E+5",
                                         "1e-", "+1", "-0", "0x1", "1 2", "true", "tru", "truex", "false", "null",
                                         "nul", "NaN", "\"\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u0000\"",
                                         "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"",
                                         "\"\\ud83d\\u0041\"", "\"\t\"", "\"\x7f\"", "\"ä€🎈\"", "\"\xff\"",
                                         "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "'a'", "[]", "[ ]", "[1,2]", "[1,]",
                                         "[,1]", "[1 2]", "[", "]", "[1", "{}", "{ }", "{\"a\":1}", "{\"a\":1,}",
                                         "{\"a\"}", "{\"a\":}", "{a:1}", "{,}", "{\"a\":1", "{\"a\":1 \"b\":2}",
                                         "{\"a\":1}}", "[1]]", "[1}", "{\"a\":1]", "\xef\xbb\xbf{}", "/* */1", "1\v",
                                         "\"a\"b", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                                         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"));

TEST(JsonDocument, tells_the_byte_at_fault)
{
    JsonDocument document;

    const auto view = document.read(R"({"type":"ping" "data":1})");

    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().message, "This is not valid JSON: a comma or } is missing at byte 15.");
}

TEST(JsonDocument, resolves_escapes_where_a_text_is_asked_for)
{
    JsonDocument document;

    const auto view = document.read(R"(["a\"\\\/\b\f\n\r\tz", "\u0041\u00e4\u20AC\ud83c\udf88", "plain"])");

    ASSERT_TRUE(view);
    EXPECT_EQ(tree_of(*view), boost::json::value({"a\"\\/\b\f\n\r\tz", "Aä€🎈", "plain"}));
}

TEST(JsonDocument, finds_members_and_the_last_of_those_that_are_there_twice)
{
    JsonDocument document;

    const auto view = document.read(R"({"a":{"b":[1,{"c":2}],"a":3},"\u0062":4,"a":5})");

    ASSERT_TRUE(view);
    EXPECT_EQ(view->get_object().if_contains("a")->text(), "5");
    EXPECT_EQ(view->get_object().if_contains("b")->text(), "4") << "a name may be escaped";
    EXPECT_FALSE(view->get_object().if_contains("c"));
}

TEST(JsonDocument, tells_integers_from_other_numbers)
{
    JsonDocument document;
    const auto view = document.read("[1, -7, 3.0, 1e3, 0.5, 9007199254740993, 1e300, 18446744073709551615, true]");
    ASSERT_TRUE(view);
    std::vector<std::optional<std::int64_t>> integers;

    for (const auto& item : view->get_array()) integers.push_back(item.integer());

    const std::vector<std::optional<std::int64_t>> wanted{1, -7, 3, 1'000, {}, 9007199254740993, {}, {}, {}};
    EXPECT_EQ(integers, wanted);
}

TEST(JsonDocument, has_numbers_that_no_double_holds)
{
    JsonDocument document;
    const auto view = document.read("[1e999, -1e999, 1e-999]");
    ASSERT_TRUE(view);
    std::vector<double> numbers;

    for (const auto& item : view->get_array()) numbers.push_back(item.to_number<double>());

    EXPECT_EQ(numbers, (std::vector<double>{INFINITY, -INFINITY, 0}));
}

/// Messages, and what becomes of them when single bytes go wrong.
TEST(JsonDocument, and_boost_agree_on_broken_messages)
{
    std::mt19937 random{1};
    constexpr std::string_view bytes = "\"\\{}[]:,0-e.u tn\x01\xff\xc3";
    std::size_t refused = 0;

    for (const auto& vector : test::message_vectors("accepted"))
        for (int round = 0; round < 200; ++round) {
            auto text = boost::json::serialize(vector.at("message"));
            for (auto changes = random() % 3; changes > 0; --changes)
                text[random() % text.size()] = bytes[random() % bytes.size()];
            JsonDocument document;
            const auto view = document.read(text);
            const bool long_exponent = !view && view.error().message.find("exponent") != std::string::npos;
            ASSERT_TRUE(bool{view} == bool{parse_json(text)} || long_exponent) << text;
            refused += view ? 0 : 1;
        }

    EXPECT_GT(refused, 1'000U);
}

} // namespace
} // namespace parlor::protocol
