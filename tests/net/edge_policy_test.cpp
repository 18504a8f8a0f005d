#include "net/edge_policy.hpp"

#include <gtest/gtest.h>

namespace parlor::net {
namespace {

HttpRequest request_of(Headers headers, std::string peer = "192.0.2.9")
{
    return {
        .method = "POST", .target = "/", .headers = std::move(headers), .body = {}, .peer_address = std::move(peer)};
}

struct ForwardedCase {
    std::string name;
    std::vector<std::string> proxies;
    std::string peer;
    Headers headers;
    std::string client;
};

class ClientAddress : public testing::TestWithParam<ForwardedCase> {};
INSTANTIATE_TEST_SUITE_P(
    Forwarded, ClientAddress,
    testing::Values(
        ForwardedCase{"nobody_trusted", {}, "192.0.2.9", {{"X-Forwarded-For", "198.51.100.1"}}, "192.0.2.9"},
        ForwardedCase{"stranger", {"10.0.0.0/8"}, "192.0.2.9", {{"X-Forwarded-For", "198.51.100.1"}}, "192.0.2.9"},
        ForwardedCase{"one_proxy", {"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-For", "198.51.100.1"}}, "198.51.100.1"},
        ForwardedCase{"no_header", {"10.0.0.1"}, "10.0.0.1", {}, "10.0.0.1"},
        ForwardedCase{"what_the_client_claimed_is_not_believed",
                      {"10.0.0.1"},
                      "10.0.0.1",
                      {{"X-Forwarded-For", "127.0.0.1, 198.51.100.1"}},
                      "198.51.100.1"},
        ForwardedCase{"what_the_client_claimed_in_a_line_of_its_own_is_not_believed",
                      {"10.0.0.1"},
                      "10.0.0.1",
                      {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-For", "198.51.100.1"}},
                      "198.51.100.1"},
        ForwardedCase{"chain_of_trusted_ones",
                      {"10.0.0.0/8", "2001:db8::/32"},
                      "10.1.2.3",
                      {{"X-Forwarded-For", "198.51.100.1, 2001:db8::7 ,10.9.9.9"}},
                      "198.51.100.1"},
        ForwardedCase{"trusted_ones_to_the_end",
                      {"10.0.0.0/8"},
                      "10.1.2.3",
                      {{"X-Forwarded-For", "10.0.0.5, 10.0.0.6"}},
                      "10.0.0.5"},
        ForwardedCase{"nonsense", {"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-For", "1.2.3.4, what"}}, "10.0.0.1"},
        ForwardedCase{
            "prefix_inside_a_byte", {"10.0.0.0/9"}, "10.128.0.1", {{"X-Forwarded-For", "1.2.3.4"}}, "10.128.0.1"},
        ForwardedCase{"everybody", {"0.0.0.0/0"}, "203.0.113.5", {{"X-Forwarded-For", "1.2.3.4"}}, "1.2.3.4"},
        ForwardedCase{"unreadable_setting_trusts_nobody",
                      {"10.0.0.0/x", "what"},
                      "10.0.0.1",
                      {{"X-Forwarded-For", "1.2.3.4"}},
                      "10.0.0.1"}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(ClientAddress, is_the_last_that_no_trusted_proxy_has)
{
    const EdgePolicy policy{{}, GetParam().proxies};

    EXPECT_EQ(policy.client_address(request_of(GetParam().headers, GetParam().peer)), GetParam().client);
}

TEST(EdgePolicy, believes_that_a_request_came_over_tls_only_from_trusted_proxies)
{
    const EdgePolicy policy{{}, {"10.0.0.1"}};
    const Headers https{{"X-Forwarded-Proto", "HTTPS"}};
    auto tls = request_of({});
    tls.secure = true;

    EXPECT_TRUE(policy.is_secure(request_of(https, "10.0.0.1")));
    EXPECT_FALSE(policy.is_secure(request_of(https, "10.0.0.2")));
    EXPECT_FALSE(policy.is_secure(request_of({{"X-Forwarded-Proto", "http"}}, "10.0.0.1")));
    EXPECT_TRUE(policy.is_secure(tls));
}

struct OriginCase {
    std::string name;
    Headers headers;
    bool allowed;
};

class Origins : public testing::TestWithParam<OriginCase> {};
INSTANTIATE_TEST_SUITE_P(
    Rules, Origins,
    testing::Values(
        OriginCase{"own", {{"Host", "parlor.test:8080"}, {"Origin", "http://parlor.test:8080"}}, true},
        OriginCase{"own_without_regard_to_case", {{"Host", "Parlor.Test"}, {"Origin", "http://parlor.test"}}, true},
        OriginCase{"none", {{"Host", "parlor.test"}}, false},
        OriginCase{"null", {{"Host", "parlor.test"}, {"Origin", "null"}}, false},
        OriginCase{"other_host", {{"Host", "parlor.test"}, {"Origin", "http://evil.test"}}, false},
        OriginCase{"other_port", {{"Host", "parlor.test"}, {"Origin", "http://parlor.test:81"}}, false},
        OriginCase{"other_scheme", {{"Host", "parlor.test"}, {"Origin", "https://parlor.test"}}, false},
        OriginCase{"longer_host", {{"Host", "parlor.test"}, {"Origin", "http://parlor.test.evil"}}, false},
        OriginCase{"no_host", {{"Origin", "http://"}}, false},
        OriginCase{"configured", {{"Host", "parlor.test"}, {"Origin", "https://Club.test"}}, true},
        OriginCase{"configured_with_other_port", {{"Host", "x"}, {"Origin", "https://club.test:8443"}}, false},
        OriginCase{"own_page",
                   {{"Host", "parlor.test"}, {"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "same-origin"}},
                   true},
        OriginCase{"other_site_that_claims_to_be_own",
                   {{"Host", "parlor.test"}, {"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "cross-site"}},
                   false},
        OriginCase{"sibling_that_claims_to_be_own",
                   {{"Host", "parlor.test"}, {"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "same-site"}},
                   false},
        OriginCase{"configured_other_site",
                   {{"Host", "parlor.test"}, {"Origin", "https://club.test"}, {"Sec-Fetch-Site", "cross-site"}},
                   true}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(Origins, are_allowed_or_not)
{
    const EdgePolicy policy{{"https://club.test"}, {}};

    EXPECT_EQ(policy.origin_allowed(request_of(GetParam().headers)), GetParam().allowed);
}

TEST(EdgePolicy, knows_its_own_origin_behind_a_proxy_that_ends_tls)
{
    const EdgePolicy policy{{}, {"10.0.0.1"}};
    const Headers headers{{"Host", "parlor.test"}, {"Origin", "https://parlor.test"}, {"X-Forwarded-Proto", "https"}};

    EXPECT_TRUE(policy.origin_allowed(request_of(headers, "10.0.0.1")));
    EXPECT_FALSE(policy.origin_allowed(request_of(headers, "10.0.0.2")));
}

TEST(Credentials, are_the_bearer_token_before_any_cookie)
{
    const auto both = request_of({{"Authorization", "bEARER  abc "}, {"Cookie", "parlor_session=def"}});

    const auto credentials = read_credentials(both, false);

    EXPECT_EQ(credentials.kind, Credentials::Kind::bearer);
    EXPECT_EQ(credentials.token, "abc");
}

TEST(Credentials, are_the_cookie_of_exactly_this_name)
{
    const Headers cookies{{"Cookie", "xparlor_session=1; parlor_session=def=; parlor_session=2"}};

    const auto plain = read_credentials(request_of(cookies), false);

    EXPECT_EQ(plain.kind, Credentials::Kind::cookie);
    EXPECT_EQ(plain.token, "def=");
    EXPECT_EQ(read_credentials(request_of(cookies), true).kind, Credentials::Kind::none)
        << "under TLS only the __Host- cookie counts";
    EXPECT_EQ(read_credentials(request_of({{"Cookie", "__Host-parlor_session=x"}}), true).token, "x");
}

TEST(Credentials, are_none_of_other_schemes_empty_tokens_or_nothing)
{
    EXPECT_EQ(read_credentials(request_of({{"Authorization", "Basic abc"}}), false).kind, Credentials::Kind::none);
    EXPECT_EQ(read_credentials(request_of({{"Authorization", "Bearer "}}), false).kind, Credentials::Kind::none);
    EXPECT_EQ(read_credentials(request_of({{"Cookie", "parlor_session="}}), false).kind, Credentials::Kind::none);
    EXPECT_EQ(read_credentials(request_of({}), false).kind, Credentials::Kind::none);
}

TEST(Browsers, are_known_by_headers_that_scripts_can_not_set)
{
    EXPECT_TRUE(from_browser(request_of({{"Origin", "null"}})));
    EXPECT_TRUE(from_browser(request_of({{"Sec-Fetch-Site", "none"}})));
    EXPECT_FALSE(from_browser(request_of({{"User-Agent", "Mozilla/5.0"}})));
}

} // namespace
} // namespace parlor::net
