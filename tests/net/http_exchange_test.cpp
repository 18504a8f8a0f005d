#include "net/http_exchange.hpp"

#include <gtest/gtest.h>

namespace parlor::net {
namespace {

const Headers headers{{"Host", "a"}, {"X-List", "1, 2"}, {"x-list", "3"}};

TEST(Headers, are_found_without_regard_to_case_the_first_one_of_several)
{
    EXPECT_EQ(find_header(headers, "hOST"), "a");
    EXPECT_EQ(find_header(headers, "X-LIST"), "1, 2");
    EXPECT_EQ(find_header(headers, "Hos"), "");
    EXPECT_EQ(find_header(headers, "Hosts"), "");
}

TEST(Headers, of_several_lines_are_one_list)
{
    EXPECT_EQ(join_header(headers, "X-List"), "1, 2, 3");
    EXPECT_EQ(join_header(headers, "Host"), "a");
    EXPECT_EQ(join_header(headers, "Other"), "");
}

} // namespace
} // namespace parlor::net
