// The server goes and comes back.
#include "tests/journey/on_shards.hpp"
#include "tests/support/member.hpp"

#include <csignal>

namespace parlor::test {
namespace {

using namespace protocol;
using client::Phase;

class Restart : public TwoInALobby {
protected:
    Restart() : TwoInALobby({"--server.drain=8s"}) {}
};
INSTANTIATE_TEST_SUITE_P(On, Restart, shard_counts, shard_count_name);

TEST_P(Restart, a_server_that_is_asked_to_end_says_goodbye_first)
{
    server.send_signal(SIGTERM);

    const auto told = nina.next<GoingAway>();
    EXPECT_GE(told.reconnect_in_ms, 0);
    EXPECT_LE(told.reconnect_in_ms, 8000);
    HttpClient probe{server.port()};
    EXPECT_EQ(probe.get("/readyz").status, 503);
    EXPECT_EQ(probe.get("/healthz").status, 200);
    EXPECT_EQ(nina.wait_for(Phase::waiting).close_code, 1012);
    EXPECT_EQ(otto.wait_for(Phase::waiting).close_code, 1012);
    EXPECT_EQ(server.wait().code, 0) << server.errors();
}

TEST_P(Restart, members_are_the_same_afterwards_and_miss_nothing)
{
    Guest pia{loop, server.port()};
    pia.ask(SetName{.name = "Pia"});
    Member member{pia, lobby, "pia"};
    const auto before = member.joined();
    nina.say(lobby, "before");
    member.entries_up_to(1);

    server.stop();
    server.start();
    const auto after = member.joined();
    nina.wait_for(Phase::waiting);
    nina.wait_for(Phase::ready);
    EXPECT_EQ(nina.join(lobby, "nina", SeqOrZero{1}).participant.id, nina_id);
    nina.say(lobby, "after");
    const auto entries = member.entries_up_to(2);

    EXPECT_EQ(after.participant.id, before.participant.id);
    EXPECT_EQ(after.participant.person_id, before.participant.person_id);
    EXPECT_EQ(after.participant.name, "Pia");
    EXPECT_EQ(after.lobby.name, "Kitchen");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(std::get<TextEntry>(entries[0]).text, "before");
    EXPECT_EQ(std::get<TextEntry>(entries[1]).text, "after");
    EXPECT_EQ(std::get<TextEntry>(entries[1]).from.name, "Nina");
}

TEST_P(Restart, a_lobby_is_found_and_its_log_read_as_before)
{
    nina.say(lobby, "kept");
    const auto log = http(nina).get("/api/v1/lobbies/" + lobby + "/entries").body;

    server.kill();
    server.start();
    Guest again{loop, server.port(), nina.token()};
    again.join(lobby, "nina");

    EXPECT_EQ(http(nina).get("/api/v1/lobbies/" + lobby + "/entries").body, log);
}

} // namespace
} // namespace parlor::test
