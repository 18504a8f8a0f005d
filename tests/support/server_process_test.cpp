#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace parlor::test {
namespace {

TEST(ServerProcess, is_ready_once_it_is_made)
{
    ServerProcess server;

    EXPECT_EQ(HttpClient{server.port()}.get("/readyz").status, 200);
}

TEST(ServerProcess, ends_with_0_when_it_is_asked_to)
{
    ServerProcess server;

    const auto status = server.stop();

    EXPECT_EQ(status.code, 0) << server.errors();
    EXPECT_FALSE(server.running());
}

TEST(ServerProcess, comes_back_on_its_port_and_its_data_after_a_kill)
{
    ServerProcess server{{.port = free_port()}};
    const auto port = server.port();
    const auto token = HttpClient{port}.post("/api/v1/sessions", "{}").json().at("token").as_string();

    const auto status = server.kill();
    server.start();

    EXPECT_EQ(status.signal, SIGKILL);
    EXPECT_EQ(server.port(), port);
    HttpClient http{port, {{"Authorization", "Bearer " + std::string{token.c_str()}}}};
    EXPECT_EQ(http.get("/api/v1/session").status, 200);
}

TEST(ServerProcess, tells_what_the_server_wrote_when_it_does_not_start)
{
    try {
        ServerProcess server{{.flags = {"--no.such.key=1"}}};
        FAIL() << "it started";
    } catch (const std::runtime_error& fault) {
        EXPECT_NE(std::string{fault.what()}.find("no.such.key"), std::string::npos) << fault.what();
    }
}

} // namespace
} // namespace parlor::test
