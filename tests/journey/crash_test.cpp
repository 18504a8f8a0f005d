// The server is killed again and again in the middle of a conversation: nothing that it has acknowledged is lost, nothing
// is there twice, and everybody has heard the same.
#include "tests/journey/chat_crowd.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace parlor::test {
namespace {

class Crash : public testing::TestWithParam<unsigned> {
protected:
    ServerProcess server{
        {.flags = ChatCrowd::flags({"--server.shards=" + std::to_string(GetParam())}), .port = free_port()}};
    ChatCrowd crowd{server};
};
INSTANTIATE_TEST_SUITE_P(Shards, Crash, testing::Values(1U, 2U), testing::PrintToStringParamName());

TEST_P(Crash, loses_nothing_that_was_acknowledged_and_doubles_nothing)
{
    std::mt19937 dice{std::random_device{}()};
    std::uniform_int_distribution<int> lines{1, 200};

    const int kills = rounds(20);
    for (int i = 0; i < kills; ++i) {
        crowd.wait_for_acks(lines(dice));
        EXPECT_EQ(server.kill().signal, SIGKILL);
        server.start();
    }
    crowd.wait_for_acks(100);
    const auto outcome = crowd.finish();

    EXPECT_GT(outcome.resent, 0U) << "no kill came in the middle of anything";
    std::cout << kills << " kills: " << outcome << "\n";
}

} // namespace
} // namespace parlor::test
