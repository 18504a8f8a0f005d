// Somebody who was banned and wants back in, by every way that there is; and again after the server has started anew.
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <functional>

namespace parlor::test {
namespace {

/// Zed is banned from a lobby; he has a protected name, an invite and a place in the log.
class Banned : public testing::Test {
protected:
    Banned()
    {
        HttpClient http{server.port(), bearer(owner_token)};
        auto created = http.post("/api/v1/lobbies", R"({"name":"Kitchen","media":"none","password":"open"})").json();
        lobby = text_at(created.at("lobby"), "id");
        invite = text_at(created.at("invite"), "token");
        HttpClient his{server.port(), bearer(zed_token)};
        EXPECT_EQ(name(his, R"({"name":"Zed"})").status, 200);
        EXPECT_EQ(send_json(his, "PUT", "/api/v1/session/password", R"({"password":"his own"})").status, 200);
    }

    static HttpResponse name(HttpClient& http, std::string_view body)
    {
        return send_json(http, "PUT", "/api/v1/session/name", body);
    }
    json::object join_data(const std::string& tab, json::object more = {}) const
    {
        more["lobby_id"] = lobby;
        more["tab"] = tab;
        return more;
    }
    std::string join(RawWebSocket& socket, const std::string& tab, json::object more = {}) const
    {
        const auto answer = socket.ask("join", join_data(tab, std::move(more)));
        return answer.at("type") == "ack" ? "in" : text_at(answer.at("data"), "code");
    }
    /// Zed comes in, and the owner bans him.
    void ban_zed(json::object how = {})
    {
        RawWebSocket owner{server.port(), owner_token};
        owner.must("join", join_data("owner"));
        RawWebSocket zed{server.port(), zed_token};
        const auto joined = zed.must("join", join_data("tab", {{"invite", invite}}));
        how["lobby_id"] = lobby;
        how["participant_id"] = joined.at("participant").at("id");
        ban_id = text_at(owner.must("ban", how).at("ban"), "id");
        EXPECT_EQ(text_at(zed.next_of("removed"), "reason"), "banned");
        EXPECT_EQ(
            text_at(zed.ask("send_chat_message", {{"lobby_id", lobby}, {"text", "still here"}}).at("data"), "code"),
            "not_joined");
    }
    /// Every way back in that Zed's session has.
    void expect_no_way_in()
    {
        RawWebSocket zed{server.port(), zed_token};
        EXPECT_EQ(join(zed, "tab"), "banned") << "by the same tab";
        EXPECT_EQ(join(zed, "tab", {{"after_seq", 0}}), "banned") << "by resuming";
        EXPECT_EQ(join(zed, "new-tab"), "banned") << "by a new tab";
        EXPECT_EQ(join(zed, "tab", {{"invite", invite}}), "banned") << "by an invite";
        EXPECT_EQ(join(zed, "tab", {{"password", "open"}}), "banned") << "by the password";
        HttpClient http{server.port(), bearer(zed_token)};
        for (const auto* what : {"/entries", "/participants"})
            EXPECT_EQ(http.get("/api/v1/lobbies/" + lobby + what, {{"Parlor-Invite", invite}}).code(), "not_joined");
        EXPECT_EQ(name(http, R"({"name":"Somebody else"})").status, 200);
        EXPECT_EQ(join(zed, "tab"), "banned") << "by another name";
        EXPECT_EQ(name(http, R"({"name":"Zed","password":"his own"})").status, 200);
    }
    /// A new session that has taken Zed's name.
    std::string reborn()
    {
        const auto token = new_session(server.port());
        HttpClient http{server.port(), bearer(token)};
        EXPECT_EQ(name(http, R"({"name":"ZED","password":"his own","force":true})").status, 200);
        return token;
    }

