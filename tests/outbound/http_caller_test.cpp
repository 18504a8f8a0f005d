#include "outbound/http_caller.hpp"

#include "outbound/public_address.hpp"
#include "tests/support/hook_receiver.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/server_process.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace parlor::outbound {
namespace {

using test::HookReceiver;

TEST(HttpCaller, sends_what_it_is_given_and_tells_the_status)
{
    HookReceiver receiver;
    HttpCaller caller;

    const auto answer = caller.send({.method = "POST",
                                     .url = receiver.url("/a?b=c"),
                                     .headers = {{"Content-Type", "application/json"}, {"Parlor-Test", "yes"}},
                                     .body = R"({"a":1})"});

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 204);
    const auto request = receiver.taken().at(0);
    EXPECT_EQ(request.target, "/a?b=c");
    EXPECT_EQ(request.body, R"({"a":1})");
    EXPECT_EQ(request.headers.at("content-type"), "application/json");
    EXPECT_EQ(request.headers.at("parlor-test"), "yes");
}

TEST(HttpCaller, tells_a_status_that_is_none_of_success)
{
    HookReceiver receiver{HookReceiver::Mood::failing};
    HttpCaller caller;

    EXPECT_EQ(caller.send({.method = "POST", .url = receiver.url()})->status, 500);
}

TEST(HttpCaller, refuses_where_nobody_answers)
{
    HttpCaller caller;

    const auto answer = caller.send({.url = "http://127.0.0.1:" + std::to_string(test::free_port())});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

TEST(HttpCaller, gives_up_after_its_time)
{
    HookReceiver receiver{HookReceiver::Mood::silent};
    HttpCaller caller;

    const auto answer = caller.send({.url = receiver.url(), .timeout = Millis{200}});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

TEST(HttpCaller, ends_early_when_it_is_cancelled)
{
    HookReceiver receiver{HookReceiver::Mood::silent};
    std::atomic<bool> cancelled{false};
    std::thread canceller{[&] {
        receiver.wait_for_tries(1);
        cancelled = true;
    }};
    HttpCaller caller;

    const auto answer = caller.send({.url = receiver.url(), .timeout = Millis{3'600'000}}, {}, &cancelled);

    canceller.join();
    EXPECT_FALSE(answer);
}

TEST(HttpCaller, connects_to_no_address_that_the_rule_keeps_out_however_it_is_written)
{
    HookReceiver receiver;
    HttpCaller caller;
    const auto port = std::to_string(receiver.port());

    for (const auto* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        const auto answer = caller.send({.url = "http://" + std::string{host} + ":" + port}, is_public_address);
        EXPECT_FALSE(answer) << host;
    }
    EXPECT_EQ(caller.send({.url = receiver.url()}, is_public_address).error().code, Errc::forbidden);
    EXPECT_EQ(receiver.tries(), 0U);
}

TEST(HttpCaller, speaks_nothing_but_http)
{
    HttpCaller caller;

    for (const auto* url : {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", ""})
        EXPECT_EQ(caller.send({.url = url}).error().code, Errc::bad_request) << url;
}

} // namespace
} // namespace parlor::outbound
