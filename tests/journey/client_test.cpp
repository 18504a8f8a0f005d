// The C++ client itself: how it connects, comes back and keeps its place.
#include "client/session.hpp"
#include "tests/support/api.hpp"
#include "tests/support/guest.hpp"
#include "tests/support/member.hpp"
#include "tests/support/server_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <numeric>

namespace parlor::test {
namespace {

using client::Phase;

std::vector<Seq> seqs(const std::vector<protocol::Entry>& entries)
{
    std::vector<Seq> all;
    for (const auto& entry : entries) all.push_back(client::seq_of(entry));
    return all;
}

std::vector<Seq> from_1_to(Seq last)
{
    std::vector<Seq> all(static_cast<std::size_t>(last));
    std::iota(all.begin(), all.end(), 1);
    return all;
}

struct Journey : testing::Test {
    /// Short, and yet long enough for a slow machine to send a ping in time.
    static constexpr Millis heartbeat{300 * slowness};

    ServerProcess server{
        {.flags = {"--net.heartbeat=" + std::to_string(heartbeat.count()) + "ms"}, .port = free_port()}};
    ClientLoop loop;
};

TEST_F(Journey, a_program_makes_its_session_and_is_welcomed_with_it)
{
    std::promise<Result<protocol::SessionCreated>> made;

    client::create_session(loop.loop(), {"127.0.0.1", server.port()},
                           [&](auto session) { made.set_value(std::move(session)); });
    auto session = made.get_future().get();
    ASSERT_TRUE(session) << session.error().message;
    Guest guest{loop, server.port(), session->token.value()};

    EXPECT_EQ(guest.welcome().session.id, session->session.id);
}

TEST_F(Journey, a_host_is_found_by_its_name)
{
    std::promise<Result<protocol::SessionCreated>> made;

    client::create_session(loop.loop(), {"localhost", server.port()},
                           [&](auto session) { made.set_value(std::move(session)); });

    EXPECT_TRUE(made.get_future().get());
}

TEST_F(Journey, a_server_that_is_not_there_is_unavailable)
{
    std::promise<Result<protocol::SessionCreated>> made;

    client::create_session(loop.loop(), {"127.0.0.1", free_port()},
                           [&](auto session) { made.set_value(std::move(session)); });
    const auto session = made.get_future().get();

    ASSERT_FALSE(session);
    EXPECT_EQ(session.error().code, Errc::unavailable);
}

TEST_F(Journey, an_unknown_token_is_given_up_with_4001)
{
    Guest guest{loop, server.port()};
    HttpClient{server.port(), bearer(guest.token())}.request("DELETE", "/api/v1/session");

    EXPECT_EQ(guest.wait_for(Phase::failed).close_code, 4001);

    // The handshake of a dead session is refused by 401, which means the same.
    guest.start();
    EXPECT_EQ(guest.wait_for(Phase::failed).close_code, 4001);
}

TEST_F(Journey, requests_without_a_connection_are_refused_at_once)
{
    Guest guest{loop, server.port()};
    guest.stop();

    const auto answer = guest.try_ask(protocol::Ping{});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

TEST_F(Journey, a_request_that_is_under_way_fails_when_the_connection_is_lost)
{
    Guest guest{loop, server.port()};
    std::promise<Result<protocol::Json>> answered;

    loop.run([&] {
        guest.client().request(protocol::Ping{}, [&](auto answer) { answered.set_value(std::move(answer)); });
        guest.client().cut();
    });
    const auto answer = answered.get_future().get();

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

TEST_F(Journey, what_needs_no_answer_is_sent_without_waiting_for_one)
{
    Guest writer{loop, server.port()};
    Guest reader{loop, server.port()};
    const auto lobby = new_lobby(server.port(), writer.token());
    const auto writer_id = writer.join(lobby, "writer").participant.id;
    reader.join(lobby, "reader");

    const auto sent =
        loop.run([&] { return writer.client().send(protocol::SetTyping{.lobby_id = lobby, .on = true}); });

    EXPECT_TRUE(sent);
    EXPECT_EQ(reader.next<protocol::Typing>().participant_id, writer_id);
    writer.stop();
    EXPECT_FALSE(loop.run([&] { return writer.client().send(protocol::SetTyping{.lobby_id = lobby, .on = true}); }));
}

TEST_F(Journey, a_program_that_asks_more_than_may_wait_is_refused_at_once)
{
    const std::string token = new_session(server.port());
    std::unique_ptr<client::WebSocketClient> bounded;
    loop.run([&] {
        bounded = std::make_unique<client::WebSocketClient>(
            loop.loop(),
            client::ClientOptions{
                .connection = {.server = {"127.0.0.1", server.port()}, .token = token, .max_waiting_bytes = 1000},
                .max_pending_requests = 3});
        bounded->start();
    });
    std::promise<std::vector<std::string>> outcomes;
    std::vector<std::string> seen;
    client::Subscription welcome;
    const auto note = [&](const std::string& which, const auto& answer) {
        seen.push_back(which + ' ' + (answer ? "ok" : std::string{to_string(answer.error().code)}));
        if (seen.size() == 5) outcomes.set_value(seen);
    };
    loop.run([&] {
        const auto ask_all = [&](const client::ConnectionState& state) {
            if (state.phase != Phase::ready) return;
            bounded->request(protocol::Ping{.data = {'"' + std::string(2000, 'x') + '"'}},
                             [&](const auto& answer) { note("long", answer); });
            for (const auto* which : {"1", "2", "3", "4"})
                bounded->request(protocol::Ping{}, [&, which](const auto& answer) { note(which, answer); });
        };
        welcome = bounded->on_state(ask_all);
        ask_all(bounded->state());
    });

    auto all = outcomes.get_future();
    ASSERT_EQ(all.wait_for(patience), std::future_status::ready);
    EXPECT_THAT(all.get(), testing::ElementsAre("long unavailable", "4 unavailable", "1 ok", "2 ok", "3 ok"));
    loop.run([&] {
        welcome.undo();
        bounded.reset();
    });
}

TEST_F(Journey, a_connection_lives_on_heartbeats_alone)
{
    Guest guest{loop, server.port()};
    const auto connection = guest.welcome().connection_id;

    // Both sides end a silent connection after 2.5 heartbeats.
    EXPECT_FALSE(guest.comes_to(Phase::waiting, heartbeat * 6));

    EXPECT_EQ(guest.welcome().connection_id, connection);
}

TEST_F(Journey, a_server_that_falls_silent_is_left_and_found_again)
{
    Guest guest{loop, server.port()};
    const auto first = guest.welcome().connection_id;

    server.send_signal(SIGSTOP);
    guest.wait_for(Phase::waiting);
    server.send_signal(SIGCONT);
    guest.wait_for(Phase::ready);

    EXPECT_NE(guest.welcome().connection_id, first);
}

TEST_F(Journey, a_member_keeps_its_place_over_a_lost_connection)
{
    Guest guest{loop, server.port()};
    const auto lobby = new_lobby(server.port(), guest.token());
    Member member{guest, lobby, "tab"};
    const auto before = member.joined();
    guest.say(lobby, "one");

    guest.cut();
    const auto after = member.joined();
    guest.say(lobby, "two");

    EXPECT_EQ(after.participant.id, before.participant.id);
    EXPECT_EQ(seqs(member.entries_up_to(2)), from_1_to(2));
}

TEST_F(Journey, a_member_that_missed_more_than_fits_gets_everything_once_and_in_order)
{
    server.stop();
    server.start(
        {.flags = {"--chat.resume_entries=3", "--net.message_burst=100000", "--net.messages_per_second=100000"},
         .port = server.port()});
    Guest writer{loop, server.port()};
    const auto lobby = new_lobby(server.port(), writer.token());
    writer.join(lobby, "writer");
    Guest reader{loop, server.port()};
    Member member{reader, lobby, "reader"};
    member.joined();

    reader.stop();
    for (int i = 1; i <= 450; ++i) writer.say(lobby, "missed " + std::to_string(i));
    reader.start();
    const auto back = member.joined();
    for (int i = 1; i <= 5; ++i) writer.say(lobby, "live " + std::to_string(i));

    EXPECT_TRUE(back.gap);
    EXPECT_EQ(seqs(member.entries_up_to(455)), from_1_to(455));
}

TEST_F(Journey, a_member_is_told_when_the_lobby_closes_and_does_not_come_back)
{
    Guest guest{loop, server.port()};
    const auto lobby = new_lobby(server.port(), guest.token());
    Member member{guest, lobby, "tab"};
    member.joined();

    HttpClient{server.port(), bearer(guest.token())}.request("DELETE", "/api/v1/lobbies/" + lobby);

    EXPECT_EQ(member.ended().code, Errc::lobby_closed);
}

TEST_F(Journey, a_member_of_no_lobby_is_told_so)
{
    Guest guest{loop, server.port()};

    Member member{guest, "nowhere", "tab"};

    EXPECT_EQ(member.ended().code, Errc::not_found);
}

} // namespace
} // namespace parlor::test
