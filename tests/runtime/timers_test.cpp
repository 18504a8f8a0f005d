#include "runtime/timers.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include <stdexcept>

namespace parlor::runtime {
namespace {

using testing::ElementsAre;

class Timers : public testing::Test {
protected:
    /// Remembers that a timer rang.
    auto note(int number)
    {
        return [this, number] { rung_.push_back(number); };
    }
    /// Until no timer is left.
    void run()
    {
        context_.restart();
        context_.run_for(std::chrono::seconds{60});
    }

    boost::asio::io_context context_{1};
    TimerQueue timers_{context_};
    std::vector<int> rung_;
};

TEST_F(Timers, ring_by_their_time_not_by_the_order_of_setting)
{
    timers_.after(Millis{30}, note(3));
    timers_.after(Millis{10}, note(1));
    timers_.after(Millis{20}, note(2));

    run();

    EXPECT_THAT(rung_, ElementsAre(1, 2, 3));
    EXPECT_EQ(timers_.size(), 0U);
}

TEST_F(Timers, never_ring_before_their_time)
{
    const auto start = std::chrono::steady_clock::now();
    Instant rung{};
    timers_.after(Millis{25}, [&] { rung = std::chrono::steady_clock::now(); });

    run();

    EXPECT_GE(rung - start, Millis{25});
}

TEST_F(Timers, do_not_ring_once_taken_back)
{
    const auto id = timers_.after(Millis{5}, note(1));
    timers_.after(Millis{10}, note(2));

    timers_.cancel(id);
    run();

    EXPECT_THAT(rung_, ElementsAre(2));
}

TEST_F(Timers, can_take_back_one_that_is_due_in_the_same_moment)
{
    TimerId second = 0;
    timers_.after(Millis{0}, [&] {
        rung_.push_back(1);
        timers_.cancel(second);
    });
    second = timers_.after(Millis{0}, note(2));

    run();

    EXPECT_THAT(rung_, ElementsAre(1));
}

TEST_F(Timers, taken_back_after_they_rang_or_twice_change_nothing)
{
    const auto rung = timers_.after(Millis{0}, note(1));
    run();
    const auto waiting = timers_.after(Millis{5}, note(2));

    timers_.cancel(rung);
    timers_.cancel(TimerId{9999});
    run();
    timers_.cancel(waiting);

    EXPECT_THAT(rung_, ElementsAre(1, 2));
}

TEST_F(Timers, ring_when_set_from_one_that_rings)
{
    timers_.after(Millis{1}, [&] {
        rung_.push_back(1);
        timers_.after(Millis{1}, note(2));
    });

    run();

    EXPECT_THAT(rung_, ElementsAre(1, 2));
}

TEST_F(Timers, ring_earlier_than_the_one_that_was_the_first_when_they_were_set)
{
    timers_.after(std::chrono::hours{1}, note(1));
    context_.poll();
    timers_.after(Millis{1}, [&] {
        rung_.push_back(2);
        context_.stop();
    });

    run();

    EXPECT_THAT(rung_, ElementsAre(2));
}

TEST_F(Timers, go_on_after_one_that_throws)
{
    timers_.after(Millis{0}, [] { throw std::runtime_error("a bug in one"); });
    timers_.after(Millis{0}, note(1));
    timers_.after(Millis{5}, note(2));

    run();

    EXPECT_THAT(rung_, ElementsAre(1, 2));
}

} // namespace
} // namespace parlor::runtime
