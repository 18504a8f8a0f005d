#include "net/request_head.hpp"

#include <gtest/gtest.h>

namespace parlor::net {
namespace {

struct HeadCase {
    std::string name;
    Headers headers;
    HttpVersion version;
    int refusal;
};

class Heads : public testing::TestWithParam<HeadCase> {};
INSTANTIATE_TEST_SUITE_P(
    Rfc9112, Heads,
    testing::Values(HeadCase{"plain", {{"Host", "x"}}, 11, 0},
                    HeadCase{"host_with_a_port", {{"Host", "x.test:80"}}, 11, 0},
                    HeadCase{"host_by_address", {{"Host", "[::1]:80"}}, 11, 0},
                    HeadCase{"host_of_nobody", {{"Host", ""}}, 11, 0}, HeadCase{"no_host", {}, 11, 400},
                    HeadCase{"no_host_in_1_0", {}, 10, 0},
                    HeadCase{"two_hosts", {{"Host", "x"}, {"host", "x"}}, 11, 400},
                    HeadCase{"two_hosts_in_1_0", {{"Host", "x"}, {"Host", "x"}}, 10, 400},
                    HeadCase{"host_with_a_user", {{"Host", "a@x"}}, 11, 400},
                    HeadCase{"host_with_a_path", {{"Host", "x/"}}, 11, 400},
                    HeadCase{"chunked", {{"Host", "x"}, {"Transfer-Encoding", "Chunked"}}, 11, 0},
                    HeadCase{"chunked_in_1_0", {{"Transfer-Encoding", "chunked"}}, 10, 400},
                    HeadCase{"chunked_over_others", {{"Host", "x"}, {"Transfer-Encoding", "gzip, chunked"}}, 11, 501},
                    HeadCase{"chunked_over_others_in_two_lines",
                             {{"Host", "x"}, {"Transfer-Encoding", "gzip"}, {"Transfer-Encoding", "chunked"}},
                             11,
                             501},
                    HeadCase{"chunked_under_others", {{"Host", "x"}, {"Transfer-Encoding", "chunked, gzip"}}, 11, 400},
                    HeadCase{"chunked_twice", {{"Host", "x"}, {"Transfer-Encoding", "chunked, chunked"}}, 11, 400},
                    HeadCase{"another_alone", {{"Host", "x"}, {"Transfer-Encoding", "identity"}}, 11, 400},
                    HeadCase{"none_named", {{"Host", "x"}, {"Transfer-Encoding", ""}}, 11, 400}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(Heads, are_believed_or_refused)
{
    const HttpRequest request{
        .method = "GET", .target = "/", .headers = GetParam().headers, .body = {}, .peer_address = {}};

    EXPECT_EQ(refusal_of_head(request, GetParam().version), GetParam().refusal);
}

struct TargetCase {
    std::string target, origin_form, host;
};

class Targets : public testing::TestWithParam<TargetCase> {};
INSTANTIATE_TEST_SUITE_P(Forms, Targets,
                         testing::Values(TargetCase{"/a?b=http://c", "/a?b=http://c", "old"},
                                         TargetCase{"*", "*", "old"}, TargetCase{"http://new/a?b", "/a?b", "new"},
                                         TargetCase{"HTTPS://new:443/", "/", "new:443"},
                                         TargetCase{"http://new", "/", "new"}, TargetCase{"http://new?a", "/?a", "new"},
                                         TargetCase{"ftp://new/", "ftp://new/", "old"}));

TEST_P(Targets, come_into_origin_form)
{
    HttpRequest request{
        .method = "GET", .target = GetParam().target, .headers = {{"Host", "old"}}, .body = {}, .peer_address = {}};

    ASSERT_TRUE(to_origin_form(request));

    EXPECT_EQ(request.target, GetParam().origin_form);
    EXPECT_EQ(join_header(request.headers, "Host"), GetParam().host);
}

TEST(Target, of_no_host_or_of_a_user_is_refused)
{
    for (const auto* target : {"http:///a", "http://", "http://?a", "http://me@new/a", "http://a b/"}) {
        HttpRequest request{.method = "GET", .target = target, .headers = {}, .body = {}, .peer_address = {}};
        EXPECT_FALSE(to_origin_form(request)) << target;
    }
}

TEST(Upgrade, is_asked_for_by_get_in_http_1_1_alone)
{
    const Headers headers{{"Connection", "keep-alive"}, {"Connection", "Upgrade"}, {"Upgrade", "h2c, WebSocket"}};
    HttpRequest request{.method = "GET", .target = "/", .headers = headers, .body = {}, .peer_address = {}};

    EXPECT_TRUE(wants_websocket(request, 11));
    EXPECT_FALSE(wants_websocket(request, 10));
    request.method = "POST";
    EXPECT_FALSE(wants_websocket(request, 11));
    request.method = "GET";
    request.headers.pop_back();
    EXPECT_FALSE(wants_websocket(request, 11));
}

} // namespace
} // namespace parlor::net
