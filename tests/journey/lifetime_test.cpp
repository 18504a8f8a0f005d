#include "tests/support/api.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <dirent.h>
#include <sys/resource.h>

/// What lasts and what ends: lobbies, sessions and the server itself.
namespace parlor::test {
namespace {

namespace json = boost::json;

std::string address_of(const std::string& lobby)
{
    return "/api/v1/lobbies/" + lobby;
}

/// Asks until the lobby is gone.
bool is_gone_soon(HttpClient& http, const std::string& lobby)
{
    const auto until = in(patience);
    while (std::chrono::steady_clock::now() < until)
        if (http.get(address_of(lobby)).status == 404) return true;
    return false;
}

TEST(IdleLobby, ends_some_time_after_the_last_has_left_and_not_before)
{
    constexpr std::chrono::milliseconds idle{400};
    ServerProcess server{{.flags = {"--lobby.idle_end=400ms", "--lobby.grace=0s"}}};
    const auto token = new_session(server.port());
    const auto lobby = new_lobby(server.port(), token);
    HttpClient http{server.port(), bearer(token)};
    std::optional<RawWebSocket> socket{std::in_place, server.port(), token};
    socket->must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    const auto empty = new_lobby(server.port(), token);

    EXPECT_TRUE(is_gone_soon(http, empty)) << "nobody ever came";
    EXPECT_EQ(http.get(address_of(lobby)).status, 200) << "somebody is in";
    const auto left_at = std::chrono::steady_clock::now();
    socket->must("leave", {{"lobby_id", lobby}});
    EXPECT_TRUE(is_gone_soon(http, lobby));

    EXPECT_GE(std::chrono::steady_clock::now() - left_at, idle);
    EXPECT_EQ(socket->ask("join", {{"lobby_id", lobby}, {"tab", "tab"}}).at("data").at("code"), "not_found");
    socket.reset();
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

TEST(Restart, keeps_sessions_lobbies_entries_and_idempotency_keys_and_frees_no_name_at_once)
{
    ServerProcess server;
    const auto token = new_session(server.port());
    const auto lobby = new_lobby(server.port(), token);
    const Headers key{{"Idempotency-Key", "key"}};
    std::string made;
    {
        RawWebSocket socket{server.port(), token};
        socket.must("set_name", {{"name", "Nina"}});
        socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
        for (int i = 0; i < 5; ++i)
            socket.must("send_chat_message",
                        {{"lobby_id", lobby}, {"text", "line"}, {"client_id", "c" + std::to_string(i)}});
        HttpClient http{server.port(), bearer(token)};
        made = http.post("/api/v1/lobbies", R"({"name":"x"})", key).json().at("lobby").at("id").as_string().c_str();
    }

    server.kill();
    server.start();

    HttpClient http{server.port(), bearer(token)};
    EXPECT_EQ(http.get("/api/v1/session").json().at("session").at("name"), "Nina");
    EXPECT_EQ(http.post("/api/v1/lobbies", R"({"name":"x"})", key).json().at("lobby").at("id").as_string(), made);
    {
        RawWebSocket socket{server.port(), token};
        const auto joined = socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}, {"after_seq", 0}});
        EXPECT_EQ(joined.at("entries").as_array().size(), 5U);
        const auto again =
            socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "line"}, {"client_id", "c2"}});
        EXPECT_EQ(again.at("seq"), 3);
    }
    HttpClient other{server.port(), bearer(new_session(server.port()))};
    const auto taken =
        other.request("PUT", "/api/v1/session/name", R"({"name":"nina"})", {{"Content-Type", "application/json"}});
    EXPECT_EQ(taken.code(), "name_taken");
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

TEST(SilentClient, is_ended_after_two_and_a_half_heartbeats)
{
    ServerProcess server{{.flags = {"--net.heartbeat=200ms"}}};
    const auto token = new_session(server.port());
    const auto start = std::chrono::steady_clock::now();
    TcpStream silent{server.port()};
    silent.send(upgrade_request(server.port(), bearer(token)) + "\r\n");

    std::string received;
    for (auto more = silent.receive(); !more.empty(); more = silent.receive()) received += more;
    silent.finish();

    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{500});
    EXPECT_THAT(received, testing::HasSubstr(std::string{"\x89\x00", 2})) << "it was pinged";
    // A close frame with 1001 and a sentence.
    EXPECT_THAT(received, testing::HasSubstr(std::string{"\x03\xe9", 2}));
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

TEST(Descriptors, are_as_many_as_the_system_allows)
{
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit few{.rlim_cur = 256, .rlim_max = limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);

    ServerProcess server;
    rlimit theirs{};
    ::prlimit(server.pid(), RLIMIT_NOFILE, nullptr, &theirs);
    ::setrlimit(RLIMIT_NOFILE, &limit);

    EXPECT_EQ(theirs.rlim_cur, limit.rlim_max);
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

} // namespace
} // namespace parlor::test
