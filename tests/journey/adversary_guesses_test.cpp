// Names that look alike, and secrets that are guessed.
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

namespace parlor::test {
namespace {

class Guessers : public SharedServer<Guessers> {
public:
    static std::vector<std::string> flags()
    {
        // Addresses are told by a proxy, so that one test can come from many.
        return {"--http.trusted_proxies=127.0.0.1", "--password.tries_per_minute=5",
                "--lobby.per_session_per_minute=1000"};
    }

protected:
    static HttpResponse name(HttpClient& http, const std::string& name, json::object more = {}, Headers from = {})
    {
        more["name"] = name;
        return send_json(http, "PUT", "/api/v1/session/name", json::serialize(more), std::move(from));
    }
    /// A name that a session of its own holds by this password.
    static void protect(const std::string& held, const std::string& password)
    {
        auto holder = somebody();
        ASSERT_EQ(name(holder, held).status, 200);
        ASSERT_EQ(
            send_json(holder, "PUT", "/api/v1/session/password", json::serialize(json::object{{"password", password}}))
                .status,
            200);
    }
    static Headers from(const std::string& address) { return {{"X-Forwarded-For", address}}; }
    static void expect_throttled(const HttpResponse& answer)
    {
        expect_refused(answer, 429, "rate_limited");
        EXPECT_GT(std::stoi("0" + answer.header("Retry-After")), 0);
        EXPECT_GT(answer.json().at("details").at("retry_after_ms").as_int64(), 0);
    }
};

TEST_F(Guessers, get_no_name_that_differs_from_a_protected_one_by_its_writing_alone)
{
    protect("Zoë Straße 4", "secret");
    const std::vector<std::string> alike{
        "zoë straße 4",           // case
        "ZOË STRASSE 4",          // case folding of ß
        "  Zoë   Straße 4  ",     // spaces
        "Zoë\u00A0Straße\u20034", // other spaces
        "Zoe\u0308 Straße 4",     // decomposed
        "Ｚｏë Straße ４",        // full width
        "Zoë Straße ④",           // compatibility forms
        "Z\u200Boë Straße 4",     // invisible
        "Zoë\u202E Straße 4",     // bidi override
        "\u2066Zoë Straße 4\u2069",
        "Zoë Straße 4\uFEFF",
    };

    for (const auto& one : alike) {
        auto http = somebody();
        const auto answer = name(http, one);

        EXPECT_EQ(answer.status, 403) << one << ' ' << answer.body;
        EXPECT_EQ(answer.code(), "password_required") << one;
        EXPECT_TRUE(http.get("/api/v1/session").json().at("session").at("name").is_null()) << one;
    }
}

TEST_F(Guessers, of_a_names_password_are_throttled_by_name_and_address)
{
    protect("Fortress", "secret");
    protect("Castle", "secret");
    auto http = somebody();
    for (int i = 0; i < 5; ++i)
        expect_refused(name(http, "Fortress", {{"password", std::to_string(i)}}, from("192.0.2.1")), 403,
                       "wrong_password");

    expect_throttled(name(http, "Fortress", {{"password", "5"}}, from("192.0.2.1")));
    expect_throttled(name(http, "FORTRESS", {{"password", "secret"}}, from("192.0.2.1")));
    auto fresh = somebody();
    expect_throttled(name(fresh, "Fortress", {{"password", "6"}}, from("192.0.2.1")));

    expect_refused(name(http, "Castle", {{"password", "wrong"}}, from("192.0.2.1")), 403, "wrong_password");
    EXPECT_EQ(name(http, "Fortress", {{"password", "secret"}, {"force", true}}, from("192.0.2.2")).status, 200)
        << "whoever knows it comes from elsewhere";
}

TEST_F(Guessers, from_all_of_an_ipv6_network_count_as_one)
{
    protect("Keep", "secret");
    auto http = somebody();
    for (int i = 0; i < 5; ++i)
        name(http, "Keep", {{"password", "wrong"}}, from("2001:db8:1:2::" + std::to_string(i + 1)));

    expect_throttled(name(http, "Keep", {{"password", "secret"}}, from("2001:db8:1:2:ffff::1")));
    EXPECT_EQ(name(http, "Keep", {{"password", "secret"}, {"force", true}}, from("2001:db8:1:3::1")).status, 200);
}

TEST_F(Guessers, of_the_old_password_are_throttled_like_those_of_the_name)
{
    const auto token = new_session(port());
    HttpClient http{port(), bearer(token)};
    ASSERT_EQ(name(http, "Tower").status, 200);
    ASSERT_EQ(send_json(http, "PUT", "/api/v1/session/password", R"({"password":"secret"})").status, 200);
    for (int i = 0; i < 5; ++i)
        expect_refused(send_json(http, "DELETE", "/api/v1/session/password", R"({"old_password":"no"})"), 403,
                       "wrong_password");

    expect_throttled(send_json(http, "DELETE", "/api/v1/session/password", R"({"old_password":"secret"})"));
    expect_throttled(
        send_json(http, "PUT", "/api/v1/session/password", R"({"password":"mine","old_password":"secret"})"));
}

TEST_F(Guessers, of_a_lobbys_password_are_throttled_by_lobby_and_address)
{
    const auto owner = new_session(port());
    const auto lobby = new_lobby(port(), owner, R"({"name":"Safe","media":"none","password":"open"})");
    const auto other = new_lobby(port(), owner, R"({"name":"Safe 2","media":"none","password":"open"})");
    RawWebSocket socket{port(), new_session(port())};
    const auto guess = [&](RawWebSocket& by, const std::string& where, const std::string& password) {
        const auto answer = by.ask("join", {{"lobby_id", where}, {"tab", "tab"}, {"password", password}});
        return answer.at("type") == "ack" ? std::string{"in"} : text_at(answer.at("data"), "code");
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(guess(socket, lobby, std::to_string(i)), "wrong_password");

    EXPECT_EQ(guess(socket, lobby, "open"), "rate_limited");
    RawWebSocket another{port(), new_session(port())};
    EXPECT_EQ(guess(another, lobby, "open"), "rate_limited") << "a new session from the same address";
    EXPECT_EQ(guess(another, other, "open"), "in") << "another lobby";
}

TEST_F(Guessers, of_invites_and_tokens_find_nothing)
{
    HttpClient owner{port(), bearer(new_session(port()))};
    const auto created =
        owner.post("/api/v1/lobbies", R"({"name":"Attic","media":"none","visibility":"private"})").json();
    const auto target = "/api/v1/lobbies/" + text_at(created.at("lobby"), "id");
    const auto token = text_at(created.at("invite"), "token");
    auto http = somebody();
    ASSERT_EQ(http.get(target, {{"Parlor-Invite", token}}).status, 200);

    // One token of 64 begins with the letter itself.
    const std::string other = token.front() == 'A' ? "B" : "A";

    for (const auto& wrong : {token.substr(1), token + "A", token + " x", other + token.substr(1),
                              text_at(created.at("invite"), "id"), std::string(5000, 'A'), std::string{"' OR 1=1"}})
        EXPECT_EQ(http.get(target, {{"Parlor-Invite", wrong}}).code(), "not_found") << wrong;
}

} // namespace
} // namespace parlor::test
