#include "tests/support/api.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_figures.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/tcp_stream.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

/// Administration of a real server.
namespace parlor::test {
namespace {

const std::string admin_token(40, 'a');

ServerOptions administered(std::vector<std::string> flags = {})
{
    return {.flags = std::move(flags), .environment = {{"PARLOR_ADMIN_TOKEN", admin_token}}};
}

class Administration : public testing::Test {
protected:
    boost::json::object stats() { return admin.get("/api/v1/admin/stats").json().as_object(); }
    std::string session_of(const std::string& token)
    {
        auto session = HttpClient{server.port(), bearer(token)}.get("/api/v1/session").json();
        return std::string{session.at("session").at("id").as_string()};
    }

    ServerProcess server{administered({"--server.shards=2"})};
    HttpClient admin{server.port(), bearer(admin_token)};
};

TEST_F(Administration, closes_those_whom_a_ban_holds_by_4003_and_turns_them_away_likewise)
{
    const auto mallory = new_session(server.port());
    const auto nina = new_session(server.port());
    RawWebSocket held{server.port(), mallory};
    RawWebSocket other{server.port(), nina};

    const auto made =
        admin.post("/api/v1/admin/bans", R"({"session_id":")" + session_of(mallory) + R"(","reason":"spam"})");

    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(held.wait_close(), 4003);
    EXPECT_THROW((RawWebSocket{server.port(), mallory}), std::runtime_error);
    EXPECT_EQ(HttpClient(server.port(), bearer(mallory)).get("/api/v1/session").code(), "banned");
    EXPECT_EQ(other.ask("ping", {}).at("type").as_string(), "ack");

    server.kill();
    server.start();
    admin = HttpClient{server.port(), bearer(admin_token)};
    EXPECT_EQ(HttpClient(server.port(), bearer(mallory)).get("/api/v1/session").code(), "banned");
    const auto id = std::string{made.json().at("ban").at("id").as_string()};
    EXPECT_EQ(admin.request("DELETE", "/api/v1/admin/bans/" + id).status, 204);
    RawWebSocket back{server.port(), mallory};
}

TEST_F(Administration, opens_a_websocket_for_one_who_is_banned_only_to_close_it)
{
    const auto mallory = new_session(server.port());
    admin.post("/api/v1/admin/bans", R"({"session_id":")" + session_of(mallory) + R"("})");

    auto stream = TcpStream{server.port()};
    stream.send(upgrade_request(server.port(), bearer(mallory)) + "\r\n");
    std::string answer;
    for (auto part = stream.receive(); !part.empty(); part = stream.receive()) answer += part;

    EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
    const auto frame = answer.substr(answer.find("\r\n\r\n") + 4);
    ASSERT_GE(frame.size(), 4U);
    EXPECT_EQ(frame[0], '\x88');
    EXPECT_EQ(static_cast<unsigned char>(frame[2]) << 8 | static_cast<unsigned char>(frame[3]), 4003);
}

TEST_F(Administration, ends_a_session_by_4001)
{
    const auto nina = new_session(server.port());
    RawWebSocket socket{server.port(), nina};
    const auto id = session_of(nina);

    EXPECT_EQ(admin.request("DELETE", "/api/v1/admin/sessions/" + id).status, 204);

    EXPECT_EQ(socket.wait_close(), 4001);
    EXPECT_EQ(admin.get("/api/v1/admin/sessions/" + id).status, 404);
}

TEST_F(Administration, tells_what_goes_on_at_this_moment)
{
    const auto nina = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina);
    RawWebSocket socket{server.port(), nina};
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    for (int i = 0; i < 20; ++i) socket.must("ping", {});

    const auto now = stats();

