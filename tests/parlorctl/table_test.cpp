#include "parlorctl/api.hpp"
#include "parlorctl/table.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <array>

namespace parlor::ctl {
namespace {

constexpr std::array columns{Column{"NAME", "item.name"}, Column{"COUNT", "count"}, Column{"AT", "at", Shown::time}};

TEST(Table, aligns_columns_by_characters)
{
    const auto items = boost::json::parse(
        R"([{"item":{"name":"Zo\u00eb"},"count":7,"at":1767225600000},{"item":{"name":"Adam"},"count":12,"at":null}])");

    EXPECT_EQ(table(items, columns), "NAME  COUNT  AT\n"
                                     "Zo\u00eb   7      2026-01-01 00:00:00Z\n"
                                     "Adam  12     -\n");
}

TEST(Table, says_where_there_is_nothing)
{
    EXPECT_EQ(table(boost::json::array{}, columns), "There are none.\n");
}

TEST(Table, lets_no_control_character_through_to_the_terminal)
{
    const auto item = boost::json::parse("{\"name\":\"a\\u001b[2Jb\\u0007\\u009bc\\n\"}");

    EXPECT_EQ(value_text(item, "name"), "a[2Jbc");
}

TEST(Table, shows_one_item_a_line_per_column)
{
    const auto item = boost::json::parse(R"({"item":{"name":"Ann"},"count":true})");

    EXPECT_EQ(card(item, columns), "NAME   Ann\nCOUNT  yes\nAT     -\n");
}

TEST(Table, writes_sizes_as_people_read_them)
{
    EXPECT_EQ(bytes_text(0), "0 B");
    EXPECT_EQ(bytes_text(1023), "1023 B");
    EXPECT_EQ(bytes_text(1536), "1.5 KiB");
    EXPECT_EQ(bytes_text(5LL << 40), "5.0 TiB");
}

TEST(Encoding, leaves_only_what_an_address_may_have)
{
    EXPECT_EQ(encode("Zo\u00eb & co/.."), "Zo%C3%AB%20%26%20co%2F%2E%2E");
    EXPECT_EQ(encode("a-b_c~9"), "a-b_c~9");
}

} // namespace
} // namespace parlor::ctl
