#include "tests/http/site_bed.hpp"

#include <gmock/gmock.h>

/// What keeps other sites from acting with a visitor's session (PROTOCOL.md "Sessions and names").
namespace parlor::test {
namespace {

class SiteRules : public SiteTest {
protected:
    /// A browser's request to rename the session, with the cookie and these headers.
    Answer rename(net::Headers headers, const std::string& content_type = "application/json")
    {
        headers.emplace_back("Host", "parlor.test");
        headers.emplace_back("Cookie", "parlor_session=" + token_);
        if (!content_type.empty()) headers.emplace_back("Content-Type", content_type);
        return request("PUT", "/api/v1/session/name", std::move(headers), R"({"name":"Nina"})");
    }
    const std::string token_ = token();
};

TEST_F(SiteRules, let_a_page_of_our_own_act_with_the_cookie)
{
    EXPECT_EQ(rename({{"Origin", "http://parlor.test"}}).status, 200);
    EXPECT_EQ(rename({{"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "same-origin"}}).status, 200);
    EXPECT_EQ(rename({{"Origin", "https://club.test"}, {"Sec-Fetch-Site", "cross-site"}}).status, 200) << "configured";
}

struct ForgedCase {
    std::string name;
    net::Headers headers;
    std::string content_type = "application/json";
};

class Forged : public SiteRules, public testing::WithParamInterface<ForgedCase> {};
INSTANTIATE_TEST_SUITE_P(
    Requests, Forged,
    testing::Values(ForgedCase{"no_origin", {}}, ForgedCase{"null_origin", {{"Origin", "null"}}},
                    ForgedCase{"other_origin", {{"Origin", "http://evil.test"}}},
                    ForgedCase{"other_scheme", {{"Origin", "https://parlor.test"}}},
                    ForgedCase{"cross_site_by_fetch_metadata",
                               {{"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "cross-site"}}},
                    ForgedCase{"same_site_by_fetch_metadata",
                               {{"Origin", "http://parlor.test"}, {"Sec-Fetch-Site", "same-site"}}},
                    ForgedCase{"form", {{"Origin", "http://parlor.test"}}, "text/plain"},
                    ForgedCase{"no_type", {{"Origin", "http://parlor.test"}}, ""},
                    ForgedCase{"nearly_json", {{"Origin", "http://parlor.test"}}, "application/jsonx"}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(Forged, requests_with_the_cookie_are_refused_and_change_nothing)
{
    const auto refused = rename(GetParam().headers, GetParam().content_type);

    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "forbidden");
    const auto session = get("/api/v1/session", bearer(token_)).json();
    EXPECT_TRUE(session.at("session").at("name").is_null());
}

TEST_F(SiteRules, do_not_mind_a_parameter_of_the_content_type)
{
    EXPECT_EQ(rename({{"Origin", "http://parlor.test"}}, "application/json; charset=utf-8").status, 200);
}

TEST_F(SiteRules, ask_no_origin_of_a_bearer_token_which_no_page_sends_by_itself)
{
    auto headers = bearer(token_);
    headers.emplace_back("Origin", "http://evil.test");

    EXPECT_EQ(request("PUT", "/api/v1/session/name", headers, R"({"name":"Nina"})").status, 200);
}

TEST_F(SiteRules, let_safe_methods_pass_from_anywhere)
{
    EXPECT_EQ(get("/api/v1/session", {{"Cookie", "parlor_session=" + token_}}).status, 200);
}

TEST_F(SiteRules, hold_for_every_method_that_changes_something)
{
    const net::Headers forged{
        {"Host", "parlor.test"}, {"Origin", "http://evil.test"}, {"Cookie", "parlor_session=" + token_}};

    EXPECT_EQ(request("DELETE", "/api/v1/session", forged).status, 403);
    EXPECT_EQ(send("POST", "/api/v1/lobbies", R"({"name":"x"})", forged).status, 403);
    EXPECT_EQ(send("PATCH", "/api/v1/lobbies/abc", "{}", forged).status, 403);
    EXPECT_EQ(request("DELETE", "/api/v1/lobbies/abc", forged).status, 403);
    EXPECT_EQ(get("/api/v1/session", bearer(token_)).status, 200) << "the session still lives";
}

TEST_F(SiteRules, let_no_other_site_begin_a_session_for_a_browser)
{
    const auto begin = [&](net::Headers headers) {
        headers.emplace_back("Host", "parlor.test");
        return send("POST", "/api/v1/sessions", "{}", std::move(headers));
    };

    EXPECT_EQ(begin({{"Origin", "http://evil.test"}}).status, 403);
    EXPECT_EQ(begin({{"Sec-Fetch-Site", "cross-site"}}).status, 403);
    EXPECT_EQ(begin({{"Sec-Fetch-Site", "none"}}).status, 403) << "a browser without Origin";
    EXPECT_EQ(begin({{"Origin", "http://parlor.test"}}).status, 201);
    EXPECT_EQ(begin({}).status, 201) << "a program";
}

TEST_F(SiteRules, give_a_browser_the_cookie_and_no_token)
{
    const auto begun =
        send("POST", "/api/v1/sessions", "{}", {{"Host", "parlor.test"}, {"Origin", "http://parlor.test"}});

    ASSERT_EQ(begun.status, 201);
    EXPECT_FALSE(begun.json().contains("token"));
    EXPECT_THAT(
        begun.header("Set-Cookie"),
        testing::MatchesRegex("parlor_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"));
}

TEST_F(SiteRules, give_a_program_the_token_and_no_cookie)
{
    const auto begun = send("POST", "/api/v1/sessions", "{}");

    ASSERT_EQ(begun.status, 201);
    EXPECT_EQ(begun.json().at("token").as_string().size(), 43U);
    EXPECT_EQ(begun.header("Set-Cookie"), "");
}

TEST_F(SiteRules, give_the_present_session_again_and_no_other_secret_with_it)
{
    const auto program = send("POST", "/api/v1/sessions", "{}", bearer(token_));
    const auto browser = send("POST", "/api/v1/sessions", "{}", own_page(token_));

    for (const auto& again : {program, browser}) {
        EXPECT_EQ(again.status, 200);
        EXPECT_FALSE(again.json().contains("token"));
    }
    EXPECT_EQ(program.json(), browser.json());
    EXPECT_EQ(program.header("Set-Cookie"), "");
    EXPECT_EQ(browser.header("Set-Cookie"),
              "parlor_session=" + token_ + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000")
        << "the cookie lives on with the session";
}

TEST_F(SiteRules, take_the_cookie_away_with_the_session)
{
    const auto ended = request("DELETE", "/api/v1/session", own_page(token_));

    EXPECT_EQ(ended.status, 204);
    EXPECT_THAT(ended.header("Set-Cookie"), testing::StartsWith("parlor_session=; "));
    EXPECT_THAT(ended.header("Set-Cookie"), testing::HasSubstr("Max-Age=0"));
    EXPECT_EQ(get("/api/v1/session", bearer(token_)).status, 401);
}

class BehindProxy : public SiteTest {
protected:
    BehindProxy() : SiteTest({"192.0.2.7"}) {}
};

TEST_F(BehindProxy, a_browser_over_tls_gets_the_secure_cookie_and_hsts)
{
    const auto begun = send("POST", "/api/v1/sessions", "{}",
                            {{"Host", "parlor.test"},
                             {"Origin", "https://parlor.test"},
                             {"X-Forwarded-Proto", "https"},
                             {"X-Forwarded-For", "198.51.100.1"}});

    ASSERT_EQ(begun.status, 201);
    EXPECT_THAT(begun.header("Set-Cookie"), testing::StartsWith("__Host-parlor_session="));
    EXPECT_THAT(begun.header("Set-Cookie"), testing::EndsWith("; Secure"));
    EXPECT_NE(begun.header("Strict-Transport-Security"), "");
}

} // namespace
} // namespace parlor::test
