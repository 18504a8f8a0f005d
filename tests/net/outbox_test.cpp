#include "net/outbox.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::net {
namespace {

FramePtr frame(const std::string& bytes)
{
    return make_raw_frame(bytes);
}

/// A text frame, droppable, whose wire bytes are `size` in all (payload up to 125 bytes).
FramePtr droppable(std::size_t size)
{
    return make_frame(std::string(Frame::header_room + size - 2, 'd'), Frame::Kind::droppable);
}

/// A connected pair of sockets; one end is what the outbox writes to.
class SocketPair {
public:
    SocketPair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_) != 0) throw std::runtime_error("no sockets");
        const int small = 4096;
        ::setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    }
    ~SocketPair()
    {
        ::close(ends_[0]);
        if (ends_[1] >= 0) ::close(ends_[1]);
    }
    int near() const { return ends_[0]; }
    /// Whatever has come over, up to `most` bytes.
    std::string read(std::size_t most = 1 << 20)
    {
        std::string got(most, '\0');
        const auto count = ::recv(ends_[1], got.data(), got.size(), MSG_DONTWAIT);
        got.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return got;
    }
    void close_far()
    {
        ::close(ends_[1]);
        ends_[1] = -1;
    }

private:
    int ends_[2];
};

TEST(Outbox, writes_what_is_queued_in_its_order)
{
    SocketPair sockets;
    Outbox outbox{{}};

    EXPECT_EQ(outbox.push(frame("one ")), Outbox::Taken::queued);
    EXPECT_EQ(outbox.push(frame("two ")), Outbox::Taken::queued);
    EXPECT_EQ(outbox.bytes(), 8U);

    EXPECT_EQ(outbox.flush(sockets.near()), Outbox::Flushed::done);
    EXPECT_EQ(sockets.read(), "one two ");
    EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, drops_droppable_frames_past_the_soft_bound_and_keeps_the_others)
{
    Outbox outbox{{.soft_bytes = 100, .hard_bytes = 1000}};
    EXPECT_EQ(outbox.push(droppable(60)), Outbox::Taken::queued);

    EXPECT_EQ(outbox.push(droppable(41)), Outbox::Taken::dropped);
    EXPECT_EQ(outbox.push(droppable(40)), Outbox::Taken::queued);
    EXPECT_EQ(outbox.push(frame(std::string(41, 'k'))), Outbox::Taken::queued);

    EXPECT_EQ(outbox.dropped(), 1U);
    EXPECT_EQ(outbox.bytes(), 141U);
    EXPECT_TRUE(outbox.over_soft());
}

TEST(Outbox, takes_nothing_past_the_hard_bound_but_the_last_word)
{
    Outbox outbox{{.soft_bytes = 50, .hard_bytes = 100}};
    EXPECT_EQ(outbox.push(frame(std::string(100, 'k'))), Outbox::Taken::queued);

    EXPECT_EQ(outbox.push(frame("x")), Outbox::Taken::overflow);
    EXPECT_EQ(outbox.bytes(), 100U);

    outbox.push_last(frame("close"));
    EXPECT_EQ(outbox.bytes(), 105U);
}

TEST(Outbox, takes_a_frame_larger_than_the_hard_bound_where_nothing_else_waits)
{
    Outbox outbox{{.soft_bytes = 10, .hard_bytes = 20}};

    EXPECT_EQ(outbox.push(frame(std::string(30, 'a'))), Outbox::Taken::queued);
    EXPECT_EQ(outbox.push(frame("b")), Outbox::Taken::overflow);
    EXPECT_EQ(outbox.bytes(), 30U);
}

TEST(Outbox, goes_on_within_a_frame_where_the_socket_was_full)
{
    SocketPair sockets;
    Outbox outbox{{.soft_bytes = 10 << 20, .hard_bytes = 10 << 20}};
    std::string expected;
    std::mt19937 random{7};
    for (int i = 0; i < 300; ++i) {
        const auto size = i % 50 == 0 ? std::size_t{200'000} : std::size_t{1} + random() % 900;
        std::string bytes(size, static_cast<char>('a' + i % 26));
        expected += bytes;
        outbox.push(frame(bytes));
    }
    std::string got;
    bool was_blocked = false;

    while (outbox.flush(sockets.near()) == Outbox::Flushed::blocked) {
        was_blocked = true;
        got += sockets.read(1 + random() % 10'000);
    }
    for (auto more = sockets.read(); !more.empty(); more = sockets.read()) got += more;

    EXPECT_TRUE(was_blocked);
    EXPECT_TRUE(got == expected);
    EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(Outbox, interleaves_pushes_with_partial_writes_without_losing_a_byte)
{
    SocketPair sockets;
    Outbox outbox{{.soft_bytes = 10 << 20, .hard_bytes = 10 << 20}};
    std::string expected;
    std::string got;
    std::mt19937 random{11};

    for (int i = 0; i < 5000; ++i) {
        std::string bytes(1 + random() % 500, static_cast<char>('a' + i % 26));
        expected += bytes;
        outbox.push(frame(bytes));
        if (i % 3 == 0) outbox.flush(sockets.near());
        if (i % 5 == 0) got += sockets.read(random() % 3000);
    }
    while (outbox.flush(sockets.near()) == Outbox::Flushed::blocked) got += sockets.read();
    for (auto more = sockets.read(); !more.empty(); more = sockets.read()) got += more;

    EXPECT_TRUE(got == expected);
}

TEST(Outbox, forgets_what_waits_but_for_the_rest_of_a_frame_partly_written)
{
    SocketPair sockets;
    Outbox outbox{{.soft_bytes = 1 << 20, .hard_bytes = 1 << 20}};
    const std::string large(300'000, 'l');
    outbox.push(frame(large));
    outbox.push(frame("never to be seen"));
    ASSERT_EQ(outbox.flush(sockets.near()), Outbox::Flushed::blocked);

    outbox.drop_unsent();
    outbox.push_last(frame("the end"));
    std::string got;
    while (outbox.flush(sockets.near()) == Outbox::Flushed::blocked) got += sockets.read();
    for (auto more = sockets.read(); !more.empty(); more = sockets.read()) got += more;

    EXPECT_TRUE(got == large + "the end") << got.size();
    EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, forgets_everything_where_nothing_is_partly_written)
{
    SocketPair sockets;
    Outbox outbox{{}};
    outbox.push(frame("sent"));
    outbox.flush(sockets.near());
    outbox.push(frame("a"));
    outbox.push(frame("b"));

    outbox.drop_unsent();

    EXPECT_TRUE(outbox.empty());
    EXPECT_EQ(outbox.flush(sockets.near()), Outbox::Flushed::done);
    EXPECT_EQ(sockets.read(), "sent");
}

TEST(Outbox, says_that_the_socket_is_broken_instead_of_ending_the_process)
{
    SocketPair sockets;
    Outbox outbox{{}};
    outbox.push(frame("a"));
    sockets.close_far();

    EXPECT_EQ(outbox.flush(sockets.near()), Outbox::Flushed::broken);
}

} // namespace
} // namespace parlor::net
