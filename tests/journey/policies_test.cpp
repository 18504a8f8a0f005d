// What a lobby may wish of those who are in it: one tab or many per person, and that nobody learns another's address.
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

namespace parlor::test {
namespace {

class Policies : public SharedServer<Policies> {
protected:
    /// A lobby with these further settings.
    static std::string lobby_with(const std::string& settings)
    {
        return new_lobby(port(), new_session(port()), R"({"name":"Kitchen",)" + settings + "}");
    }
    static json::object join(RawWebSocket& socket, const std::string& lobby, const std::string& tab)
    {
        return socket.ask("join", {{"lobby_id", lobby}, {"tab", tab}});
    }
    static std::string id_of(const json::object& joined) { return text_at(joined.at("data").at("participant"), "id"); }

    std::string token = new_session(port());
    RawWebSocket first{port(), token};
    RawWebSocket second{port(), token};
};

TEST_F(Policies, let_the_tabs_of_a_person_coexist_unless_the_lobby_wishes_otherwise)
{
    const auto lobby = lobby_with(R"("media":"none")");

    EXPECT_EQ(join(first, lobby, "a").at("type"), "ack");
    const auto joined = join(second, lobby, "b");

    EXPECT_EQ(joined.at("data").at("participants").as_array().size(), 2U);
    EXPECT_EQ(first.ask("set_typing", {{"lobby_id", lobby}, {"on", true}}).at("type"), "ack");
}

TEST_F(Policies, let_a_new_tab_replace_the_one_before)
{
    const auto lobby = lobby_with(R"("media":"none","duplicates":"replace")");
    join(first, lobby, "a");

    const auto joined = join(second, lobby, "b");

    EXPECT_EQ(joined.at("data").at("participants").as_array().size(), 1U);
    EXPECT_EQ(text_at(first.next_of("removed"), "reason"), "replaced");
    EXPECT_EQ(text_at(first.ask("set_typing", {{"lobby_id", lobby}, {"on", true}}).at("data"), "code"), "not_joined");
}

TEST_F(Policies, let_a_second_tab_be_refused_while_the_first_is_there)
{
    const auto lobby = lobby_with(R"("media":"none","duplicates":"refuse")");
    join(first, lobby, "a");

    EXPECT_EQ(text_at(join(second, lobby, "b").at("data"), "code"), "conflict");
    first.must("leave", {{"lobby_id", lobby}});

    EXPECT_EQ(join(second, lobby, "b").at("type"), "ack");
}

TEST_F(Policies, hide_addresses_where_the_lobby_wishes_it)
{
    const auto lobby = lobby_with(R"("media":"mesh","ice_policy":"relay")");
    RawWebSocket other{port(), new_session(port())};
    const auto joined = join(first, lobby, "a");
    EXPECT_EQ(text_at(joined.at("data").at("lobby"), "ice_policy"), "relay");
    const auto to = id_of(join(other, lobby, "b"));
    const auto candidate = [&](const char* text) {
        return first.ask("relay_ice_candidate", {{"lobby_id", lobby},
                                                 {"to", to},
                                                 {"negotiation", 1},
                                                 {"candidate", {{"candidate", text}, {"sdpMid", "0"}}}});
    };
    const auto description = [&](const char* sdp) {
        return first.ask(
            "relay_session_description",
            {{"lobby_id", lobby}, {"to", to}, {"negotiation", 1}, {"description", {{"type", "offer"}, {"sdp", sdp}}}});
    };

    const auto host = candidate("candidate:1 1 udp 2 192.0.2.1 54400 typ host");
    const auto inside = description("v=0\r\na=candidate:1 1 udp 2 192.0.2.1 54400 typ host\r\n");
    const auto relay = candidate("candidate:4 1 udp 1 198.51.100.7 50000 typ relay raddr 203.0.113.4 rport 61000");

    EXPECT_EQ(text_at(host.at("data"), "code"), "forbidden");
    EXPECT_EQ(text_at(host.at("data").at("details"), "path"), "data.candidate");
    EXPECT_EQ(text_at(inside.at("data"), "code"), "forbidden");
    EXPECT_EQ(text_at(inside.at("data").at("details"), "path"), "data.description.sdp");
    EXPECT_EQ(relay.at("type"), "ack");
    EXPECT_EQ(text_at(other.next_of("ice_candidate").at("candidate"), "candidate"),
              "candidate:4 1 udp 1 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0");
    EXPECT_EQ(description("v=0\r\n").at("type"), "ack");
}

} // namespace
} // namespace parlor::test
