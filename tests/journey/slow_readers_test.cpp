#include "tests/support/api.hpp"
#include "tests/support/client_frames.hpp"
#include "tests/support/crowd.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_figures.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

/// Those who do not read are closed with 4008; those who do never wait for them.
namespace parlor::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
namespace json = boost::json;

constexpr std::size_t slow_count = 1000;
constexpr std::size_t quick_count = 20;
/// Every socket of a slow one takes a little; the kernel's part of the way is small then.
constexpr int small_buffer = 4096;
/// A line behind which nothing comes of the gathering before it.
constexpr std::string_view mark = "all are here";

std::int64_t now_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

/// A lobby with quick members, who note how long each message took to them, and slow ones, who stop reading.
class SlowReaders : public testing::Test {
protected:
    explicit SlowReaders(std::vector<std::string> flags = {})
        : server_(options(std::move(flags))), crowd_(server_.port(), [this](auto who, auto text) { take(who, text); })
    {
        raise_descriptors();
        lobby_ = new_lobby(server_.port(), new_session(server_.port()),
                           R"({"name":"Square","media":"none","capacity":2000})");
    }

    static ServerOptions options(std::vector<std::string> more)
    {
        std::vector<std::string> flags{"--log.level=warning",
                                       "--session.per_address_per_minute=100000",
                                       "--net.connections_per_address=20000",
                                       "--net.heartbeat=10m",
                                       "--net.bytes_per_second=64MiB",
                                       "--net.messages_per_second=100000",
                                       "--net.message_burst=100000",
                                       "--relay.bytes_per_second=1024MiB",
                                       "--lobby.join_participants=10",
                                       "--lobby.grace=0s"};
        flags.insert(flags.end(), more.begin(), more.end());
        return {.flags = std::move(flags)};
    }

    /// Quick ones are members 0 … quick_count-1.
    void gather(std::size_t slow)
    {
        for (std::size_t i = 0; i < quick_count + slow; ++i) {
            if (i % 8 == 0) token_ = new_session(server_.port());
            crowd_.add(token_, i < quick_count ? 0 : small_buffer);
            joined_.push_back(false);
            marks_read_.push_back(marks_);
            crowd_.send(i, "join", {{"lobby_id", lobby_}, {"tab", "tab" + std::to_string(i)}}, "join");
            if (i % 50 == 49) {
                ASSERT_NO_FATAL_FAILURE(settle());
            }
        }
        ASSERT_NO_FATAL_FAILURE(settle());
        for (auto i = quick_count; i < crowd_.size(); ++i) crowd_.set_reading(i, false);
    }

    /// Waits until all are in and each has read what it was told of the others' coming. Without this the small buffers
    /// fall behind while the crowd gathers, and whoever is closed for it takes others along, as its leaving is told to
    /// all.
    void settle()
    {
        ASSERT_TRUE(crowd_.pump([&] { return std::ranges::count(joined_, false) == 0; }));
        ++marks_;
        crowd_.send(0, "send_chat_message", {{"lobby_id", lobby_}, {"text", mark}}, "mark");
        ASSERT_TRUE(crowd_.pump([&] { return std::ranges::count(marks_read_, marks_) == std::ssize(marks_read_); }));
    }
    /// One quick member says something; returns when all quick ones have it and the sender its ack.
    void say(std::size_t bytes)
    {
        const auto start = now_us();
        const auto expected = heard_ + quick_count;
        json::object message{{"lobby_id", lobby_}, {"text", std::to_string(start) + " " + std::string(bytes, 'x')}};
        crowd_.send(said_++ % quick_count, "send_chat_message", message, "say");
        ASSERT_TRUE(crowd_.pump([&] { return heard_ >= expected && acked_ == said_; }));
    }
    /// One quick member relays something to another.
    void relay()
    {
        const auto expected = relayed_ + 1;
        const auto from = relayed_ % quick_count;
        crowd_.send(
            from, "relay_data",
            {{"lobby_id", lobby_}, {"to", ids_[(from + 1) % quick_count]}, {"topic", "t"}, {"payload", now_us()}});
        ASSERT_TRUE(crowd_.pump([&] { return relayed_ >= expected; }));
    }

    double too_slow() { return metric(server_.port(), "parlor_closed_too_slow_total"); }
    /// Among the slow ones.
    std::size_t closed_with(std::uint16_t code) const
    {
        std::size_t count = 0;
        for (auto i = quick_count; i < crowd_.size(); ++i) count += crowd_.at(i).close_code == code ? 1 : 0;
        return count;
    }
    void expect_quick_ones_never_waited()
    {
        for (std::size_t i = 0; i < quick_count; ++i) {
            EXPECT_FALSE(crowd_.at(i).ended) << i;
            EXPECT_EQ(crowd_.at(i).close_code, 0) << i;
        }
        EXPECT_EQ(holes_, 0U);
        std::ranges::sort(waits_us_);
        const auto p99 = waits_us_[waits_us_.size() * 99 / 100] / 1000;
        std::cout << waits_us_.size() << " deliveries to quick readers, p99 " << p99 << " ms, longest "
                  << waits_us_.back() / 1000 << " ms\n";
        EXPECT_LT(p99, 500 * slowness);
    }

