#include "tests/journey/bot_journey.hpp"
#include "tests/support/api.hpp"
#include "tests/support/hook_receiver.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_figures.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <iostream>
#include <set>

/// Web hooks of a real server to a real receiver.
namespace parlor::test {
namespace {

namespace json = boost::json;
using Mood = HookReceiver::Mood;
using Requests = std::vector<HookReceiver::Request>;

const std::string hook_secret(40, 's');

ServerOptions hooked(const HookReceiver& receiver, std::vector<std::string> more = {})
{
    std::vector<std::string> flags{
        "--webhook.urls=" + receiver.url(),
        "--webhook.events=lobby_created,lobby_ended,participant_joined,participant_left,entry",
        "--webhook.private_targets=true",
        "--webhook.first_retry=20ms",
        "--webhook.longest_retry=100ms",
        "--webhook.timeout=500ms",
        "--server.drain=500ms",
        "--net.messages_per_second=100000",
        "--net.message_burst=100000",
        "--log.level=error"};
    flags.insert(flags.end(), more.begin(), more.end());
    return {.flags = std::move(flags), .environment = {{"PARLOR_WEBHOOK_SECRET", hook_secret}}};
}

/// One who writes into a lobby of its own.
struct Writer {
    explicit Writer(const ServerProcess& server)
        : token(new_session(server.port())), lobby(new_lobby(server.port(), token)), socket(server.port(), token)
    {
        socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    }
    void write(int count)
    {
        for (int i = 0; i < count; ++i)
            socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "line " + std::to_string(written++)}});
    }

    std::string token;
    std::string lobby;
    RawWebSocket socket;
    int written = 0;
};

/// The different texts that arrived.
std::set<std::string> texts(const Requests& requests)
{
    std::set<std::string> all;
    for (const auto& request : requests) {
        const auto body = json::parse(request.body);
        if (body.at("type").as_string() == "entry") all.emplace(body.at("data").at("entry").at("text").as_string());
    }
    return all;
}

auto has_texts(std::size_t count)
{
    return [count](const Requests& requests) { return texts(requests).size() >= count; };
}

std::string signature(const std::string& text)
{
    std::array<unsigned char, 32> mac{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), hook_secret.data(), static_cast<int>(hook_secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
    std::string hex = "sha256=";
    for (const auto byte : mac) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[byte >> 4];
        hex += digits[byte & 0xF];
    }
    return hex;
}

TEST(WebHooksOfAServer, tell_the_life_of_a_lobby_signed)
{
    HookReceiver receiver;
    ServerProcess server{hooked(receiver)};
    Writer nina{server};
    nina.write(1);
    receiver.wait(has_texts(1));
    nina.socket.must("close_lobby", {{"lobby_id", nina.lobby}});

    const auto requests = receiver.wait([](const Requests& taken) { return taken.size() >= 4; });

    std::multiset<std::string> types;
    for (const auto& request : requests) {
        const auto body = json::parse(request.body);
        types.emplace(body.at("type").as_string());
        EXPECT_EQ(request.headers.at("content-type"), "application/json");
        EXPECT_EQ(request.headers.at("parlor-signature"),
                  signature(request.headers.at("parlor-timestamp") + "." + request.body));
    }
    EXPECT_THAT(types, testing::UnorderedElementsAre("lobby_created", "participant_joined", "entry", "lobby_ended"));
}

TEST(WebHooksOfAServer, tell_how_it_goes_with_a_bot)
{
    HookReceiver receiver;
    auto flags = provider_flags();
    flags.emplace_back("--webhook.events=bot_state");
    ServerProcess server{hooked(receiver, flags)};
    BotLobby lobby{server.port()};
    ScriptedProvider provider{server.port(), first_provider_key};
    provider.enroll();
    const auto bot = lobby.must_add({{"type", "echo"}});
    auto instance = provider.run_next();
    lobby.wait_for(bot, "active");
    lobby.http.request("DELETE", lobby.bots() + "/" + bot);
    provider.ack(provider.next("stop_bot"));
    instance.socket->send("leave", {{"lobby_id", lobby.id}});

    const auto requests = receiver.wait([](const Requests& taken) { return taken.size() >= 5; });

    std::multiset<std::string> states;
    for (const auto& request : requests) {
        const auto body = json::parse(request.body);
        EXPECT_EQ(body.at("type").as_string(), "bot_state");
        EXPECT_EQ(text_at(body.at("data"), "bot_id"), bot);
        EXPECT_EQ(text_at(body.at("data"), "lobby_id"), lobby.id);
        states.emplace(text_at(body.at("data"), "state"));
    }
    EXPECT_THAT(states, testing::UnorderedElementsAre("starting", "joining", "active", "stopping", "stopped"));
}

