// The server is killed again and again in the middle of a conversation: nothing that it has acknowledged is lost, nothing
// is there twice, and everybody has heard the same.
#include "tests/journey/chatter.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace parlor::test {
namespace {

constexpr int kills = 20;
constexpr int chatters = 8;

class Crash : public testing::TestWithParam<unsigned> {
protected:
    Crash()
    {
        for (int i = 0; i < chatters; ++i) {
            const auto token = i == 0 ? owner : new_session(server.port());
            loop.run([&] {
                all.push_back(
                    std::make_unique<Chatter>(loop.loop(), server.port(), token, lobby, "c" + std::to_string(i)));
                all.back()->on_ack = [this] { count_ack(); };
            });
        }
    }
    ~Crash() override
    {
        loop.run([&] { all.clear(); });
    }

    void count_ack()
    {
        ++acks;
        if (acks == wanted) reached.set_value();
    }

    /// Waits until the server has acknowledged `more` lines from now on.
    void wait_for_acks(int more)
    {
        std::future<void> done;
        loop.run([&] {
            wanted = acks + more;
            reached = {};
            done = reached.get_future();
        });
        if (done.wait_for(patience) != std::future_status::ready)
            throw std::runtime_error("no acks any more; the server wrote: " + server.errors());
    }

    /// Lets everybody finish, and waits until all have been acknowledged and have seen everything.
    void finish()
    {
        const auto deadline = in(patience);
        loop.run([&] {
            for (auto& one : all) one->finish();
        });
        for (bool done = false; !done;) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not everybody has caught up");
            done = loop.run([&] {
                return std::ranges::all_of(all, [&](const auto& one) {
                    return one->unacknowledged() == 0 && one->seen().size() == all.front()->seen().size();
                });
            });
        }
    }

    std::vector<protocol::Entry> read_log()
    {
        HttpClient http{server.port(), bearer(owner)};
        std::vector<protocol::Entry> log;
        for (bool more = true; more;) {
            const auto answer = http.get("/api/v1/lobbies/" + lobby + "/entries?limit=200&after_seq=" +
                                         std::to_string(log.empty() ? 0 : client::seq_of(log.back())));
            auto page = protocol::decode<protocol::EntryPage>(answer.json());
            if (!page) throw std::runtime_error(answer.body);
            log.insert(log.end(), page->entries.begin(), page->entries.end());
            more = page->more;
        }
        return log;
    }

    ServerProcess server{{.flags = {"--server.shards=" + std::to_string(GetParam()), "--net.messages_per_second=100000",
                                    "--net.message_burst=100000"},
                          .port = free_port()}};
    const std::string owner = new_session(server.port());
    const std::string lobby = new_lobby(server.port(), owner);
    ClientLoop loop;
    std::vector<std::unique_ptr<Chatter>> all;
    int acks = 0;
    int wanted = -1;
    std::promise<void> reached;
};
INSTANTIATE_TEST_SUITE_P(Shards, Crash, testing::Values(1U, 2U), testing::PrintToStringParamName());

TEST_P(Crash, loses_nothing_that_was_acknowledged_and_doubles_nothing)
{
    std::mt19937 dice{20};
    std::uniform_int_distribution<int> lines{1, 200};

    for (int i = 0; i < kills; ++i) {
        wait_for_acks(lines(dice));
        EXPECT_EQ(server.kill().signal, SIGKILL);
        server.start();
    }
    wait_for_acks(100);
    finish();

    const auto log = read_log();
    std::map<std::string, Seq> stored;
    std::vector<std::string> in_order;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto& line = std::get<protocol::TextEntry>(log[i]);
        ASSERT_EQ(line.seq, static_cast<Seq>(i) + 1) << "a hole";
        EXPECT_TRUE(stored.emplace(line.client_id.value(), line.seq).second) << line.text << " is there twice";
        EXPECT_EQ(line.text, line.client_id.value());
        in_order.push_back(protocol::to_json(log[i]));
    }
    std::size_t acknowledged = 0;
    std::size_t resent = 0;
    Millis stall{0};
    loop.run([&] {
        for (const auto& one : all) {
            EXPECT_EQ(one->faults(), std::vector<std::string>{});
            EXPECT_EQ(one->seen(), in_order) << "another order";
            for (const auto& [client_id, seq] : one->acknowledged()) EXPECT_EQ(stored[client_id], seq) << client_id;
            acknowledged += one->acknowledged().size();
            resent += one->resent();
            stall = std::max(stall, one->longest_stall());
        }
    });
    EXPECT_EQ(acknowledged, log.size());
    EXPECT_GT(resent, 0U) << "no kill came in the middle of anything";
    std::cout << kills << " kills under " << chatters << " chatting clients: " << acknowledged
              << " lines acknowledged, " << log.size() << " stored, " << resent
              << " sent again, 0 lost, 0 twice; longest stall " << stall.count() << " ms\n";
}

} // namespace
} // namespace parlor::test
