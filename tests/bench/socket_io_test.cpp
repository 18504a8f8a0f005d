#include "bench/load/socket_io.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace parlor::test {
namespace {

namespace socket_io = load::socket_io;
using socket_io::Kind;

TEST(SocketIo, tells_packets_apart)
{
    EXPECT_EQ(socket_io::read(R"(0{"sid":"a","upgrades":[],"pingInterval":25000})").kind, Kind::open);
    EXPECT_EQ(socket_io::read(R"(40{"sid":"b"})").kind, Kind::connected);
    EXPECT_EQ(socket_io::read("2").kind, Kind::ping);
    const auto packet = socket_io::read(R"(42["message",{"type":"ack"}])");
    EXPECT_EQ(packet.kind, Kind::message);
    EXPECT_EQ(packet.message, R"({"type":"ack"})");
}

TEST(SocketIo, reads_what_it_writes)
{
    EXPECT_EQ(socket_io::read(socket_io::packet(R"({"a":[1]})")).message, R"({"a":[1]})");
}

TEST(SocketIo, refuses_what_a_server_should_not_send)
{
    for (const auto* text : {"", "1", "41", "44{\"message\":\"no\"}", "42[\"other\",{}]", "42[\"message\",{}"})
        EXPECT_THROW(socket_io::read(text), std::runtime_error) << text;
}

} // namespace
} // namespace parlor::test
