#include "outbound/public_address.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>

namespace parlor::outbound {
namespace {

bool is_public(const std::string& text)
{
    sockaddr_storage storage{};
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
        storage.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
        storage.ss_family = AF_INET6;
    else
        throw std::runtime_error("no address: " + text);
    return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(PublicAddress, is_one_of_the_internet)
{
    for (const auto* text :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
          "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1",
          "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1"})
        EXPECT_TRUE(is_public(text)) << text;
}

TEST(PublicAddress, is_none_of_this_machine_or_of_a_private_network)
{
    for (const auto* text :
         {"0.0.0.0", "127.0.0.1", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
          "192.168.1.1", "100.64.0.1", "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(PublicAddress, is_none_of_a_clouds_metadata)
{
    for (const auto* text :
         {"169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fe80::a9fe:a9fe"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(PublicAddress, is_none_that_hides_a_private_one_within_ipv6)
{
    for (const auto* text : {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
                             "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "2002:7f00:1::1", "2002:a00:1::", "2001::1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(PublicAddress, is_none_that_nobody_has)
{
    for (const auto* text :
         {"192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
          "255.255.255.255", "192.0.0.1", "2001:db8::1", "3fff::1", "ff02::1", "100::1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(PublicAddress, is_of_the_internet_protocol)
{
    sockaddr address{};
    address.sa_family = AF_UNIX;

    EXPECT_FALSE(is_public_address(address));
}

} // namespace
} // namespace parlor::outbound
