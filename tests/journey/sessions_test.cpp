#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

namespace parlor::test {
namespace {

class Sessions : public SharedServer<Sessions> {
protected:
    static Headers own_page() { return {{"Origin", "http://127.0.0.1:" + std::to_string(port())}}; }
    static HttpResponse rename(HttpClient& http, const std::string& name)
    {
        return send_json(http, "PUT", "/api/v1/session/name", json::serialize(json::object{{"name", name}}));
    }
};

TEST_F(Sessions, of_a_program_begin_with_a_token_and_end_when_it_says_so)
{
    HttpClient http{port()};
    const auto begun = http.post("/api/v1/sessions", "{}");
    const auto created = body_of(begun, 201, "SessionCreated");
    EXPECT_EQ(begun.header("Set-Cookie"), "");
    http.set_always(bearer(text_at(created, "token")));

    const auto found = body_of(http.get("/api/v1/session"), 200, "SessionResult");
    EXPECT_EQ(found.at("session"), created.at("session"));
    const auto again = body_of(http.post("/api/v1/sessions", "{}"), 200, "SessionCreated");
    EXPECT_EQ(again.at("session"), created.at("session"));
    EXPECT_FALSE(again.as_object().contains("token"));
    EXPECT_EQ(http.request("DELETE", "/api/v1/session").status, 204);

    expect_refused(http.get("/api/v1/session"), 401, "unauthenticated");
    expect_refused(http.request("DELETE", "/api/v1/session"), 401, "unauthenticated");
}

TEST_F(Sessions, of_a_browser_live_in_a_cookie_that_scripts_can_not_read)
{
    HttpClient http{port()};
    const auto begun = http.post("/api/v1/sessions", "{}", own_page());
    const auto created = body_of(begun, 201, "SessionCreated");
    EXPECT_FALSE(created.as_object().contains("token"));
    const auto cookie = begun.header("Set-Cookie");
    EXPECT_THAT(cookie, testing::HasSubstr("HttpOnly"));
    EXPECT_THAT(cookie, testing::HasSubstr("SameSite=Lax"));
    auto page = own_page();
    page.emplace_back("Cookie", cookie.substr(0, cookie.find(';')));
    http.set_always(page);

    EXPECT_EQ(body_of(http.get("/api/v1/session"), 200, "SessionResult").at("session"), created.at("session"));
    EXPECT_EQ(rename(http, "Browser").status, 200);
    const auto ended = http.request("DELETE", "/api/v1/session");

    EXPECT_EQ(ended.status, 204);
    EXPECT_THAT(ended.header("Set-Cookie"), testing::HasSubstr("Max-Age=0"));
    expect_refused(http.get("/api/v1/session"), 401, "unauthenticated");
}

TEST_F(Sessions, can_not_be_used_by_another_sites_page_with_the_cookie)
{
    const auto token = new_session(port());
    HttpClient evil{port(), {{"Cookie", "parlor_session=" + token}, {"Origin", "http://evil.test"}}};

    expect_refused(rename(evil, "Evil"), 403, "forbidden");
    expect_refused(evil.request("DELETE", "/api/v1/session"), 403, "forbidden");
    expect_refused(evil.post("/api/v1/lobbies", R"({"name":"x"})"), 403, "forbidden");

    HttpClient mine{port(), bearer(token)};
    EXPECT_TRUE(mine.get("/api/v1/session").json().at("session").at("name").is_null());
}

TEST_F(Sessions, bear_names_that_are_unique_without_regard_to_case_and_width)
{
    auto ann = somebody();
    auto ben = somebody();

    const auto named = body_of(rename(ann, "  Zoë   Ⅳ "), 200, "SessionResult");

    EXPECT_EQ(text_at(named.at("session"), "name"), "Zoë IV");
    expect_refused(rename(ben, "ZOË iv"), 409, "name_taken");
    EXPECT_EQ(rename(ann, "Someone else").status, 200);
    EXPECT_EQ(rename(ben, "zoë iv").status, 200) << "given up by its holder";
}

TEST_F(Sessions, bear_no_name_that_is_none)
{
    auto http = somebody();
    for (const auto& name : {std::string{}, std::string{"   "}, std::string(33, 'x'), std::string{"\u202E"}}) {
        const auto refused = rename(http, name);
        expect_refused(refused, 400, "bad_request");
        EXPECT_EQ(text_at(refused.json().at("details"), "path"), "name") << name;
    }
    expect_refused(send_json(http, "PUT", "/api/v1/session/name", "{}"), 400, "bad_request");
    expect_refused(send_json(http, "PUT", "/api/v1/session/name", "{"), 400, "bad_json");
}

TEST_F(Sessions, end_all_their_connections_with_4001)
{
    const auto token = new_session(port());
    RawWebSocket first{port(), token};
    RawWebSocket second{port(), token};

    EXPECT_EQ(HttpClient(port(), bearer(token)).request("DELETE", "/api/v1/session").status, 204);

    EXPECT_EQ(first.wait_close(), 4001);
    EXPECT_EQ(second.wait_close(), 4001);
}

TEST_F(Sessions, tell_their_connections_of_a_name_given_over_http)
{
    const auto token = new_session(port());
    RawWebSocket socket{port(), token};
    HttpClient http{port(), bearer(token)};

    rename(http, "Told about");

    EXPECT_EQ(text_at(socket.next_of("session_changed").at("session"), "name"), "Told about");
}

TEST_F(Sessions, are_as_many_as_the_limit_of_connections_lets_them_hold)
{
    const auto token = new_session(port());
    std::vector<std::unique_ptr<RawWebSocket>> sockets;
    for (int i = 0; i < 8; ++i) sockets.push_back(std::make_unique<RawWebSocket>(port(), token));

    HttpClient http{port()};
    TcpStream ninth{port()};
    ninth.send(upgrade_request(port(), bearer(token)) + "\r\n");

    EXPECT_THAT(ninth.receive(), testing::StartsWith("HTTP/1.1 429 "));
    sockets.pop_back();
    // The place is given back once the server has seen the end.
    const auto until = in(patience);
    std::string answer;
    while (!answer.starts_with("HTTP/1.1 101 ") && std::chrono::steady_clock::now() < until) {
        TcpStream again{port()};
        again.send(upgrade_request(port(), bearer(token)) + "\r\n");
        answer = again.receive();
    }
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 101 "));
}

} // namespace
} // namespace parlor::test
