// What two peers need to find each other, passed on by the server.
#include "tests/journey/on_shards.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace parlor::test {
namespace {

using namespace protocol;

class Signaling : public TwoInALobby {
protected:
    Signaling() : TwoInALobby({}, R"({"name":"Call"})") {}
};
INSTANTIATE_TEST_SUITE_P(On, Signaling, shard_counts, shard_count_name);

TEST_P(Signaling, a_description_reaches_the_one_peer_it_is_for)
{
    Guest third{loop, server.port()};
    third.join(lobby, "third");
    const std::string sdp(4000, 'v');

    nina.ask(RelaySessionDescription{.lobby_id = lobby,
                                     .to = otto_id,
                                     .negotiation = 7,
                                     .description = {.type = DescriptionType::answer, .sdp = sdp}});
    const auto got = otto.next<SessionDescription>();
    third.catch_up();

    EXPECT_EQ(got.lobby_id, lobby);
    EXPECT_EQ(got.from, nina_id);
    EXPECT_EQ(got.negotiation, 7);
    EXPECT_EQ(got.description.type, DescriptionType::answer);
    EXPECT_EQ(got.description.sdp, sdp);
    EXPECT_TRUE(third.heard<SessionDescription>().empty());
}

TEST_P(Signaling, candidates_come_in_their_order_and_null_ends_them)
{
    Nullable<IceCandidate> candidate;
    candidate.emplace(IceCandidate{.candidate = "candidate:1 1 udp 2122260223 127.0.0.1 9 typ host", .sdpMid = "0"});

    otto.ask(RelayIceCandidate{.lobby_id = lobby, .to = nina_id, .negotiation = 1, .candidate = candidate});
    otto.ask(RelayIceCandidate{.lobby_id = lobby, .to = nina_id, .negotiation = 1});

    const auto first = nina.next<IceCandidateEvent>();
    const auto last = nina.next<IceCandidateEvent>();
    EXPECT_EQ(first.from, otto_id);
    ASSERT_TRUE(first.candidate);
    EXPECT_EQ(first.candidate->candidate, candidate->candidate);
    EXPECT_EQ(first.candidate->sdpMid.value(), "0");
    EXPECT_FALSE(last.candidate);
}

TEST_P(Signaling, data_go_to_one_or_to_all_others)
{
    Guest third{loop, server.port()};
    third.join(lobby, "third");

    nina.ask(RelayData{.lobby_id = lobby, .to = Id{otto_id}, .topic = "game", .payload = {R"({"move":1})"}});
    nina.ask(RelayData{.lobby_id = lobby, .topic = "game", .payload = {"[2]"}});

    EXPECT_EQ(otto.next<RelayedData>().payload.text, R"({"move":1})");
    EXPECT_EQ(otto.next<RelayedData>().payload.text, "[2]");
    const auto to_all = third.next<RelayedData>();
    EXPECT_EQ(to_all.payload.text, "[2]");
    EXPECT_EQ(to_all.topic, "game");
    EXPECT_EQ(to_all.from, nina_id);
    nina.catch_up();
    EXPECT_TRUE(nina.heard<RelayedData>().empty());
}

TEST_P(Signaling, a_peer_that_is_gone_or_away_is_told_to_the_sender)
{
    otto.stop();
    next_change_of(nina, otto_id);

    const auto offline = nina.try_ask(RelayIceCandidate{.lobby_id = lobby, .to = otto_id, .negotiation = 1});
    const auto nobody = nina.try_ask(RelayIceCandidate{.lobby_id = lobby, .to = "nobody", .negotiation = 1});

    EXPECT_EQ(offline.error().code, Errc::unavailable);
    EXPECT_EQ(nobody.error().code, Errc::not_found);
    EXPECT_EQ(nobody.error().path, "data.to");
}

TEST_P(Signaling, without_configuration_there_are_no_ice_servers_and_nothing_expires)
{
    const auto servers = nina.ask(GetIceServers{.lobby_id = lobby});

    EXPECT_TRUE(servers.ice_servers.empty());
    EXPECT_FALSE(servers.expires_at);
}

class IceServersOf : public TwoInALobby {
protected:
    IceServersOf()
        : TwoInALobby({"--ice.stun_urls=stun:stun.test:3478", "--ice.turn_urls=turn:turn.test:3478?transport=udp",
                       "--ice.turn_secret=between us", "--ice.ttl=1h"})
    {
    }

    /// coturn's check of `use-auth-secret`: the password is base64(HMAC-SHA1(secret, user name)).
    static std::string coturn_password(const std::string& secret, const std::string& username)
    {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(username.data()), username.size(), digest, &size);
        unsigned char text[64];
        const auto length = EVP_EncodeBlock(text, digest, static_cast<int>(size));
        return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)};
    }
};
INSTANTIATE_TEST_SUITE_P(On, IceServersOf, shard_counts, shard_count_name);

TEST_P(IceServersOf, a_member_have_credentials_that_coturn_accepts_and_that_expire)
{
    const auto servers = nina.ask(GetIceServers{.lobby_id = lobby});

    ASSERT_EQ(servers.ice_servers.size(), 2U);
    EXPECT_THAT(servers.ice_servers[0].urls, testing::ElementsAre("stun:stun.test:3478"));
    EXPECT_FALSE(servers.ice_servers[0].credential);
    const auto& turn = servers.ice_servers[1];
    EXPECT_THAT(turn.urls, testing::ElementsAre("turn:turn.test:3478?transport=udp"));
    EXPECT_EQ(turn.credential.value(), coturn_password("between us", turn.username.value()));
    const auto expiry_s = std::stoll(turn.username->substr(0, turn.username->find(':')));
    EXPECT_EQ(servers.expires_at.value(), expiry_s * 1000);
    EXPECT_NEAR(static_cast<double>(expiry_s), static_cast<double>(to_ms(SystemClock{}.now())) / 1000 + 3600, 60);
}

TEST_P(IceServersOf, a_newcomer_come_with_the_answer_to_join)
{
    Guest third{loop, server.port()};

    const auto joined = third.join(lobby, "third");

    ASSERT_EQ(joined.ice_servers.size(), 2U);
    EXPECT_TRUE(joined.ice_servers[1].username.value().ends_with(':' + joined.participant.id));
}

} // namespace
} // namespace parlor::test
