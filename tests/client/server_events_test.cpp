#include "client/server_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::client {
namespace {

using testing::ElementsAre;

const boost::json::value typing = {{"lobby_id", "hall"}, {"participant_id", "ann"}, {"on", true}};

TEST(ServerEvents, reach_every_handler_of_their_type_and_no_other)
{
    ServerEvents events;
    std::vector<std::string> heard;
    const auto first = events.on<protocol::Typing>([&](const auto& event) { heard.push_back("1 " + event.lobby_id); });
    const auto second = events.on<protocol::Typing>([&](const auto& event) { heard.push_back("2 " + event.lobby_id); });
    const auto other = events.on<protocol::LobbyClosed>([&](const auto&) { heard.push_back("closed"); });

    const auto outcome = events.deliver("typing", typing);

    EXPECT_TRUE(outcome);
    EXPECT_THAT(heard, ElementsAre("1 hall", "2 hall"));
}

TEST(ServerEvents, of_a_newer_protocol_are_passed_over)
{
    ServerEvents events;

    EXPECT_TRUE(events.deliver("fireworks", typing));
}

TEST(ServerEvents, that_do_not_fit_their_type_are_refused_with_the_path)
{
    ServerEvents events;
    bool heard = false;
    const auto handler = events.on<protocol::Typing>([&](const auto&) { heard = true; });

    const auto outcome = events.deliver("typing", {{"lobby_id", "hall"}, {"participant_id", 7}, {"on", true}});

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().path, "data.participant_id");
    EXPECT_FALSE(heard);
}

} // namespace
} // namespace parlor::client
