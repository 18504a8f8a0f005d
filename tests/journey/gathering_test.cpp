// Connections that say which lobby they are for are served by that lobby's event loop.
#include "tests/support/api.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/client_frames.hpp"
#include "tests/support/crowd.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_figures.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

namespace parlor::test {
namespace {

namespace json = boost::json;

/// Whether the server has handed connections on; of one loop it can't. That the kernel gave eight to the right one of three
/// by itself happens once in 6,561 runs.
bool has_handed_on(std::uint16_t port)
{
    return metric(port, "parlor_gathered_connections_total") > 0 || metric(port, "parlor_event_loops") == 1;
}

class Gathering : public testing::Test {
protected:
    explicit Gathering(const std::string& more = "--net.gather_lobbies=true")
        : server_({.flags = {"--server.shards=3", "--net.messages_per_second=100000", "--net.message_burst=100000",
                             "--session.per_address_per_minute=100000", "--server.drain=10s", more}})
    {
    }

    std::uint16_t port() { return server_.port(); }
    /// A connection that names this lobby, or says something else.
    RawWebSocket bound_for(const std::string& lobby, const std::string& token)
    {
        RawWebSocket socket{port(), token, "/api/v1/ws?lobby=" + lobby};
        EXPECT_EQ(socket.next().at("type").as_string(), "welcome");
        return socket;
    }

