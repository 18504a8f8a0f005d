#include "domain/lobby/ice_candidate.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

TEST(IceCandidate, shows_an_address_unless_it_is_a_relays)
{
    EXPECT_TRUE(shows_address("candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host"));
    EXPECT_TRUE(shows_address("candidate:1 1 udp 2113937151 0b7c.local 54400 typ host"));
    EXPECT_TRUE(shows_address("candidate:2 1 udp 1677729535 203.0.113.4 61000 typ srflx raddr 0.0.0.0 rport 0"));
    EXPECT_TRUE(shows_address("candidate:3 1 udp 1 203.0.113.4 61000 typ prflx"));
    EXPECT_TRUE(shows_address("candidate:3 1 udp 1 203.0.113.4 61000")) << "of no type";
    EXPECT_TRUE(shows_address("candidate:1 1 udp 1 192.0.2.1 54400 was typ relay")) << "of no type in its place";
    EXPECT_TRUE(shows_address("candidate: 1 udp 1 192.0.2.1 typ relay")) << "a word too few";
    EXPECT_FALSE(shows_address("candidate:4 1 udp 41885695 198.51.100.7 50000 typ relay"));
    EXPECT_FALSE(shows_address("")) << "the end of candidates";
}

TEST(IceCandidate, is_looked_for_in_every_line_of_a_description)
{
    const std::string head = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    const std::string relay = "a=candidate:4 1 udp 1 198.51.100.7 50000 typ relay\r\n";
    const std::string host = "a=candidate:1 1 udp 2 192.0.2.1 54400 typ host\r\n";

    EXPECT_FALSE(shows_address(head));
    EXPECT_FALSE(shows_address(head + relay));
    EXPECT_TRUE(shows_address(head + relay + host));
    EXPECT_TRUE(shows_address(head + host + relay));
}

TEST(IceCandidate, loses_the_address_behind_its_relay)
{
    const std::string relay = "candidate:4 1 udp 1 198.51.100.7 50000 typ relay";

    EXPECT_EQ(without_related_addresses(relay + " raddr 203.0.113.4 rport 61000 ufrag x"),
              relay + " raddr 0.0.0.0 rport 0 ufrag x");
    EXPECT_EQ(
        without_related_addresses("a=" + relay + " raddr 2001:db8::1 rport 7\r\na=" + relay + " raddr 10.0.0.1\r\n"),
        "a=" + relay + " raddr 0.0.0.0 rport 0\r\na=" + relay + " raddr 0.0.0.0\r\n");
    EXPECT_EQ(without_related_addresses("v=0\r\n"), "v=0\r\n");
}

} // namespace
} // namespace parlor::domain
