#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

/// What is too large, too much or too slow over HTTP.
namespace parlor::test {
namespace {

class Limits : public SharedServer<Limits> {
public:
    static std::vector<std::string> flags()
    {
        return {"--net.message_bytes=4KiB",         "--chat.text_bytes=1KiB",          "--relay.one_bytes=1KiB",
                "--http.header_bytes=2KiB",         "--http.request_timeout=300ms",    "--http.idle_timeout=300ms",
                "--lobby.per_session_per_minute=3", "--net.connections_per_address=40"};
    }

protected:
    /// What the server answers to some bytes, until it ends the connection.
    static std::string answer_to(const std::string& bytes)
    {
        TcpStream stream{port()};
        stream.send(bytes);
        std::string answer;
        for (auto more = stream.receive(); !more.empty(); more = stream.receive()) answer += more;
        return answer;
    }
    static std::string head(const std::string& more = {}) { return "GET /healthz HTTP/1.1\r\nHost: x\r\n" + more; }
};

TEST_F(Limits, refuse_a_body_past_the_bound_and_take_one_at_it)
{
    auto http = somebody();
    const auto padded = [](std::size_t size) {
        const std::string body = R"({"name":"x","more":")";
        return body + std::string(size - body.size() - 2, 'a') + "\"}";
    };

    EXPECT_EQ(http.post("/api/v1/lobbies", padded(4096)).status, 201);
    expect_refused(http.post("/api/v1/lobbies", padded(4097)), 413, "too_large");
}

TEST_F(Limits, refuse_a_chunked_body_past_the_bound)
{
    const std::string chunk = "800\r\n" + std::string(0x800, 'a') + "\r\n";

    const auto answer = answer_to("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                  chunk + chunk + chunk + "0\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer, testing::HasSubstr(R"("code":"too_large")"));
}

TEST_F(Limits, refuse_a_head_past_the_bound_with_431)
{
    const auto answer = answer_to(head("X-Long: " + std::string(3000, 'a') + "\r\n\r\n"));

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(answer, testing::HasSubstr("Connection: close"));
    EXPECT_THAT(answer, testing::HasSubstr(R"("code":"bad_request")"));
}

TEST_F(Limits, refuse_more_lobbies_in_a_minute_than_a_session_may_make_and_say_when_to_come_back)
{
    auto http = somebody();
    for (int i = 0; i < 3; ++i) ASSERT_EQ(http.post("/api/v1/lobbies", R"({"name":"x"})").status, 201);

    const auto refused = http.post("/api/v1/lobbies", R"({"name":"x"})");

    expect_refused(refused, 429, "rate_limited");
    EXPECT_GE(std::stoi(refused.header("Retry-After")), 1);
    EXPECT_LE(std::stoi(refused.header("Retry-After")), 60);
    EXPECT_GT(refused.json().at("details").at("retry_after_ms").as_int64(), 0);
    auto other = somebody();
    EXPECT_EQ(other.post("/api/v1/lobbies", R"({"name":"x"})").status, 201) << "others may";
}

TEST_F(Limits, end_a_connection_that_does_not_finish_its_request)
{
    EXPECT_EQ(answer_to(""), "");
    EXPECT_EQ(answer_to(head()), "");
    EXPECT_EQ(answer_to("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"), "");
}

TEST_F(Limits, end_a_connection_that_is_idle_after_an_answer)
{
    const auto answer = answer_to(head("\r\n"));

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, testing::HasSubstr("Connection: keep-alive"));
}

TEST_F(Limits, take_only_so_many_sockets_of_one_address)
{
    std::vector<TcpStream> open;
    std::size_t ended = 0;
    for (int i = 0; i < 60; ++i) open.emplace_back(port());

    const auto until = in(std::chrono::milliseconds{200} * slowness);
    while (ended < 20 && std::chrono::steady_clock::now() < until)
        ended = static_cast<std::size_t>(
            std::ranges::count_if(open, [](auto& stream) { return stream.ended_by_server(); }));

    EXPECT_GE(ended, 20U);
    open.clear();
    const auto deadline = in(patience);
    int status = 0;
    while (status != 200 && std::chrono::steady_clock::now() < deadline) {
        try {
            status = HttpClient{port()}.get("/healthz").status;
        } catch (const std::runtime_error&) {
            // Not yet: the server has not seen all of their ends.
        }
    }
    EXPECT_EQ(status, 200);
}

class SessionLimit : public SharedServer<SessionLimit> {
public:
    static std::vector<std::string> flags() { return {"--session.per_address_per_minute=5"}; }
};

TEST_F(SessionLimit, is_kept_for_each_address_and_says_when_to_come_back)
{
    HttpClient http{port()};
    for (int i = 0; i < 5; ++i) ASSERT_EQ(http.post("/api/v1/sessions", "{}").status, 201);

    const auto refused = http.post("/api/v1/sessions", "{}");

    expect_refused(refused, 429, "rate_limited");
    EXPECT_GE(std::stoi(refused.header("Retry-After")), 1);
}

} // namespace
} // namespace parlor::test
