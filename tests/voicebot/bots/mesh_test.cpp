#include "voicebot/bots/mesh.hpp"

#include "tests/voicebot/bots/bot_support.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::bots {
namespace {

using media::DescriptionKind;
using Log = std::vector<std::string>;

class Events final : public MeshEvents {
public:
    void peer_connected(const ParticipantId& id) override { log.push_back("connected " + id.str()); }
    void peer_heard(const ParticipantId& id, audio::PcmView) override { log.push_back("heard " + id.str()); }
    void peer_gone(const ParticipantId& id) override { log.push_back("gone " + id.str()); }
    void key_frame_wanted() override { log.push_back("key"); }
    Log log;
};

struct MeshTest : testing::Test {
    test::ManualLoop loop;
    test::PortStub port;
    test::PeerStubs peers;
    Events events;
    Mesh mesh{loop, port, events, peers.make(), {}};

    void join(Member self, std::vector<Member> members, bool fresh = true)
    {
        mesh.joined({.self = std::move(self), .members = std::move(members), .ice_servers = {}}, fresh);
    }
};

TEST(Politeness, is_never_a_bots_toward_a_person_and_otherwise_the_greater_ids)
{
    EXPECT_FALSE(is_polite(test::bot("z"), test::person("a")));
    EXPECT_TRUE(is_polite(test::person("a"), test::bot("z")));
    EXPECT_TRUE(is_polite(test::bot("b"), test::bot("a")));
    EXPECT_FALSE(is_polite(test::bot("a"), test::bot("b")));
}

TEST_F(MeshTest, offers_to_people_and_to_bots_of_greater_ids_alone)
{
    join(test::bot("m"), {test::person("ann"), test::bot("a"), test::bot("z")});

    EXPECT_EQ(peers.take_log(), (Log{"offer 2", "offer 3"}));
    EXPECT_TRUE(peers.open[0]->settings.polite);
    EXPECT_EQ(port.restarts, Log{"a"});
}

TEST_F(MeshTest, follows_who_comes_and_goes)
{
    join(test::bot("m"), {test::person("ann")});
    mesh.members_changed({test::person("ann"), test::person("ben")});
    peers.take_log();

    mesh.members_changed({test::person("ben")});

    EXPECT_EQ(peers.take_log(), Log{"end 1"});
    EXPECT_EQ(mesh.size(), 1);
}

TEST_F(MeshTest, waits_for_those_who_are_away)
{
    auto ann = test::person("ann");
    ann.online = false;
    join(test::bot("m"), {ann});
    EXPECT_EQ(mesh.size(), 0);

    ann.online = true;
    mesh.members_changed({ann});

    EXPECT_EQ(peers.take_log(), Log{"offer 1"});
}

TEST_F(MeshTest, keeps_connected_media_of_somebody_whose_socket_was_away_for_a_moment)
{
    auto ann = test::person("ann");
    join(test::bot("m"), {ann});
    peers.open[0]->events.connected();
    peers.take_log();

    ann.online = false;
    mesh.members_changed({ann});
    ann.online = true;
    mesh.members_changed({ann});

    EXPECT_EQ(peers.take_log(), Log{});
    EXPECT_EQ(mesh.connected(), 1);
}

TEST_F(MeshTest, makes_another_peer_for_one_past_hope_and_waits_longer_each_time)
{
    join(test::bot("m"), {test::person("ann")});
    peers.take_log();

    peers.open[0]->events.hopeless("no way through");
    EXPECT_EQ(peers.take_log(), Log{"end 1"});
    loop.advance(Millis{500});
    EXPECT_EQ(peers.take_log(), Log{"offer 2"});
    peers.open[0]->events.hopeless("no way through");
    loop.advance(Millis{999});
    EXPECT_EQ(peers.take_log(), Log{"end 2"});
    loop.advance(Millis{1});

    EXPECT_EQ(peers.take_log(), Log{"offer 3"});
}

TEST_F(MeshTest, hands_the_offer_of_a_new_start_to_a_new_peer)
{
    join(test::bot("m"), {test::bot("a")});
    mesh.description_came(ParticipantId{"a"}, 1, DescriptionKind::offer, "first");
    peers.open[0]->events.local_description(1, DescriptionKind::answer, "answer");
    mesh.description_came(ParticipantId{"a"}, 2, DescriptionKind::offer, "second");
    peers.take_log();

    peers.open[0]->events.hopeless("the other side has begun anew");

    EXPECT_EQ(peers.take_log(), (Log{"end 1", "take 2 second"}));
}

TEST_F(MeshTest, waits_and_asks_for_another_offer_where_a_new_peer_cannot_take_it_either)
{
    join(test::bot("m"), {test::bot("a")});
    mesh.description_came(ParticipantId{"a"}, 1, DescriptionKind::offer, "odd");
    port.restarts.clear();
    peers.take_log();

    peers.open[0]->events.hopeless("can't take it");
    EXPECT_EQ(peers.take_log(), (Log{"end 1", "take 2 odd"}));
    peers.open[0]->events.hopeless("can't take it");
    EXPECT_EQ(peers.take_log(), Log{"end 2"});
    EXPECT_EQ(port.restarts, Log{});
    loop.advance(Millis{500});

    EXPECT_EQ(peers.take_log(), Log{});
    EXPECT_EQ(port.restarts, Log{"a"});
    EXPECT_EQ(peers.open.size(), 1U);
}

TEST_F(MeshTest, begins_anew_when_asked_but_not_while_its_first_offer_is_under_way)
{
    join(test::bot("m"), {test::person("ann")});
    peers.take_log();

    mesh.restart_asked(ParticipantId{"ann"});
    EXPECT_EQ(peers.take_log(), Log{});
    mesh.description_came(ParticipantId{"ann"}, 1, DescriptionKind::answer, "yes");
    mesh.restart_asked(ParticipantId{"ann"});

    EXPECT_EQ(peers.take_log(), (Log{"take 1 yes", "end 1", "offer 2"}));
}

TEST_F(MeshTest, begins_links_anew_that_were_not_through_when_the_socket_was_lost)
{
    join(test::bot("m"), {test::person("ann"), test::person("ben")});
    peers.open[0]->events.connected();
    peers.take_log();

    join(test::bot("m"), {test::person("ann"), test::person("ben")}, false);

    EXPECT_EQ(peers.take_log(), (Log{"end 2", "offer 3"}));
}

TEST_F(MeshTest, tells_of_connections_once_and_of_their_end)
{
    join(test::bot("m"), {test::person("ann")});
    auto& peer = *peers.open[0];

    peer.events.connected();
    peer.events.connected();
    peer.events.heard(audio::Pcm(audio::hearing_frame, 0));
    peer.events.hopeless("gone");

    EXPECT_EQ(events.log, (Log{"connected ann", "heard ann", "gone ann"}));
}

TEST_F(MeshTest, keeps_an_offer_that_overtakes_the_news_of_who_has_come)
{
    join(test::bot("m"), {});

    mesh.description_came(ParticipantId{"a"}, 1, DescriptionKind::offer, "early");
    mesh.candidate_came(ParticipantId{"a"}, 1, {});
    mesh.members_changed({test::bot("a")});

    EXPECT_EQ(peers.take_log(), (std::vector<std::string>{"take 1 early", "candidate 1"}));
}

TEST_F(MeshTest, connects_by_relays_alone_where_the_lobby_wants_that)
{
    mesh.joined({.self = test::bot("m"), .members = {test::person("ann")}, .ice_servers = {}, .relay_only = true},
                true);

    ASSERT_EQ(peers.open.size(), 1U);
    EXPECT_TRUE(peers.open[0]->settings.relay_only);
}

TEST_F(MeshTest, connects_to_nobody_it_does_not_know)
{
    join(test::bot("m"), {});

    mesh.description_came(ParticipantId{"nobody"}, 1, DescriptionKind::offer, "x");
    mesh.candidate_came(ParticipantId{"nobody"}, 1, {});
    mesh.restart_asked(ParticipantId{"nobody"});

    EXPECT_EQ(mesh.size(), 0);
}

} // namespace
} // namespace parlor::voicebot::bots
