#include "tests/support/api.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <gtest/gtest.h>

namespace parlor::test {
namespace {

TEST(HttpClient, sends_a_request_and_reads_the_whole_answer)
{
    ServerProcess server;

    HttpClient http{server.port()};
    const auto answer = http.get("/schema.json");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("content-TYPE"), answer.header("Content-Type"));
    EXPECT_EQ(std::to_string(answer.body.size()), answer.header("Content-Length"));
    EXPECT_TRUE(answer.json().is_object());
}

TEST(HttpClient, goes_on_after_the_server_has_closed_the_connection)
{
    ServerProcess server;
    HttpClient http{server.port()};

    const auto first = http.get("/healthz", {{"Connection", "close"}});
    const auto second = http.get("/healthz");

    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(second.status, 200);
}

TEST(HttpClient, tells_the_code_of_a_refusal)
{
    ServerProcess server;

    const auto answer = HttpClient{server.port()}.get("/api/v1/session");

    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.code(), "unauthenticated");
}

TEST(Api, makes_a_session_and_a_lobby)
{
    ServerProcess server;

    const auto token = new_session(server.port());
    const auto lobby = new_lobby(server.port(), token);

    const auto answer = HttpClient{server.port(), bearer(token)}.get("/api/v1/lobbies/" + lobby);
    EXPECT_EQ(answer.status, 200) << answer.body;
}

} // namespace
} // namespace parlor::test
