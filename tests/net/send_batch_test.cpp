#include "net/send_batch.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <deque>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace parlor::net {
namespace {

/// Both ends of a connection.
struct Pair {
    Pair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::runtime_error("no sockets");
    }
    ~Pair()
    {
        for (const int end : ends)
            if (end >= 0) ::close(end);
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    std::string received() const
    {
        std::array<char, 256> bytes{};
        const auto count = ::recv(ends[1], bytes.data(), bytes.size(), MSG_DONTWAIT);
        return count > 0 ? std::string{bytes.data(), static_cast<std::size_t>(count)} : std::string{};
    }

    std::array<int, 2> ends{-1, -1};
};

class SendBatchTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (!batch) GTEST_SKIP() << "This kernel refuses io_uring.";
    }

    const std::unique_ptr<SendBatch> batch = SendBatch::make();
};

TEST_F(SendBatchTest, sends_each_job_to_its_own_socket)
{
    std::deque<Pair> pairs(SendBatch::most);
    std::vector<std::string> texts;
    std::vector<SendJob> jobs;
    for (std::size_t i = 0; i < pairs.size(); ++i) texts.push_back("text " + std::to_string(i));
    for (std::size_t i = 0; i < pairs.size(); ++i) jobs.push_back({.socket = pairs[i].ends[0], .bytes = texts[i]});

    const bool sound = batch->send(jobs);

    EXPECT_TRUE(sound);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        EXPECT_EQ(jobs[i].result, static_cast<int>(texts[i].size()));
        EXPECT_EQ(pairs[i].received(), texts[i]);
    }
}

TEST_F(SendBatchTest, says_what_became_of_each_job_and_sends_the_others)
{
    Pair sound_one;
    Pair full;
    Pair broken;
    ::close(broken.ends[1]);
    broken.ends[1] = -1;
    const std::string plenty(1 << 20, 'x');
    std::array<SendJob, 4> jobs{SendJob{.socket = full.ends[0], .bytes = plenty},
                                SendJob{.socket = broken.ends[0], .bytes = "a"}, SendJob{.socket = -1, .bytes = "b"},
                                SendJob{.socket = sound_one.ends[0], .bytes = "c"}};
    batch->send(jobs);
    std::array<SendJob, 1> again{SendJob{.socket = full.ends[0], .bytes = plenty}};

    batch->send(again);

    EXPECT_GT(jobs[0].result, 0);
    EXPECT_LT(jobs[0].result, static_cast<int>(plenty.size())) << "A full socket takes a part.";
    EXPECT_EQ(again[0].result, -EAGAIN);
    EXPECT_EQ(jobs[1].result, -EPIPE);
    EXPECT_EQ(jobs[2].result, -EBADF);
    EXPECT_EQ(sound_one.received(), "c");
}

TEST_F(SendBatchTest, can_be_used_again_and_again)
{
    Pair pair;
    for (int round = 0; round < 2'000; ++round) {
        std::array<SendJob, 1> jobs{SendJob{.socket = pair.ends[0], .bytes = "again"}};

        ASSERT_TRUE(batch->send(jobs));

        ASSERT_EQ(jobs[0].result, 5);
        ASSERT_EQ(pair.received(), "again");
    }
}

TEST_F(SendBatchTest, an_empty_batch_costs_nothing)
{
    EXPECT_TRUE(batch->send({}));
}

} // namespace
} // namespace parlor::net
