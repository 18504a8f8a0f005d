// Lobbies and templates of the configuration file, and what a lobby keeps of its log.
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>

namespace parlor::test {
namespace {

class ConfiguredServer : public testing::Test {
protected:
    ServerOptions with(const std::string& toml)
    {
        const auto file = folder.file("parlor.toml");
        std::ofstream{file, std::ios::trunc} << toml;
        // One test asks until the log has been trimmed, on a quick machine faster than a client may.
        return {.flags = {"--log.level=warning", "--lobby.retention_sweep=20ms", "--net.message_burst=1000000",
                          "--net.messages_per_second=1000000", "--config", file}};
    }
    static json::value enter(RawWebSocket& socket, const std::string& lobby, json::object more = {})
    {
        more["lobby_id"] = lobby;
        more["tab"] = "tab";
        return socket.must("join", more);
    }

    TempFolder folder;
};

TEST_F(ConfiguredServer, has_the_lobbies_of_its_file_at_each_start)
{
    ServerProcess server{with("[lobbies.town-hall]\nname = \"Town hall\"\npassword = \"open\"\nmedia = \"none\"\n"
                              "[templates.seminar]\ncapacity = 30\nmedia = \"none\"\nwaiting_room = true\n")};
    const auto token = new_session(server.port());
    {
        RawWebSocket socket{server.port(), token};
        const auto joined = enter(socket, "town-hall", {{"password", "open"}});
        EXPECT_EQ(text_at(joined.at("lobby"), "name"), "Town hall");
        EXPECT_EQ(text_at(joined.at("participant"), "role"), "member");
        socket.must("send_chat_message", {{"lobby_id", "town-hall"}, {"text", "hello"}});
        HttpClient http{server.port(), bearer(token)};
        const auto made = http.post("/api/v1/lobbies", R"({"name":"Monday","template":"seminar"})").json();
        EXPECT_EQ(made.at("lobby").at("capacity"), 30);
        EXPECT_EQ(made.at("lobby").at("waiting_room"), true);
        EXPECT_EQ(http.post("/api/v1/lobbies", R"({"name":"Monday","template":"none"})").code(), "not_found");
    }

    server.kill();
    server.start(with("[lobbies.town-hall]\nname = \"City hall\"\nmedia = \"none\"\n"));

    RawWebSocket again{server.port(), token};
    const auto joined = enter(again, "town-hall");
    EXPECT_EQ(text_at(joined.at("lobby"), "name"), "City hall");
    EXPECT_EQ(joined.at("entries").as_array().size(), 1U);
    EXPECT_EQ(joined.at("lobby").at("has_password"), false);
}

TEST_F(ConfiguredServer, erases_what_a_lobby_keeps_no_longer)
{
    ServerProcess server{with("")};
    const auto token = new_session(server.port());
    const auto lobby = new_lobby(server.port(), token, R"({"name":"Kitchen","media":"none","max_entries":3})");
    RawWebSocket socket{server.port(), token};
    enter(socket, lobby);
    for (int i = 0; i < 10; ++i) socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", std::to_string(i)}});

    const auto until = in(patience);
    json::array left;
    do {
        left = socket.must("get_entries", {{"lobby_id", lobby}, {"after_seq", 0}}).at("entries").as_array();
    } while (left.size() != 3 && std::chrono::steady_clock::now() < until);

    ASSERT_EQ(left.size(), 3U);
    EXPECT_EQ(left.at(0).at("seq"), 8);
    const auto resumed = enter(socket, lobby, {{"after_seq", 2}});
    EXPECT_EQ(resumed.at("entries"), json::value(left)) << "what is left, from the first of it on";
    EXPECT_EQ(resumed.at("gap"), false);
}

TEST_F(ConfiguredServer, takes_along_what_somebody_wrote_who_leaves_for_good)
{
    ServerProcess server{with("")};
    const auto token = new_session(server.port());
    const auto leaving = new_session(server.port());
    const auto lobby = new_lobby(server.port(), token);
    RawWebSocket stays{server.port(), token};
    RawWebSocket goes{server.port(), leaving};
    enter(stays, lobby);
    enter(goes, lobby);
    goes.must("send_chat_message", {{"lobby_id", lobby}, {"text", "a word to be forgotten"}});

    HttpClient http{server.port(), bearer(leaving)};
    EXPECT_EQ(send_json(http, "DELETE", "/api/v1/session", R"({"erase_texts":true})").status, 204);

    EXPECT_EQ(goes.wait_close(), 4001);
    HttpClient reader{server.port(), bearer(token)};
    const auto log = reader.get("/api/v1/lobbies/" + lobby + "/entries").body;
    EXPECT_EQ(log.find("forgotten"), std::string::npos) << log;
    server.kill();
    server.start();
    RawWebSocket again{server.port(), token};
    const auto entries = json::serialize(enter(again, lobby).at("entries"));
    EXPECT_EQ(entries.find("forgotten"), std::string::npos) << entries;
}

} // namespace
} // namespace parlor::test