    ServerProcess server{{.flags = {"--session.per_address_per_minute=100000", "--log.level=warning"}}};
    const std::string owner_token = new_session(server.port());
    const std::string zed_token = new_session(server.port());
    std::string lobby;
    std::string invite;
    std::string ban_id;
};

TEST_F(Banned, find_no_way_back_in_with_their_session)
{
    ban_zed();

    expect_no_way_in();
}

TEST_F(Banned, find_none_after_the_server_was_killed_and_started_again)
{
    ban_zed();

    server.kill();
    server.start();

    expect_no_way_in();
    RawWebSocket again{server.port(), reborn()};
    EXPECT_EQ(join(again, "tab", {{"invite", invite}}), "banned");
}

TEST_F(Banned, find_none_with_a_new_session_under_the_same_protected_name)
{
    ban_zed();

    RawWebSocket named_before{server.port(), reborn()};
    EXPECT_EQ(join(named_before, "tab", {{"invite", invite}}), "banned");
    EXPECT_EQ(join(named_before, "tab", {{"password", "open"}}), "banned");
}

TEST_F(Banned, are_taken_out_again_when_they_take_their_name_inside)
{
    ban_zed();
    const auto token = new_session(server.port());
    RawWebSocket nameless{server.port(), token};
    ASSERT_EQ(join(nameless, "tab", {{"invite", invite}}), "in") << "a new guest from a shared address is not to blame";

    HttpClient http{server.port(), bearer(token)};
    EXPECT_EQ(name(http, R"({"name":"Zed","password":"his own","force":true})").status, 200);

    EXPECT_EQ(text_at(nameless.next_of("removed"), "reason"), "banned");
    EXPECT_EQ(join(nameless, "other"), "banned");
}

TEST_F(Banned, by_address_find_none_with_any_session_from_there)
{
    ban_zed({{"address", true}});

    RawWebSocket other{server.port(), new_session(server.port())};
    EXPECT_EQ(join(other, "tab", {{"invite", invite}}), "banned");
    server.kill();
    server.start();
    RawWebSocket after{server.port(), new_session(server.port())};
    EXPECT_EQ(join(after, "tab", {{"invite", invite}}), "banned");
    RawWebSocket owner{server.port(), owner_token};
    EXPECT_EQ(join(owner, "tab"), "in") << "who moderates may share the address";
}

TEST_F(Banned, come_in_again_once_the_ban_is_lifted_and_not_before_by_asking_for_it)
{
    ban_zed();
    RawWebSocket zed{server.port(), zed_token};
    RawWebSocket owner{server.port(), owner_token};
    owner.must("join", join_data("owner"));

    EXPECT_EQ(text_at(zed.ask("unban", {{"lobby_id", lobby}, {"ban_id", ban_id}}).at("data"), "code"), "not_joined");
    EXPECT_EQ(join(zed, "tab", {{"invite", invite}}), "banned");
    owner.must("unban", {{"lobby_id", lobby}, {"ban_id", ban_id}});

    EXPECT_EQ(join(zed, "tab"), "password_required") << "who was banned is no member any more";
    EXPECT_EQ(join(zed, "tab", {{"invite", invite}}), "in");
}

TEST_F(Banned, are_met_while_they_wait_for_a_moderator)
{
    RawWebSocket owner{server.port(), owner_token};
    owner.must("join", join_data("owner"));
    owner.must("update_lobby", {{"lobby_id", lobby}, {"version", 1}, {"waiting_room", true}});
    RawWebSocket zed{server.port(), zed_token};
    ASSERT_EQ(join(zed, "tab", {{"invite", invite}}), "in") << "an ack that says: wait";
    const auto waiting = text_at(owner.next_of("participant_waiting").at("participant"), "id");

    owner.must("ban", {{"lobby_id", lobby}, {"participant_id", waiting}});

    EXPECT_EQ(text_at(zed.next_of("denied"), "lobby_id"), lobby);
    EXPECT_EQ(join(zed, "tab", {{"invite", invite}}), "banned");
    EXPECT_EQ(text_at(owner.ask("admit", {{"lobby_id", lobby}, {"participant_id", waiting}}).at("data"), "code"),
              "not_found");
}

} // namespace
} // namespace parlor::test
