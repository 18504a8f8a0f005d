#include "http/target.hpp"

#include <gmock/gmock.h>

namespace parlor::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Target, is_taken_apart_into_path_segments_and_query)
{
    const auto target = parse_target("/api/v1/lobbies?query=red+wine&limit=5");

    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/api/v1/lobbies");
    EXPECT_THAT(target->segments, ElementsAre("api", "v1", "lobbies"));
    EXPECT_THAT(target->query, ElementsAre(Pair("query", "red wine"), Pair("limit", "5")));
    EXPECT_EQ(target->parameter("limit"), "5");
    EXPECT_EQ(target->parameter("cursor"), std::nullopt);
}

TEST(Target, decodes_a_segment_after_splitting_so_that_a_coded_slash_stays_inside)
{
    const auto target = parse_target("/a%2Fb/c%3F%23+d");

    ASSERT_TRUE(target);
    EXPECT_THAT(target->segments, ElementsAre("a/b", "c?#+d"));
    EXPECT_EQ(target->path, "/a/b/c?#+d");
}

TEST(Target, keeps_empty_segments)
{
    EXPECT_THAT(parse_target("/")->segments, ElementsAre(""));
    EXPECT_THAT(parse_target("/a/")->segments, ElementsAre("a", ""));
    EXPECT_THAT(parse_target("//a")->segments, ElementsAre("", "a"));
}

TEST(Target, gives_the_first_of_a_repeated_parameter_and_reads_bare_ones)
{
    const auto target = parse_target("/?a=1&a=2&&bare&empty=&%61b=%C3%BC&x=y=z");

    ASSERT_TRUE(target);
    EXPECT_EQ(target->parameter("a"), "1");
    EXPECT_EQ(target->parameter("bare"), "");
    EXPECT_EQ(target->parameter("empty"), "");
    EXPECT_EQ(target->parameter("ab"), "ü");
    EXPECT_EQ(target->parameter("x"), "y=z");
}

class BrokenTargets : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(NotInOriginForm, BrokenTargets,
                         testing::Values("", "*", "lobbies", "http://parlor.test/", "?a=1"));
INSTANTIATE_TEST_SUITE_P(BrokenCoding, BrokenTargets,
                         testing::Values("/%", "/a%2", "/%zz", "/a/%4x/b", "/?a=%", "/?%=1", "/?a=%2"));

TEST_P(BrokenTargets, are_refused)
{
    EXPECT_FALSE(parse_target(GetParam()));
}

} // namespace
} // namespace parlor::http
