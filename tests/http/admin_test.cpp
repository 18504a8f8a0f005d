#include "tests/http/site_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

const std::string token_of_admin(40, 'a');

service::Settings administered()
{
    service::Settings settings;
    settings.admin.token = token_of_admin;
    return settings;
}

class AdminRoutes : public SiteTest {
protected:
    AdminRoutes() : SiteTest({}, false, administered()) {}

    Answer as_admin(std::string method, std::string target, std::string body = {})
    {
        return body.empty() ? request(std::move(method), std::move(target), bearer(token_of_admin))
                            : send(std::move(method), std::move(target), std::move(body), bearer(token_of_admin));
    }
    /// The pair `name=value` of the cookie that a login gives.
    std::string log_in()
    {
        const auto cookie = as_admin("POST", "/api/v1/admin/login").header("Set-Cookie");
        return cookie.substr(0, cookie.find(';'));
    }
};

class AdminOff : public SiteTest {};

const std::vector<std::pair<std::string, std::string>> admin_routes{
    {"GET", "/api/v1/admin/stats"},
    {"GET", "/api/v1/admin/sessions"},
    {"GET", "/api/v1/admin/sessions/x"},
    {"DELETE", "/api/v1/admin/sessions/x"},
    {"GET", "/api/v1/admin/names"},
    {"PUT", "/api/v1/admin/names/x/password"},
    {"DELETE", "/api/v1/admin/names/x/password"},
    {"DELETE", "/api/v1/admin/names/x"},
    {"GET", "/api/v1/admin/lobbies"},
    {"GET", "/api/v1/admin/lobbies/x"},
    {"DELETE", "/api/v1/admin/lobbies/x"},
    {"GET", "/api/v1/admin/bans"},
    {"POST", "/api/v1/admin/bans"},
    {"DELETE", "/api/v1/admin/bans/x"},
    {"GET", "/api/v1/admin/audit"},
    {"DELETE", "/api/v1/admin/login"},
    {"POST", "/api/v1/admin/login"},
    {"POST", "/api/v1/admin/backup"},
    {"GET", "/api/v1/admin/bots"},
    {"GET", "/api/v1/admin/bots/x"},
    {"DELETE", "/api/v1/admin/bots/x"},
    {"GET", "/api/v1/admin/providers"},
    {"POST", "/api/v1/admin/providers"},
    {"DELETE", "/api/v1/admin/providers/x"},
};

TEST_F(AdminOff, answers_every_admin_route_as_missing)
{
    for (const auto& [method, target] : admin_routes)
        for (const auto& headers : {net::Headers{}, bearer(token_of_admin), bearer(token())}) {
            const auto answer = request(method, target, headers);
            EXPECT_EQ(answer.status, 404) << method << target;
            EXPECT_EQ(answer.code(), "not_found");
        }
}

TEST_F(AdminRoutes, ask_for_the_token_and_take_no_session_for_it)
{
    const auto session = token();
    for (const auto& [method, target] : admin_routes)
        for (const auto& headers :
             {net::Headers{}, net::Headers{{"Cookie", "parlor_session=" + session}},
              net::Headers{{"Cookie", "parlor_admin=" + session}, {"Host", "h"}, {"Origin", "http://h"}}}) {
            const auto answer = request(method, target, headers);
            EXPECT_TRUE(answer.status == 401 || answer.status == 429) << method << target << answer.status;
        }
    EXPECT_EQ(get("/api/v1/admin/stats", bearer(session)).status, 429);
}

TEST_F(AdminRoutes, are_described_in_openapi_without_exception)
{
    const auto paths = get("/openapi.json").json().at("paths").as_object();

    std::size_t described = 0;
    for (const auto& [path, operations] : paths) {
        if (!path.starts_with("/api/v1/admin/")) continue;
        described += operations.as_object().size();
        for (const auto& operation : operations.as_object()) {
            const bool login = path.ends_with("/login") && operation.key() == "post";
            EXPECT_EQ(operation.value().as_object().contains("security"), !login) << path;
        }
    }
    EXPECT_EQ(described, admin_routes.size());
}

