// Another site's page that acts with a visitor's cookie, in every way that a browser lets it try.
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <algorithm>

namespace parlor::test {
namespace {

class ForeignPages : public SharedServer<ForeignPages> {
public:
    static std::vector<std::string> flags() { return {std::string{"--admin.token="} + admin_token}; }

protected:
    static constexpr const char* admin_token = "a-token-of-the-administrator-that-is-long-enough";

    struct Route {
        std::string method;
        std::string target;
        bool has_body;
    };
    /// Every route that changes something; its parameters name things that there are not.
    static std::vector<Route> unsafe_routes()
    {
        std::vector<Route> all;
        const auto document = HttpClient{port()}.get("/openapi.json").json();
        for (const auto& [path, operations] : document.at("paths").as_object())
            for (const auto& [method, operation] : operations.as_object()) {
                if (method == "get") continue;
                std::string verb{method};
                std::ranges::transform(verb, verb.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
                all.push_back({verb, fill(path), operation.as_object().contains("requestBody")});
            }
        return all;
    }
    static std::string fill(std::string_view path)
    {
        std::string target{path};
        for (auto at = target.find('{'); at != std::string::npos; at = target.find('{'))
            target.replace(at, target.find('}') + 1 - at, "x");
        return target;
    }
    static std::string own_origin() { return "http://127.0.0.1:" + std::to_string(port()); }

    /// The visitor's cookie goes along, as browsers send it.
    HttpResponse attempt(const Route& route, Headers headers, const std::string& type = "application/json") const
    {
        headers.emplace_back("Cookie", "parlor_session=" + token_ + "; " + admin_cookie_);
        headers.emplace_back("If-Match", "1");
        if (route.has_body) headers.emplace_back("Content-Type", type);
        return HttpClient{port()}.request(route.method, route.target, route.has_body ? "{}" : "", headers);
    }
    void expect_untouched() const
    {
        const auto session = HttpClient{port(), bearer(token_)}.get("/api/v1/session");
        EXPECT_EQ(session.status, 200);
        EXPECT_TRUE(session.json().at("session").at("name").is_null());
    }

    /// The visitor is an administrator, too.
    static std::string log_in()
    {
        HttpClient http{port(), bearer(admin_token)};
        const auto cookie = http.request("POST", "/api/v1/admin/login").header("Set-Cookie");
        EXPECT_THAT(cookie, testing::StartsWith("parlor_admin="));
        return cookie.substr(0, cookie.find(';'));
    }

    std::string token_ = new_session(port());
    std::string admin_cookie_ = log_in();
};

TEST_F(ForeignPages, can_change_nothing_whatever_they_say_of_themselves)
{
    const std::vector<Headers> pages{
        {{"Origin", "http://evil.test"}},
        {{"Origin", "null"}},
        {{"Origin", "https://127.0.0.1:" + std::to_string(port())}},
        {{"Origin", "http://127.0.0.1"}},
        {{"Origin", own_origin() + ".evil.test"}},
        {{"Origin", own_origin()}, {"Sec-Fetch-Site", "cross-site"}},
        {{"Origin", own_origin()}, {"Sec-Fetch-Site", "same-site"}},
        {{"Sec-Fetch-Site", "cross-site"}},
        {{"Sec-Fetch-Site", "same-origin"}},
        {},
    };
    const auto routes = unsafe_routes();
    EXPECT_GE(routes.size(), 10U);

    for (const auto& route : routes)
        for (const auto& page : pages) {
            const auto answer = attempt(route, page);

            EXPECT_EQ(answer.status, 403) << route.method << ' ' << route.target << '\n' << answer.body;
            EXPECT_EQ(answer.code(), "forbidden") << route.method << ' ' << route.target;
            EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "") << route.method << ' ' << route.target;
        }
    expect_untouched();
}

TEST_F(ForeignPages, can_send_no_form_for_json)
{
    for (const auto& route : unsafe_routes()) {
        if (!route.has_body) continue;
        for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                                 "application/jsonp", "text/plain; application/json"}) {
            const auto answer = attempt(route, {{"Origin", own_origin()}, {"Sec-Fetch-Site", "same-origin"}}, type);

            EXPECT_EQ(answer.status, 403) << route.method << ' ' << route.target << ' ' << type << '\n' << answer.body;
        }
    }
    expect_untouched();
}

TEST_F(ForeignPages, get_no_leave_from_a_preflight)
{
    for (const auto& route : unsafe_routes()) {
        const auto answer = HttpClient{port()}.request(
            "OPTIONS", route.target, {},
            {{"Origin", "http://evil.test"}, {"Access-Control-Request-Method", route.method}});

        EXPECT_GE(answer.status, 400) << route.method << ' ' << route.target;
        for (const auto& [name, value] : answer.headers)
            EXPECT_FALSE(name.starts_with("Access-Control-")) << route.target << ' ' << name << ": " << value;
    }
}

TEST_F(ForeignPages, can_begin_no_session_for_the_visitor)
{
    for (const auto& page :
         std::vector<Headers>{{{"Origin", "http://evil.test"}}, {{"Sec-Fetch-Site", "cross-site"}}}) {
        const auto answer = HttpClient{port()}.post("/api/v1/sessions", "{}", page);

        EXPECT_EQ(answer.status, 403);
        EXPECT_EQ(answer.header("Set-Cookie"), "");
    }
}

TEST_F(ForeignPages, can_open_no_web_socket)
{
    for (const auto& origin :
         {std::string{"http://evil.test"}, std::string{"null"}, own_origin() + ".evil.test", std::string{}}) {
        TcpStream stream{port()};
        Headers headers{{"Cookie", "parlor_session=" + token_}};
        if (!origin.empty()) headers.emplace_back("Origin", origin);
        stream.send(upgrade_request(port(), headers) + "\r\n");

        EXPECT_THAT(stream.receive(), testing::StartsWith("HTTP/1.1 403 ")) << origin;
    }
}

TEST_F(ForeignPages, are_framed_by_headers_that_let_them_show_and_read_nothing)
{
    for (const auto* target : {"/api/v1/lobbies", "/healthz", "/nowhere"}) {
        const auto answer = HttpClient{port()}.get(target, {{"Origin", "http://evil.test"}});

        EXPECT_THAT(answer.header("Content-Security-Policy"), testing::HasSubstr("frame-ancestors 'none'")) << target;
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "") << target;
    }
}

} // namespace
} // namespace parlor::test
