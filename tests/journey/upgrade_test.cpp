#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

/// The opening handshake (RFC 6455 §4, PROTOCOL.md "The WebSocket"): who may, and what the others are told.
namespace parlor::test {
namespace {

class Upgrade : public SharedServer<Upgrade> {
protected:
    Headers with_token(Headers more = {}) const
    {
        more.emplace_back("Authorization", "Bearer " + token_);
        return more;
    }
    /// The server's answer to a handshake, the first bytes of a WebSocket included.
    static std::string answer_to(const std::string& request)
    {
        TcpStream stream{port()};
        stream.send(request);
        return stream.receive();
    }
    static std::string upgrade(const Headers& headers) { return answer_to(upgrade_request(port(), headers) + "\r\n"); }
    static void expect_refusal(const std::string& answer, int status, const std::string& code)
    {
        EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 " + std::to_string(status) + " "));
        EXPECT_THAT(answer, testing::HasSubstr("\"code\":\"" + code + "\""));
        EXPECT_THAT(answer, testing::HasSubstr("Content-Security-Policy: default-src 'none'"));
        EXPECT_THAT(answer, testing::HasSubstr("X-Content-Type-Options: nosniff"));
    }

    const std::string token_ = new_session(port());
};

TEST_F(Upgrade, is_granted_to_a_session_and_followed_by_a_welcome)
{
    RawWebSocket socket{port(), token_};

    const auto& welcome = socket.welcome();
    EXPECT_EQ(text_at(welcome.at("server"), "name"), "Parlor");
    EXPECT_GT(welcome.at("heartbeat_ms").as_int64(), 0);
    EXPECT_EQ(socket.must("ping", {{"n", 1}}), (json::object{{"n", 1}}));
}

TEST_F(Upgrade, echoes_the_subprotocol_that_was_offered)
{
    EXPECT_THAT(upgrade(with_token({{"Sec-WebSocket-Protocol", "other, parlor.v1"}})),
                testing::HasSubstr("Sec-WebSocket-Protocol: parlor.v1\r\n"));
    EXPECT_THAT(upgrade(with_token()), testing::Not(testing::HasSubstr("Sec-WebSocket-Protocol")));
}

TEST_F(Upgrade, is_refused_where_only_other_subprotocols_are_offered)
{
    expect_refusal(upgrade(with_token({{"Sec-WebSocket-Protocol", "other, chat"}})), 400, "unsupported");
}

TEST_F(Upgrade, is_refused_without_a_live_session)
{
    expect_refusal(upgrade({}), 401, "unauthenticated");
    expect_refusal(upgrade({{"Authorization", "Bearer nonsense"}}), 401, "unauthenticated");
    HttpClient(port(), bearer(token_)).request("DELETE", "/api/v1/session");
    expect_refusal(upgrade(with_token()), 401, "unauthenticated");
}

TEST_F(Upgrade, by_cookie_needs_a_page_of_our_own)
{
    const auto own = "http://127.0.0.1:" + std::to_string(port());
    const std::pair<std::string, std::string> cookie{"Cookie", "parlor_session=" + token_};

    EXPECT_THAT(upgrade({cookie, {"Origin", own}}), testing::StartsWith("HTTP/1.1 101 "));
    expect_refusal(upgrade({cookie}), 403, "forbidden");
    expect_refusal(upgrade({cookie, {"Origin", "http://evil.test"}}), 403, "forbidden");
    expect_refusal(upgrade({cookie, {"Origin", own}, {"Sec-Fetch-Site", "cross-site"}}), 403, "forbidden");
}

TEST_F(Upgrade, is_refused_where_the_handshake_is_not_one)
{
    const std::string start = "GET /api/v1/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    const auto bearer_line = "Authorization: Bearer " + token_ + "\r\n\r\n";

    const auto old =
        answer_to(start + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + bearer_line);
    expect_refusal(old, 426, "bad_request");
    EXPECT_THAT(old, testing::HasSubstr("Sec-WebSocket-Version: 13\r\n"));
    expect_refusal(answer_to(start + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n" + bearer_line), 400,
                   "bad_request");
}

TEST_F(Upgrade, may_be_asked_for_in_several_lines)
{
    const auto answer = answer_to("GET /api/v1/ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n"
                                  "Connection: upgrade\r\nUpgrade: h2c\r\nUpgrade: WebSocket\r\n"
                                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                  "Authorization: Bearer " +
                                  token_ + "\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 101 "));
}

TEST_F(Upgrade, is_nothing_that_http_1_0_knows)
{
    auto request = upgrade_request(port(), with_token());
    request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");

    EXPECT_THAT(answer_to(request + "\r\n"), testing::StartsWith("HTTP/1.0 404 ")); // RFC 9110 §7.8
}

TEST_F(Upgrade, is_not_found_elsewhere)
{
    auto request = upgrade_request(port(), with_token());
    request.replace(request.find("/api/v1/ws"), 10, "/api/v1/no");

    expect_refusal(answer_to(request + "\r\n"), 404, "not_found");
}

TEST_F(Upgrade, leaves_the_connection_to_the_next_request_when_refused)
{
    TcpStream stream{port()};
    stream.send(upgrade_request(port(), {}) + "\r\n");
    ASSERT_THAT(stream.receive(), testing::StartsWith("HTTP/1.1 401 "));

    stream.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");

    EXPECT_THAT(stream.receive(), testing::StartsWith("HTTP/1.1 200 "));
}

TEST_F(Upgrade, loses_nothing_that_the_client_sends_right_after_its_request)
{
    TcpStream stream{port()};
    // "ping", masked with zeros, in the same packet as the handshake.
    const std::string ping = R"({"type":"ping","id":"early","data":{}})";
    const std::string frame = {static_cast<char>(0x81), static_cast<char>(0x80 | ping.size()), 0, 0, 0, 0};
    stream.send(upgrade_request(port(), with_token()) + "\r\n" + frame + ping);

    std::string answer;
    while (answer.find("\"reply_to\":\"early\"") == std::string::npos) {
        const auto more = stream.receive();
        ASSERT_FALSE(more.empty());
        answer += more;
    }
    EXPECT_LT(answer.find("welcome"), answer.find("early"));
}

} // namespace
} // namespace parlor::test
