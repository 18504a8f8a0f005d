#include "domain/bot/bot.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

using enum BotState;

TEST(BotLife, goes_its_way_and_may_fail_anywhere_before_it_is_stopped)
{
    EXPECT_TRUE(may_become(requested, starting));
    EXPECT_TRUE(may_become(starting, joining));
    EXPECT_TRUE(may_become(joining, active));
    EXPECT_TRUE(may_become(active, stopping));
    EXPECT_TRUE(may_become(stopping, stopped));
    for (auto state : {requested, starting, joining, active, stopping}) EXPECT_TRUE(may_become(state, failed));
    EXPECT_FALSE(may_become(stopped, failed));
}

TEST(BotLife, goes_back_to_waiting_where_its_provider_is_lost_but_not_once_it_is_to_stop)
{
    for (auto state : {starting, joining, active, failed}) EXPECT_TRUE(may_become(state, requested));
    EXPECT_FALSE(may_become(stopping, requested));
    EXPECT_FALSE(may_become(stopped, requested));
}

TEST(BotReport, is_believed_where_it_can_be)
{
    EXPECT_EQ(decide(starting, joining).value(), joining);
    EXPECT_EQ(decide(active, active).value(), active);
    EXPECT_EQ(decide(joining, failed).value(), failed);
    EXPECT_EQ(decide(active, stopped).value(), stopped);
}

TEST(BotReport, does_not_undo_what_the_server_has_seen_or_asked_for)
{
    EXPECT_EQ(decide(active, joining).value(), active);
    EXPECT_EQ(decide(stopping, joining).value(), stopping);
    EXPECT_EQ(decide(active, stopping).value(), active);
    EXPECT_EQ(decide(stopping, failed).value(), stopped);
}

TEST(BotReport, of_what_cannot_be_is_refused)
{
    EXPECT_EQ(decide(joining, active).error().code, Errc::conflict);
    EXPECT_EQ(decide(failed, stopped).error().code, Errc::conflict);
    EXPECT_EQ(decide(requested, joining).error().code, Errc::conflict);
    EXPECT_EQ(decide(active, requested).error().code, Errc::bad_request);
    EXPECT_EQ(decide(active, starting).error().path, "state");
}

} // namespace
} // namespace parlor::domain
