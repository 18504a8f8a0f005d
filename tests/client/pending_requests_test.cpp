#include "client/pending_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parlor::client {
namespace {

using testing::ElementsAre;

struct Desk {
    boost::asio::io_context context;
    runtime::TimerQueue timers{context};
    PendingRequests pending{timers, 2};
    std::vector<std::string> answers;

    std::uint64_t ask(const std::string& name, Millis timeout = Millis{60'000})
    {
        return pending.add(
            [this, name](Result<const boost::json::value*> data) {
                answers.push_back(name + ' ' + (data ? "ok" : std::string{to_string(data.error().code)}));
            },
            timeout);
    }
};

const boost::json::value nothing;

TEST(PendingRequests, end_by_their_own_answers)
{
    Desk desk;
    const auto first = desk.ask("first");
    const auto second = desk.ask("second");

    desk.pending.end(std::to_string(second), &nothing);
    desk.pending.end(std::to_string(first), Error{Errc::conflict, "No."});

    EXPECT_THAT(desk.answers, ElementsAre("second ok", "first conflict"));
    EXPECT_EQ(desk.timers.size(), 0U);
}

TEST(PendingRequests, pass_over_answers_that_nobody_waits_for)
{
    Desk desk;
    const auto id = desk.ask("first");

    desk.pending.end(std::to_string(id), &nothing);
    desk.pending.end(std::to_string(id), &nothing);
    desk.pending.end("17", &nothing);
    desk.pending.end("x1", &nothing);
    desk.pending.end("", &nothing);

    EXPECT_THAT(desk.answers, ElementsAre("first ok"));
}

TEST(PendingRequests, end_when_their_time_is_over)
{
    Desk desk;
    desk.ask("first", Millis{0});

    desk.context.run();

    EXPECT_THAT(desk.answers, ElementsAre("first unavailable"));
    EXPECT_EQ(desk.pending.size(), 0U);
}

TEST(PendingRequests, fail_all_in_their_order)
{
    Desk desk;
    desk.ask("first");
    desk.ask("second");

    desk.pending.fail_all({Errc::unavailable, "Lost."});

    EXPECT_THAT(desk.answers, ElementsAre("first unavailable", "second unavailable"));
    EXPECT_EQ(desk.timers.size(), 0U);
}

TEST(PendingRequests, let_an_answer_ask_again_while_all_fail)
{
    Desk desk;
    desk.pending.add([&](const auto&) { desk.ask("again"); }, Millis{60'000});

    desk.pending.fail_all({Errc::unavailable, "Lost."});

    EXPECT_EQ(desk.pending.size(), 1U);
    EXPECT_THAT(desk.answers, ElementsAre());
}

TEST(PendingRequests, are_full_at_their_bound)
{
    Desk desk;
    desk.ask("first");
    EXPECT_FALSE(desk.pending.full());
    desk.ask("second");

    EXPECT_TRUE(desk.pending.full());
}

} // namespace
} // namespace parlor::client
