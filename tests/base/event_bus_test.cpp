#include "base/event_bus.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace parlor {
namespace {

struct Opened {
    int number;
};
struct Closed {};

TEST(EventBus, calls_the_subscribers_of_a_type_in_the_order_of_their_subscription)
{
    EventBus bus;
    std::string calls;
    bus.subscribe<Opened>([&](const Opened& event) { calls += "a" + std::to_string(event.number); });
    bus.subscribe<Opened>([&](const Opened&) { calls += "b"; });
    bus.subscribe<Closed>([&](const Closed&) { calls += "c"; });

    bus.publish(Opened{7});

    EXPECT_EQ(calls, "a7b");
}

TEST(EventBus, goes_on_after_a_subscriber_that_throws_and_counts_it)
{
    EventBus bus;
    int reached = 0;
    bus.subscribe<Closed>([](const Closed&) { throw std::runtime_error{"broken"}; });
    bus.subscribe<Closed>([&](const Closed&) { ++reached; });

    bus.publish(Closed{});
    bus.publish(Closed{});

    EXPECT_EQ(reached, 2);
    EXPECT_EQ(bus.failures(), 2u);
}

TEST(EventBus, takes_events_that_nobody_waits_for)
{
    EventBus bus;

    bus.publish(Opened{1});

    EXPECT_EQ(bus.failures(), 0u);
}

} // namespace
} // namespace parlor
