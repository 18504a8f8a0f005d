#include "base/text.hpp"

#include <gtest/gtest.h>

namespace parlor {
namespace {

TEST(Text, is_cut_to_so_many_bytes_and_never_within_a_character)
{
    EXPECT_EQ(first_bytes("plain", 5), "plain");
    EXPECT_EQ(first_bytes("plain", 2), "pl");
    EXPECT_EQ(first_bytes("a€b", 4), "a€");
    EXPECT_EQ(first_bytes("a€b", 3), "a");
    EXPECT_EQ(first_bytes("a€b", 2), "a");
    EXPECT_EQ(first_bytes("€", 2), "");
    EXPECT_EQ(first_bytes("", 0), "");
}

TEST(Text, is_cut_to_so_many_characters)
{
    EXPECT_EQ(first_characters("€€€", 2), "€€");
    EXPECT_EQ(first_characters("€€", 2), "€€");
    EXPECT_EQ(first_characters("a😀b", 2), "a😀");
    EXPECT_EQ(first_characters("ab", 0), "");
}

} // namespace
} // namespace parlor