    ServerProcess server_;
    /// Makes a lobby; its bound of sessions and rates is not in the way.
    const std::string maker_ = new_session(server_.port());
};

TEST_F(Gathering, who_names_a_lobby_is_served_by_its_loop_and_hears_all_in_order)
{
    constexpr int people = 8;
    constexpr int lines = 20;
    const auto lobby = new_lobby(port(), maker_);
    std::vector<std::unique_ptr<RawWebSocket>> crowd;
    for (int i = 0; i < people; ++i) {
        crowd.push_back(std::make_unique<RawWebSocket>(bound_for(lobby, new_session(port()))));
        crowd.back()->must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    }

    EXPECT_TRUE(has_handed_on(port()));
    for (int line = 0; line < lines; ++line)
        for (auto& one : crowd)
            one->send("send_chat_message", {{"lobby_id", lobby}, {"text", "line " + std::to_string(line)}});
    for (auto& one : crowd) {
        std::int64_t last = 0;
        for (int said = 0; said < people * lines;) {
            const auto entry = one->next_of("entry").at("entry").as_object();
            const auto seq = entry.at("seq").to_number<std::int64_t>();
            EXPECT_TRUE(last == 0 || seq == last + 1) << seq << " after " << last;
            last = seq;
            if (entry.contains("text")) ++said;
        }
    }
}

TEST_F(Gathering, what_was_sent_together_with_the_request_is_answered_after_the_welcome)
{
    const auto lobby = new_lobby(port(), maker_);
    for (int i = 0; i < 12; ++i) {
        TcpStream stream{port()};
        auto bytes =
            upgrade_request(port(), {{"Authorization", "Bearer " + new_session(port())}}, "/api/v1/ws?lobby=" + lobby) +
            "\r\n";
        for (const auto* id : {"1", "2", "3"})
            bytes +=
                frame(op_text, json::serialize(json::object{{"type", "ping"}, {"id", id}, {"data", json::object{}}}));

        stream.send(bytes);
        std::string answer;
        while (answer.find(R"("reply_to":"3")") == std::string::npos) answer += stream.receive();

        const auto welcome = answer.find(R"("type":"welcome")");
        const auto first = answer.find(R"("reply_to":"1")");
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ") && welcome < first && first < answer.find(R"("reply_to":"2")"));
    }
    EXPECT_TRUE(has_handed_on(port()));
}

TEST_F(Gathering, a_lobby_that_there_is_not_and_what_is_none_stands_in_nobodys_way)
{
    for (const std::string lobby : {"no-such-lobby", "", "%20", "../..", "a&b=c"}) {
        auto socket = bound_for(lobby, maker_);
        socket.must("ping", {});
    }
}

TEST_F(Gathering, a_connection_that_was_handed_on_counts_until_it_is_closed)
{
    constexpr int most = 8; // of one session
    const auto lobby = new_lobby(port(), maker_);
    for (int round = 0; round < 3; ++round) {
        std::vector<std::unique_ptr<RawWebSocket>> crowd;
        for (int i = 0; i < most; ++i) crowd.push_back(std::make_unique<RawWebSocket>(bound_for(lobby, maker_)));
        EXPECT_EQ(metric(port(), "parlor_websockets"), most);
        EXPECT_THROW(bound_for(lobby, maker_), std::runtime_error);

        crowd.clear();

        // The one that asks is left; the session's places are given back a little later.
        EXPECT_EQ(wait_for_metric(port(), "parlor_sockets", [](double open) { return open == 1; }), 1);
        EXPECT_EQ(wait_for_metric(port(), "parlor_sessions_connected", [](double held) { return held == 0; }), 0);
    }
    EXPECT_TRUE(has_handed_on(port()));
}

TEST_F(Gathering, a_rush_to_one_lobby_is_shared_by_all_loops)
{
    constexpr int people = 300;
    raise_descriptors();
    const auto lobby = new_lobby(port(), maker_);
    std::vector<std::string> tokens;
    for (int i = 0; i < people; ++i) tokens.push_back(new_session(port()));
    std::vector<std::unique_ptr<TcpStream>> crowd;
    for (int i = 0; i < people; ++i) crowd.push_back(std::make_unique<TcpStream>(port()));

    for (int i = 0; i < people; ++i)
        crowd[static_cast<std::size_t>(i)]->send(
            upgrade_request(port(), bearer(tokens[static_cast<std::size_t>(i)]), "/api/v1/ws?lobby=" + lobby) + "\r\n");
    for (auto& one : crowd)
        for (std::string heard; heard.find("welcome") == std::string::npos;) heard += one->receive();

    const auto loops = metric(port(), "parlor_event_loops");
    // Four or a sixteenth more than its share, and those whose loops decided by figures of the moment before.
    for (int loop = 0; loop < loops; ++loop)
        EXPECT_LE(metric(port(), "parlor_loop_websockets{loop=\"" + std::to_string(loop) + "\"}"),
                  people / loops * 1.4);
}

TEST_F(Gathering, who_comes_while_the_server_goes_does_not_keep_it)
{
    const auto lobby = new_lobby(port(), maker_);
    std::atomic<bool> going{false};
    std::atomic<int> came{0};
    std::vector<std::jthread> rush;
    for (int i = 0; i < 8; ++i)
        rush.emplace_back([&, token = new_session(port())] {
            try {
                for (;;) {
                    auto socket = bound_for(lobby, token);
                    ++came;
                    // Until then they come and go.
                    if (going) socket.wait_close();
                }
            } catch (const std::exception&) {
                // The server takes nobody any more.
            }
        });
    while (came < 200) std::this_thread::yield();

    const auto start = std::chrono::steady_clock::now();
    going = true;
    server_.send_signal(SIGTERM);
    const auto status = server_.wait(std::chrono::seconds{30});

    EXPECT_EQ(status.code, 0) << server_.errors();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{9});
}

class GatheringOff : public Gathering {
protected:
    GatheringOff() : Gathering("--net.gather_lobbies=false") {}
};

TEST_F(GatheringOff, everybody_stays_where_the_kernel_has_put_them)
{
    const auto lobby = new_lobby(port(), maker_);
    for (int i = 0; i < 8; ++i) bound_for(lobby, maker_).must("join", {{"lobby_id", lobby}, {"tab", "tab"}});

    EXPECT_EQ(metric(port(), "parlor_gathered_connections_total"), 0);
}

class GatheringByTls : public testing::Test {
protected:
    GatheringByTls()
    {
        make_certificate(files_, "first.test");
        server_.emplace(ServerOptions{.flags = {"--server.shards=3", "--tls.listen=127.0.0.1:0",
                                                "--tls.certificate=" + files_.certificate, "--tls.key=" + files_.key}});
    }

    TempFolder folder_;
    CertificateFiles files_{.certificate = folder_.file("server.crt"), .key = folder_.file("server.key")};
    std::optional<ServerProcess> server_;
};

TEST_F(GatheringByTls, an_encrypted_connection_is_handed_on_with_its_keys)
{
    const auto token = new_session(server_->port());
    const auto lobby = new_lobby(server_->port(), token);
    for (int i = 0; i < 8; ++i) {
        TcpStream stream{server_->tls_port()};
        stream.secure();
        RawWebSocket socket{std::move(stream), server_->tls_port(), token, "/api/v1/ws?lobby=" + lobby};
        socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
        socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", std::string(5'000, 'x')}});
    }

    EXPECT_TRUE(has_handed_on(server_->port()));
}

} // namespace
} // namespace parlor::test
