// The life of a lobby and of a session, as those inside see it.
#include "tests/journey/on_shards.hpp"

namespace parlor::test {
namespace {

using namespace protocol;

class LobbyLife : public TwoInALobby {
protected:
    HttpResponse patch(const Guest& who, const std::string& body, const std::string& version)
    {
        return http(who).request("PATCH", "/api/v1/lobbies/" + lobby, body,
                                 {{"If-Match", version}, {"Content-Type", "application/json"}});
    }
};
INSTANTIATE_TEST_SUITE_P(On, LobbyLife, shard_counts, shard_count_name);

TEST_P(LobbyLife, new_settings_are_told_to_everybody)
{
    const auto answer = patch(nina, R"({"name":"Living room","locked":true})", "1");

    ASSERT_EQ(answer.status, 200) << answer.body;
    for (auto* guest : {&nina, &otto}) {
        const auto told = guest->next<LobbyUpdated>();
        EXPECT_EQ(told.lobby.name, "Living room");
        EXPECT_TRUE(told.lobby.locked);
        EXPECT_EQ(told.lobby.version, 2);
    }
    Guest third{loop, server.port()};
    EXPECT_EQ(third.try_ask(Join{.lobby_id = lobby, .tab = "third"}).error().code, Errc::lobby_locked);
}

TEST_P(LobbyLife, a_change_from_an_old_version_is_a_conflict)
{
    patch(nina, R"({"name":"First"})", "1");

    const auto stale = patch(nina, R"({"name":"Second"})", "1");

    EXPECT_EQ(stale.status, 409);
    EXPECT_EQ(stale.code(), "conflict");
}

TEST_P(LobbyLife, its_end_is_told_to_everybody_and_nobody_is_in_it_any_more)
{
    const auto answer = http(nina).request("DELETE", "/api/v1/lobbies/" + lobby);

    EXPECT_EQ(answer.status, 204);
    for (auto* guest : {&nina, &otto}) EXPECT_EQ(guest->next<LobbyClosed>().lobby_id, lobby);
    EXPECT_EQ(http(nina).get("/api/v1/lobbies/" + lobby).status, 404);
    EXPECT_EQ(otto.try_ask(Join{.lobby_id = lobby, .tab = "otto"}).error().code, Errc::not_found);
}

TEST_P(LobbyLife, a_session_that_ends_takes_all_its_connections_along)
{
    Guest second{loop, server.port(), otto.token()};

    EXPECT_EQ(http(otto).request("DELETE", "/api/v1/session").status, 204);

    EXPECT_EQ(otto.wait_for(client::Phase::failed).close_code, 4001);
    EXPECT_EQ(second.wait_for(client::Phase::failed).close_code, 4001);
    const auto change =
        nina.next<ParticipantsChanged>([](const ParticipantsChanged& one) { return !one.left.empty(); });
    EXPECT_EQ(change.left[0].participant_id, otto_id);
    EXPECT_EQ(change.left[0].reason, LeaveReason::left);
    EXPECT_EQ(http(otto).get("/api/v1/session").status, 401);
}

TEST_P(LobbyLife, a_name_changed_elsewhere_is_told_to_the_sessions_other_connections)
{
    Guest second{loop, server.port(), otto.token()};

    otto.ask(SetName{.name = "Ottokar"});

    EXPECT_EQ(*second.next<SessionChanged>().session.name, "Ottokar");
}

class Limits : public OnShards {
protected:
    Limits()
        : OnShards({"--net.messages_per_second=1", "--net.message_burst=5", "--net.rate_strikes=10",
                    "--net.message_bytes=4096", "--chat.text_bytes=1000", "--relay.one_bytes=1000",
                    "--relay.all_bytes=1000"})
    {
    }
};
INSTANTIATE_TEST_SUITE_P(On, Limits, shard_counts, shard_count_name);

TEST_P(Limits, who_sends_too_fast_is_told_and_when_to_try_again)
{
    Guest guest{loop, server.port()};

    for (int i = 0; i < 5; ++i) ASSERT_TRUE(guest.try_ask(Ping{}));
    const auto refused = guest.try_ask(Ping{});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_GT(refused.error().retry_after_ms, 0);
}

TEST_P(Limits, who_does_not_listen_is_closed_with_4009_and_may_come_back)
{
    Guest guest{loop, server.port()};

    loop.run([&] {
        for (int i = 0; i < 200; ++i) guest.client().request(Ping{}, [](const auto&) {});
    });

    EXPECT_EQ(guest.wait_for(client::Phase::waiting).close_code, 4009);
    guest.wait_for(client::Phase::ready);
}

TEST_P(Limits, a_message_over_the_bound_closes_with_1009_for_good)
{
    Guest guest{loop, server.port()};

    EXPECT_FALSE(guest.try_ask(Ping{.data = {'"' + std::string(5000, 'x') + '"'}}));

    EXPECT_EQ(guest.wait_for(client::Phase::failed).close_code, 1009);
}

} // namespace
} // namespace parlor::test