TEST_F(AdminRoutes, give_a_strict_cookie_of_an_hour_for_the_token)
{
    const auto answer = as_admin("POST", "/api/v1/admin/login");

    EXPECT_EQ(answer.status, 200);
    EXPECT_GT(answer.json().at("expires_at").as_int64(), 0);
    const auto cookie = answer.header("Set-Cookie");
    for (const auto* part : {"parlor_admin=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=3600"})
        EXPECT_THAT(cookie, testing::HasSubstr(part));
    EXPECT_THAT(cookie, testing::Not(testing::HasSubstr(token_of_admin)));
    EXPECT_EQ(get("/api/v1/admin/stats", {{"Cookie", log_in()}}).status, 200);
}

TEST_F(AdminRoutes, take_the_cookie_away_at_logout)
{
    const auto answer = as_admin("DELETE", "/api/v1/admin/login");

    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(answer.header("Set-Cookie"), testing::StartsWith("parlor_admin=; "));
    EXPECT_THAT(answer.header("Set-Cookie"), testing::HasSubstr("Max-Age=0"));
}

TEST_F(AdminRoutes, change_nothing_for_a_page_of_another_origin)
{
    const auto cookie = log_in();
    const std::string body = R"({"session_id":"x"})";
    const auto from = [&](std::string origin, std::string type = "application/json") {
        net::Headers headers{{"Host", "parlor.test"}, {"Cookie", cookie}, {"Content-Type", std::move(type)}};
        if (!origin.empty()) headers.emplace_back("Origin", std::move(origin));
        return request("POST", "/api/v1/admin/bans", headers, body).status;
    };

    EXPECT_EQ(from(""), 403);
    EXPECT_EQ(from("https://evil.test"), 403);
    EXPECT_EQ(from("http://parlor.test", "text/plain"), 403);
    EXPECT_EQ(from("http://parlor.test"), 201);
}

TEST_F(AdminRoutes, log_in_no_page_of_another_origin)
{
    auto headers = bearer(token_of_admin);
    headers.emplace_back("Origin", "https://evil.test");

    EXPECT_EQ(request("POST", "/api/v1/admin/login", headers).status, 403);
}

TEST_F(AdminRoutes, ban_and_lift)
{
    const auto session = token();
    const auto id = std::string{get("/api/v1/session", bearer(session)).json().at("session").at("id").as_string()};

    const auto made = as_admin("POST", "/api/v1/admin/bans", R"({"session_id":")" + id + R"(","reason":"spam"})");
    ASSERT_EQ(made.status, 201);
    const auto refused = get("/api/v1/session", bearer(session));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "banned");
    const auto listed = as_admin("GET", "/api/v1/admin/bans").json().at("bans").as_array();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("reason").as_string(), "spam");
    EXPECT_TRUE(listed[0].at("until").is_null());

    const auto ban_id = std::string{made.json().at("ban").at("id").as_string()};
    EXPECT_EQ(as_admin("DELETE", "/api/v1/admin/bans/" + ban_id).status, 204);
    EXPECT_EQ(get("/api/v1/session", bearer(session)).status, 200);
}

TEST_F(AdminRoutes, tell_the_audit_log_who_acted_and_from_where)
{
    as_admin("POST", "/api/v1/admin/bans", R"({"address":"203.0.113.7"})");

    const auto entries = as_admin("GET", "/api/v1/admin/audit").json().at("entries").as_array();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].at("by").at("power").as_string(), "administrator");
    EXPECT_EQ(entries[0].at("by").at("address").as_string(), peer_);
    EXPECT_EQ(entries[0].at("details").at("address").as_string(), "203.0.113.7/32");
}

TEST_F(AdminRoutes, refuse_pages_out_of_bounds)
{
    EXPECT_EQ(as_admin("GET", "/api/v1/admin/sessions?limit=0").status, 400);
    EXPECT_EQ(as_admin("GET", "/api/v1/admin/sessions?limit=201").status, 400);
    EXPECT_EQ(as_admin("GET", "/api/v1/admin/sessions?cursor=%20").status, 400);
    EXPECT_EQ(as_admin("GET", "/api/v1/admin/sessions?limit=200").status, 200);
}

TEST_F(AdminRoutes, open_the_metrics_from_elsewhere)
{
    EXPECT_EQ(get("/metrics").status, 403);
    EXPECT_EQ(get("/metrics", bearer("wrong")).status, 401);
    EXPECT_EQ(get("/metrics", bearer(token_of_admin)).status, 200);
    EXPECT_EQ(get("/metrics", {{"Cookie", log_in()}}).status, 200);
}

} // namespace
} // namespace parlor::test