    ServerProcess server_;
    Crowd crowd_;

private:
    void take(std::size_t who, std::string_view text)
    {
        if (text.starts_with(R"({"type":"ack","reply_to":"join")")) {
            joined_[who] = true;
            if (who < quick_count)
                ids_[who] = json::parse(text).at("data").at("participant").at("id").as_string().c_str();
        } else if (text.starts_with(R"({"type":"entry")") && text.find(mark) != std::string_view::npos) {
            ++marks_read_[who];
            if (who < quick_count) last_seq_[who] = json::parse(text).at("data").at("entry").at("seq").as_int64();
        } else if (who >= quick_count) {
            return;
        } else if (text.starts_with(R"({"type":"error")")) {
            ADD_FAILURE() << text;
        } else if (text.starts_with(R"({"type":"ack","reply_to":"say")")) {
            ++acked_;
        } else if (text.starts_with(R"({"type":"entry")")) {
            const auto entry = json::parse(text).at("data").at("entry");
            const auto seq = entry.at("seq").as_int64();
            holes_ += seq == last_seq_[who] + 1 ? 0 : 1;
            last_seq_[who] = seq;
            waits_us_.push_back(now_us() - std::stoll(entry.at("text").as_string().c_str()));
            ++heard_;
        } else if (text.starts_with(R"({"type":"relayed_data")")) {
            waits_us_.push_back(now_us() - json::parse(text).at("data").at("payload").as_int64());
            ++relayed_;
        }
    }

    std::string lobby_;
    std::string token_;
    std::vector<bool> joined_;
    std::size_t marks_ = 0;
    /// The number of the last mark that each has read, or that was before its time.
    std::vector<std::size_t> marks_read_;
    std::array<std::string, quick_count> ids_;
    std::array<std::int64_t, quick_count> last_seq_{};
    std::vector<std::int64_t> waits_us_;
    std::size_t said_ = 0;
    std::size_t acked_ = 0;
    std::size_t heard_ = 0;
    std::size_t relayed_ = 0;
    std::size_t holes_ = 0;
};

class PastTheHardBound : public SlowReaders {
protected:
    PastTheHardBound()
        : SlowReaders({"--net.outbox_soft_bytes=32KiB", "--net.outbox_hard_bytes=192KiB", "--net.blocked_time=10m",
                       "--net.close_time=10m"})
    {
    }
};

TEST_F(PastTheHardBound, a_thousand_slow_readers_are_closed_with_4008_and_the_others_never_wait)
{
    ASSERT_NO_FATAL_FAILURE(gather(slow_count));
    const auto before = open_descriptors(server_);

    for (int round = 0; round < 400 && (round % 10 != 0 || too_slow() < slow_count); ++round) {
        ASSERT_NO_FATAL_FAILURE(say(8000));
        ASSERT_NO_FATAL_FAILURE(relay());
    }

    EXPECT_EQ(too_slow(), slow_count);
    expect_quick_ones_never_waited();
    // Now they read to the end, and find out why it is one.
    for (auto i = quick_count; i < crowd_.size(); ++i) crowd_.set_reading(i, true);
    const auto all_ended = [&] {
        for (auto i = quick_count; i < crowd_.size(); ++i)
            if (!crowd_.at(i).ended) return false;
        return true;
    };
    EXPECT_TRUE(crowd_.pump(all_ended));
    EXPECT_EQ(closed_with(4008), slow_count);
    wait_for_metric(server_.port(), "parlor_websockets", [](double open) { return open <= quick_count; });
    EXPECT_LE(open_descriptors(server_) + slow_count, before + 2);
    for (std::size_t i = 0; i < crowd_.size(); ++i) crowd_.drop(i);
    EXPECT_EQ(server_.stop().code, 0) << server_.errors();
}

class BlockedForLong : public SlowReaders {
protected:
    BlockedForLong()
        : SlowReaders({"--net.outbox_hard_bytes=64MiB", "--net.blocked_time=300ms", "--net.close_time=500ms"})
    {
    }
};

TEST_F(BlockedForLong, slow_readers_are_closed_and_those_that_never_read_again_lose_their_sockets)
{
    constexpr std::size_t slow = 50;
    ASSERT_NO_FATAL_FAILURE(gather(slow));
    const auto before = open_descriptors(server_);

    for (int round = 0; round < 400 && (round % 10 != 0 || too_slow() < slow); ++round)
        ASSERT_NO_FATAL_FAILURE(say(8000));

    EXPECT_EQ(wait_for_metric(server_.port(), "parlor_closed_too_slow_total", [](double n) { return n >= slow; }),
              slow);
    // They hold their ends and read nothing: the server gives theirs back all the same.
    EXPECT_EQ(wait_for_metric(server_.port(), "parlor_websockets", [](double n) { return n <= quick_count; }),
              quick_count);
    EXPECT_LE(open_descriptors(server_) + slow, before + 2);
    expect_quick_ones_never_waited();
    for (std::size_t i = 0; i < crowd_.size(); ++i) crowd_.drop(i);
    EXPECT_EQ(server_.stop().code, 0) << server_.errors();
}

/// One that asks many things at once and reads all answers: they are made in one turn, before any of them is written.
class ManyAnswersAtOnce : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(ManyAnswersAtOnce, past_the_bounds_are_no_harm_to_one_whose_socket_takes_them)
{
    ServerProcess server{{.flags = GetParam()}};
    RawWebSocket client{server.port(), new_session(server.port())};
    constexpr int questions = 60;
    std::string together;
    for (int i = 0; i < questions; ++i) together += frame(op_text, R"({"type":"nonsense","data":{}})");

    client.send_bytes(together);
    for (int i = 0; i < questions; ++i) client.next_of("error");

    EXPECT_EQ(client.ask("nonsense", {}).at("type").as_string(), "error");
}

INSTANTIATE_TEST_SUITE_P(Bounds, ManyAnswersAtOnce,
                         testing::Values(std::vector<std::string>{"--net.outbox_soft_bytes=1KiB"},
                                         std::vector<std::string>{"--net.outbox_soft_bytes=4KiB",
                                                                  "--net.outbox_hard_bytes=4KiB"}),
                         [](const auto& one) { return one.index == 0 ? "soft" : "hard"; });

} // namespace
} // namespace parlor::test
