#include "client/server_address.hpp"

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

struct Case {
    std::string url;
    ServerAddress address;
};

TEST(ServerAddress, is_read_from_a_url)
{
    const Case cases[] = {
        {"http://127.0.0.1:8080", {"127.0.0.1", 8080}},
        {"http://parlor.lan", {"parlor.lan", 80}},
        {"http://localhost:1/", {"localhost", 1}},
        {"http://[::1]:8080", {"::1", 8080}},
        {"http://[::1]", {"::1", 80}},
    };

    for (const auto& one : cases) {
        const auto address = parse_server_url(one.url);

        ASSERT_TRUE(address) << one.url;
        EXPECT_EQ(*address, one.address) << one.url;
    }
}

TEST(ServerAddress, is_not_read_from_anything_else)
{
    const std::string cases[] = {"",         "127.0.0.1:8080", "http://",          "http://host:0", "http://host:65536",
                                 "http://:", "http://host:x",  "http://host/path", "ws://host",     "http://me@host"};

    for (const auto& url : cases) {
        const auto address = parse_server_url(url);

        ASSERT_FALSE(address) << url;
        EXPECT_EQ(address.error().code, Errc::bad_request) << url;
    }
}

TEST(ServerAddress, says_that_TLS_is_not_spoken)
{
    const auto address = parse_server_url("https://parlor.example");

    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().code, Errc::unsupported);
}

TEST(ServerAddress, has_IPv6_in_brackets_before_its_port)
{
    EXPECT_EQ((ServerAddress{"::1", 80}.authority()), "[::1]:80");
    EXPECT_EQ((ServerAddress{"10.0.0.1", 8080}.authority()), "10.0.0.1:8080");
}

TEST(SocketAddress, is_read_from_what_a_bot_is_told)
{
    EXPECT_EQ(parse_socket_url("ws://[::1]:8080/api/v1/ws").value(), (ServerAddress{"::1", 8080}));
    EXPECT_EQ(parse_socket_url("ws://parlor.lan/api/v1/ws").value(), (ServerAddress{"parlor.lan", 80}));
    EXPECT_EQ(parse_socket_url("wss://parlor.lan/api/v1/ws").error().code, Errc::unsupported);
    for (const auto* url : {"", "ws://host", "http://host/api/v1/ws", "ws://host/api/v1/ws/more", "ws:///api/v1/ws"})
        EXPECT_EQ(parse_socket_url(url).error().code, Errc::bad_request) << url;
}

} // namespace
} // namespace parlor::client
