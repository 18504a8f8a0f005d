#include "tests/support/api.hpp"
#include "tests/support/client_frames.hpp"
#include "tests/support/crowd.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_figures.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

/// Networks fail in the middle of everything. Ten thousand times here, while others must not notice.
namespace parlor::test {
namespace {

using std::chrono::milliseconds;
namespace json = boost::json;

struct Target {
    std::uint16_t port;
    std::string token;
    std::string lobby;
};

/// Every other one is handed to the event loop of the lobby.
std::string upgrade(const Target& target, std::size_t number)
{
    const auto path = number % 2 == 0 ? "/api/v1/ws" : "/api/v1/ws?lobby=" + target.lobby;
    return upgrade_request(target.port, bearer(target.token), path) + "\r\n";
}

std::string text_frame(std::string_view type, const json::object& data)
{
    return frame(op_text, json::serialize(json::object{{"type", type}, {"id", "1"}, {"data", data}}));
}

std::string join_frame(const Target& target, std::size_t number)
{
    return text_frame("join", {{"lobby_id", target.lobby}, {"tab", "tab" + std::to_string(number)}});
}

/// Reads until some words have come.
void read_until(TcpStream& stream, std::string_view words)
{
    std::string received;
    while (received.find(words) == std::string::npos) {
        const auto more = stream.receive();
        if (more.empty()) throw std::runtime_error("the server ended a connection: " + received);
        received += more;
    }
}

/// One connection that begins in one of many ways and ends at once.
void open_and_break(const Target& target, std::size_t number)
{
    TcpStream stream{target.port};
    switch (number % 12) {
    case 0: break;
    case 1: stream.send("GET /api/v1/ws HTTP/1.1\r\nHo"); break;
    case 2: stream.send(upgrade(target, number / 12)); break;
    case 3:
        stream.send(upgrade(target, number / 12));
        read_until(stream, "welcome");
        break;
    case 4: stream.send(upgrade(target, number / 12) + join_frame(target, number).substr(0, 1)); break;
    case 5: stream.send(upgrade(target, number / 12) + join_frame(target, number).substr(0, 20)); break;
    case 6: stream.send(upgrade(target, number / 12) + join_frame(target, number)); break;
    case 7:
        stream.send(upgrade(target, number / 12) + join_frame(target, number));
        read_until(stream, R"("type":"ack")");
        stream.send(text_frame("send_chat_message", {{"lobby_id", target.lobby}, {"text", "last words"}}));
        break;
    case 8:
        stream.send("GET /schema.json HTTP/1.1\r\nHost: x\r\n\r\nGET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
        break;
    case 9: stream.send("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"); break;
    case 10:
        // Our side ends properly, in the middle of a frame.
        stream.send(upgrade(target, number / 12) + join_frame(target, number).substr(0, 20));
        stream.finish();
        return;
    case 11: stream.send(upgrade(target, number / 12) + frame(op_close, close_payload(1000)).substr(0, 7)); break;
    }
    stream.reset();
}

/// Breaks `count` connections from some threads at once; gives how many could not even begin.
std::size_t break_many(const Target& target, std::size_t count, const std::function<void()>& meanwhile)
{
    constexpr std::size_t threads = 4;
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> failed{0};
    std::atomic<std::size_t> running{threads};
    std::mutex mutex;
    std::vector<std::jthread> breakers;
    for (std::size_t t = 0; t < threads; ++t)
        breakers.emplace_back([&] {
            for (auto number = next++; number < count; number = next++) {
                try {
                    open_and_break(target, number);
                } catch (const std::exception& fault) {
                    ++failed;
                    std::lock_guard lock{mutex};
                    std::cerr << number << ": " << fault.what() << '\n';
                }
            }
            --running;
        });
    while (running > 0) meanwhile();
    return failed;
}

TEST(AbruptCloses, by_the_ten_thousand_leave_nothing_behind_and_hold_nobody_up)
{
    raise_descriptors();
    ServerProcess server{{.flags = {"--log.level=warning", "--lobby.grace=200ms", "--session.connections=1000",
                                    "--net.connections_per_address=20000", "--net.messages_per_second=100000",
                                    "--net.message_burst=100000", "--lobby.join_participants=10"}}};
    const auto port = server.port();
    const Target target{port, new_session(port),
                        new_lobby(port, new_session(port), R"({"name":"Storm","media":"none","capacity":5000})")};
    RawWebSocket bystander{port, new_session(port)};
    bystander.must("join", {{"lobby_id", target.lobby}, {"tab", "bystander"}});
    std::vector<milliseconds> waits;
    const auto ask = [&] {
        const auto start = std::chrono::steady_clock::now();
        bystander.must("ping", {});
        waits.push_back(std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - start));
    };
    const auto settle = [&] {
        // The bystander's socket and the one that asks.
        EXPECT_EQ(wait_for_metric(port, "parlor_sockets", [](double open) { return open <= 2; }), 2);
        EXPECT_EQ(wait_for_metric(port, "parlor_websockets", [](double open) { return open <= 1; }), 1);
        EXPECT_EQ(wait_for_metric(port, "parlor_participants", [](double inside) { return inside <= 1; }), 1);
    };
    // What the server keeps for good (caches, pools, the lobby's newest entries) is there after some of them.
    ASSERT_EQ(break_many(target, 2000, ask), 0U);
    settle();
    const auto descriptors = open_descriptors(server);
    const auto memory = resident_bytes(server.pid());

    EXPECT_EQ(break_many(target, 10'000, ask), 0U);

    settle();
    // Each loop begins its ring of io_uring with its first crowd.
    EXPECT_LE(open_descriptors(server), descriptors + static_cast<std::size_t>(metric(port, "parlor_event_loops")));
    // AddressSanitizer keeps freed memory for a while; there its leak check at the end speaks.
    if (slowness == 1) {
        EXPECT_LT(resident_bytes(server.pid()), memory + 8 * 1024 * 1024);
    }
    std::ranges::sort(waits);
    const auto worst = waits[waits.size() * 99 / 100];
    std::cout << waits.size() << " round trips of the bystander, p99 " << worst.count() << " ms, longest "
              << waits.back().count() << " ms; memory " << memory / 1024 << " -> "
              << resident_bytes(server.pid()) / 1024 << " KiB\n";
    EXPECT_LT(worst, milliseconds{200} * slowness);
    bystander.stream().finish();
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

} // namespace
} // namespace parlor::test
