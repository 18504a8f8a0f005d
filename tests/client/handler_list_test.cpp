#include "client/handler_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace parlor::client {
namespace {

using testing::ElementsAre;

struct Noise {
    std::string sound;
};

struct Hall {
    std::vector<std::string> heard;
    HandlerList<Noise> handlers;

    Subscription listen(const std::string& who)
    {
        return handlers.add([this, who](const Noise& noise) { heard.push_back(who + ' ' + noise.sound); });
    }
};

TEST(HandlerList, calls_all_in_the_order_in_which_they_came)
{
    Hall hall;
    const auto first = hall.listen("ann");
    const auto second = hall.listen("bob");

    hall.handlers.call({"knock"});

    EXPECT_THAT(hall.heard, ElementsAre("ann knock", "bob knock"));
}

TEST(HandlerList, forgets_who_has_undone_the_subscription)
{
    Hall hall;
    auto first = hall.listen("ann");
    {
        const auto second = hall.listen("bob");
    }
    first.undo();

    hall.handlers.call({"knock"});

    EXPECT_THAT(hall.heard, ElementsAre());
    EXPECT_TRUE(hall.handlers.empty());
}

TEST(HandlerList, does_not_call_a_handler_that_an_earlier_one_has_undone)
{
    Hall hall;
    Subscription second;
    const auto first = hall.handlers.add([&](const Noise&) { second.undo(); });
    second = hall.listen("bob");

    hall.handlers.call({"knock"});

    EXPECT_THAT(hall.heard, ElementsAre());
}

TEST(HandlerList, lets_a_handler_undo_itself_and_add_another_for_the_next_event)
{
    Hall hall;
    Subscription once;
    Subscription later;
    once = hall.handlers.add([&](const Noise&) {
        once.undo();
        later = hall.listen("cem");
    });

    hall.handlers.call({"knock"});
    hall.handlers.call({"bang"});

    EXPECT_THAT(hall.heard, ElementsAre("cem bang"));
}

TEST(HandlerList, goes_on_after_a_handler_that_throws)
{
    Hall hall;
    const auto first = hall.handlers.add([](const Noise&) { throw std::runtime_error("ouch"); });
    const auto second = hall.listen("bob");

    hall.handlers.call({"knock"});

    EXPECT_THAT(hall.heard, ElementsAre("bob knock"));
}

TEST(Subscription, may_outlive_its_list)
{
    Subscription late;
    {
        Hall hall;
        late = hall.listen("ann");
    }

    EXPECT_NO_THROW(late.undo());
}

} // namespace
} // namespace parlor::client