TEST(WebHooksOfAServer, go_to_no_private_address_unless_the_settings_say_so)
{
    HookReceiver receiver;
    ServerProcess server{hooked(receiver, {"--webhook.private_targets=false"})};
    Writer nina{server};

    wait_for_metric(server.port(), "parlor_web_hooks_failed_total", [](double failed) { return failed >= 3; });

    EXPECT_EQ(receiver.tries(), 0U);
}

TEST(WebHooksOfAServer, arrive_after_a_crash_of_the_server)
{
    HookReceiver receiver{Mood::failing};
    ServerProcess server{hooked(receiver)};
    Writer nina{server};
    nina.write(20);
    wait_for_metric(server.port(), "parlor_web_hooks_queued_total", [](double queued) { return queued >= 22; });
    server.kill();

    receiver.be(Mood::well);
    server.start();

    EXPECT_EQ(texts(receiver.wait(has_texts(20))).size(), 20U);
}

TEST(WebHooksOfAServer, are_counted_where_more_wait_than_may)
{
    HookReceiver receiver{Mood::failing};
    ServerProcess server{hooked(receiver, {"--webhook.queue=10"})};
    Writer nina{server};
    nina.write(20);
    wait_for_metric(server.port(), "parlor_web_hooks_waiting", [](double waiting) { return waiting == 10; });

    receiver.be(Mood::well);

    // What fitted: the lobby, its participant, and eight lines.
    EXPECT_EQ(texts(receiver.wait(has_texts(8))).size(), 8U);
    wait_for_metric(server.port(), "parlor_web_hooks_waiting", [](double waiting) { return waiting == 0; });
}

TEST(WebHooksOfAServer, end_with_the_server_at_once_though_a_target_is_silent)
{
    HookReceiver receiver{Mood::silent};
    ServerProcess server{hooked(receiver, {"--webhook.timeout=1m"})};
    Writer nina{server};
    receiver.wait_for_tries(1);
    nina.socket.must("leave", {{"lobby_id", nina.lobby}});
    const auto begun = std::chrono::steady_clock::now();

    EXPECT_EQ(server.stop().code, 0);

    EXPECT_LT(std::chrono::steady_clock::now() - begun, patience / 2);
}

/// How long acks of a lobby take while web hooks go to `receiver`, or to none.
struct Figures {
    double p50_ms = 0;
    double p99_ms = 0;
};

Figures measure(Writer& writer, int count)
{
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        writer.write(1);
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
    }
    std::ranges::sort(times);
    return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

class BadReceiver : public testing::TestWithParam<std::pair<const char*, Mood>> {};
INSTANTIATE_TEST_SUITE_P(Every, BadReceiver,
                         testing::Values(std::pair{"failing", Mood::failing}, std::pair{"silent", Mood::silent},
                                         std::pair{"slow", Mood::slow}, std::pair{"rude", Mood::rude}),
                         [](const auto& receiver) { return receiver.param.first; });

TEST_P(BadReceiver, loses_nothing_and_slows_no_lobby)
{
    constexpr int lines = 300;
    ServerProcess plain{
        {.flags = {"--net.messages_per_second=100000", "--net.message_burst=100000", "--log.level=error"}}};
    Writer undisturbed{plain};
    measure(undisturbed, 50);
    const auto without = measure(undisturbed, lines);
    plain.kill();
    HookReceiver receiver{GetParam().second};
    ServerProcess server{hooked(receiver)};
    Writer nina{server};
    nina.write(50);
    receiver.wait_for_tries(1);

    const auto with = measure(nina, lines);
    receiver.be(Mood::well);
    const auto arrived = texts(receiver.wait(has_texts(lines + 50)));

    std::cout << "[ figures  ] receiver " << GetParam().first << ": ack of a line p50 " << with.p50_ms << " ms, p99 "
              << with.p99_ms << " ms; without web hooks p50 " << without.p50_ms << " ms, p99 " << without.p99_ms
              << " ms; " << receiver.tries() << " tries for " << lines + 52 << " events\n";
    EXPECT_EQ(arrived.size(), static_cast<std::size_t>(lines + 50));
    // A lobby that waited for its receiver would take the receiver's time: 300 ms, or the time-out's 500 ms.
    EXPECT_LT(with.p50_ms, std::max(50.0, 5 * without.p50_ms));
    wait_for_metric(server.port(), "parlor_web_hooks_waiting", [](double waiting) { return waiting == 0; });
}

} // namespace
} // namespace parlor::test