    EXPECT_EQ(now.at("counts").at("websockets").as_int64(), 1);
    EXPECT_EQ(now.at("counts").at("sessions_connected").as_int64(), 1);
    EXPECT_EQ(now.at("counts").at("lobbies").as_int64(), 1);
    EXPECT_EQ(now.at("counts").at("participants").as_int64(), 1);
    EXPECT_GT(now.at("rates").at("messages_received").as_int64(), 0);
    EXPECT_GT(now.at("rates").at("bytes_sent").as_int64(), 0);
    EXPECT_GT(now.at("memory_bytes").as_int64(), 1'000'000);
    EXPECT_EQ(static_cast<double>(now.at("loops").as_array().size()), metric(server.port(), "parlor_event_loops"));
    EXPECT_EQ(now.at("server").at("name").as_string(), "Parlor");
    EXPECT_FALSE(now.at("draining").as_bool());
}

TEST_F(Administration, finds_every_action_of_a_moderator_in_the_audit_log)
{
    const auto nina = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina);
    RawWebSocket owner{server.port(), nina};
    owner.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    const auto guest = [&](const std::string& tab) {
        auto socket = std::make_unique<RawWebSocket>(server.port(), new_session(server.port()));
        const auto joined = socket->must("join", {{"lobby_id", lobby}, {"tab", tab}});
        return std::pair{std::move(socket), joined.at("participant").at("id")};
    };
    const auto [one, ann] = guest("one");
    const auto [two, ben] = guest("two");
    owner.must("mute", {{"lobby_id", lobby}, {"participant_id", ann}, {"on", true}});
    owner.must("set_role", {{"lobby_id", lobby}, {"participant_id", ann}, {"role", "moderator"}});
    owner.must("kick", {{"lobby_id", lobby}, {"participant_id", ben}});
    const auto ban = owner.must("ban", {{"lobby_id", lobby}, {"participant_id", ann}}).at("ban").at("id");
    owner.must("unban", {{"lobby_id", lobby}, {"ban_id", ban}});
    HttpClient http{server.port(), bearer(nina)};
    ASSERT_EQ(http.post("/api/v1/lobbies/" + lobby + "/invites", "{}").status, 201);
    owner.must("update_lobby", {{"lobby_id", lobby}, {"version", 1}, {"waiting_room", true}});
    std::vector<std::unique_ptr<RawWebSocket>> waiting;
    for (const auto* verdict : {"admit", "deny"}) {
        waiting.push_back(std::make_unique<RawWebSocket>(server.port(), new_session(server.port())));
        waiting.back()->must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
        const auto who = owner.next_of("participant_waiting").at("participant").at("id");
        owner.must(verdict, {{"lobby_id", lobby}, {"participant_id", who}});
    }
    owner.must("close_lobby", {{"lobby_id", lobby}});

    const auto log = admin.get("/api/v1/admin/audit?limit=6").json();
    const auto before =
        admin.get("/api/v1/admin/audit?cursor=" + std::string{log.at("next_cursor").as_string()}).json();

    std::vector<std::string> actions;
    for (const auto* page : {&log, &before})
        for (const auto& line : page->at("entries").as_array()) {
            actions.emplace_back(line.at("action").as_string());
            EXPECT_EQ(line.at("by").at("power").as_string(), "moderator");
            EXPECT_EQ(line.at("by").at("session_id").as_string(), session_of(nina));
            EXPECT_EQ(line.at("by").at("address").as_string(), "127.0.0.1");
            EXPECT_EQ(line.at("lobby_id").as_string(), lobby);
        }
    EXPECT_THAT(actions, testing::ElementsAre("close_lobby", "deny", "admit", "update_lobby", "invite", "unban", "ban",
                                              "kick", "set_role", "mute"));
}

TEST_F(Administration, backs_up_what_a_new_data_folder_then_has)
{
    const auto nina = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina, R"({"name":"Attic","media":"none"})");
    RawWebSocket socket{server.port(), nina};
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "before"}});

    const auto made = admin.post("/api/v1/admin/backup", "");
    socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "after"}});

    ASSERT_EQ(made.status, 201);
    const std::filesystem::path file{std::string{made.json().at("backup").at("path").as_string()}};
    EXPECT_EQ(file.parent_path(), server.data() / "backups");

    TempFolder fresh;
    std::filesystem::copy_file(file, fresh.file("parlor.db"));
    ServerProcess restored{administered({"--data=" + fresh.path().string()})};
    RawWebSocket again{restored.port(), nina};
    const auto joined = again.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    ASSERT_EQ(joined.at("entries").as_array().size(), 1U);
    EXPECT_EQ(joined.at("entries").at(0).at("text").as_string(), "before");
    EXPECT_EQ(joined.at("lobby").at("name").as_string(), "Attic");
    EXPECT_EQ(again.must("send_chat_message", {{"lobby_id", lobby}, {"text", "on"}}).at("seq").as_int64(), 2);
}

} // namespace
} // namespace parlor::test
