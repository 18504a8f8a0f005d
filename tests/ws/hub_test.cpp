#include "ws/connection.hpp"
#include "ws/hub.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace parlor::ws {
namespace {

constexpr std::string_view handshake = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

struct Deaf final : WsListener {
    void on_text(std::string_view) override {}
    void on_binary(std::string_view) override {}
    void on_closed() override {}
};

/// The far end of a connection that the hub serves.
class Client {
public:
    Client(ConnectionId id, WsHub& hub)
    {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::runtime_error{"no sockets"};
        far_ = ends[1];
        const int small = 4096;
        ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        net::Socket near{hub.loop().context()};
        near.assign(boost::asio::ip::tcp::v4(), ends[0]);
        near.non_blocking(true);
        WsConnection::open({.taken = {net::Stream{std::move(near)}, {}, {}}, .answer = std::string{handshake}}, id, hub,
                           [this](std::shared_ptr<WsConnection> made) {
                               connection_ = std::move(made);
                               return std::make_shared<Deaf>();
                           });
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(far_); }

    void send(const FramePtr& frame) { connection_->send(frame); }
    /// Takes what has come over.
    const std::string& read()
    {
        std::array<char, 65'536> room;
        while (true) {
            const auto count = ::recv(far_, room.data(), room.size(), MSG_DONTWAIT);
            if (count <= 0) return heard_;
            heard_.append(room.data(), static_cast<std::size_t>(count));
        }
    }

private:
    int far_ = -1;
    std::shared_ptr<WsConnection> connection_;
    std::string heard_;
};

FramePtr message(const std::string& text)
{
    return make_frame(std::string(Frame::header_room, ' ') + text, Frame::Kind::kept);
}

/// By io_uring where the kernel has it (true), or socket by socket.
class Hub : public testing::TestWithParam<bool> {
protected:
    Hub()
    {
        in_one_turn([this] {
            for (std::size_t i = 0; i < count; ++i) clients_.push_back(std::make_unique<Client>(i + 1, hub_));
        });
    }
    ~Hub() override { hub_.finish_all(); }

    void in_one_turn(std::function<void()> what)
    {
        loop().post([this, what = std::move(what)] {
            what();
            pool_.stop();
        });
        pool_.run();
        loop().context().restart();
    }
    /// All in one turn: `first`, then many rounds of the loop while `reader` reads, then `last`.
    void in_one_long_turn(Client& reader, const std::function<void()>& first, const std::function<void()>& last)
    {
        int rounds = 200;
        std::function<void()> read_on = [&] {
            reader.read();
            if (--rounds > 0) return loop().post([&] { read_on(); });
            last();
            pool_.stop();
        };
        loop().post([&] {
            first();
            read_on();
        });
        pool_.run();
        loop().context().restart();
    }
    void send_to_all(const FramePtr& frame)
    {
        for (auto& client : clients_) client->send(frame);
    }
    runtime::ShardLoop& loop() { return pool_.loop(0); }

    /// From as many on a turn's writes make a batch.
    static constexpr std::size_t count = 4;
    runtime::ShardPool pool_{1};
    WsHub hub_{pool_.loop(0), options()};
    std::vector<std::unique_ptr<Client>> clients_;

private:
    static WsOptions options()
    {
        WsOptions options;
        options.batch_sends = GetParam();
        return options;
    }
};

TEST_P(Hub, sends_each_frame_once_to_a_client_whose_full_socket_gets_room_amid_a_turn)
{
    // More than the socket takes at once, and less than it takes in all the rounds.
    const auto large = message(std::string(100'000, 'l'));
    const auto first = message("first");
    const auto second = message("second");
    const auto third = message("third");
    auto& slow = *clients_.front();
    in_one_turn([&] { slow.send(large); });

    in_one_long_turn(
        slow, [&] { send_to_all(first); }, [&] { send_to_all(second); });
    in_one_turn([&] { send_to_all(third); });
    if (GetParam() && !hub_.batches()) GTEST_SKIP() << "no io_uring here";

    const auto wire = [](const FramePtr& frame) { return std::string{frame->wire()}; };
    const auto all = wire(first) + wire(second) + wire(third);
    const auto size = handshake.size() + large->wire().size() + all.size();
    for (int turns = 0; turns < 1000 && slow.read().size() < size; ++turns)
        in_one_long_turn(
            slow, [] {}, [] {});
    EXPECT_EQ(slow.read().size(), size);
    EXPECT_TRUE(slow.read().ends_with(all));
    for (std::size_t i = 1; i < count; ++i) EXPECT_EQ(clients_[i]->read(), std::string{handshake} + all);
}

INSTANTIATE_TEST_SUITE_P(Flush, Hub, testing::Bool(),
                         [](const auto& path) { return path.param ? "together" : "one_by_one"; });

} // namespace
} // namespace parlor::ws
