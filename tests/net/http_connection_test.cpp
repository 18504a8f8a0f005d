#include "net/http_connection.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::net {
namespace {

constexpr std::string_view upgrade =
    "GET /api/v1/ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
constexpr std::string_view plain = "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n";

/// A connection whose client has done all it does before the event loop looks at it for the first time, as where a server
/// has more to do than it can.
class LateConnection : public testing::Test {
protected:
    LateConnection()
    {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::runtime_error{"no sockets"};
        client_ = ends[1];
        Socket near{context_};
        near.assign(boost::asio::ip::tcp::v4(), ends[0]);
        auto callbacks = std::make_shared<HttpCallbacks>();
        callbacks->upgrade = [this](PendingUpgrade pending) {
            ++upgrades_;
            pending.refuse({});
        };
        callbacks->request = [this](HttpRequest, HttpResponder answer) {
            ++requests_;
            answer({});
        };
        callbacks->fault = [](int status) { return HttpResponse{.status = status}; };
        counters_ = callbacks->counters;
        connection_ = std::make_shared<HttpConnection>(Stream{std::move(near)}, "192.0.2.1", ConnectionLimits::Place{},
                                                       limits_, std::move(callbacks));
    }
    ~LateConnection() override { hang_up(); }

    void says(std::string_view text)
    {
        ASSERT_EQ(::send(client_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    void ends_sending() const { ::shutdown(client_, SHUT_WR); }
    void hang_up()
    {
        if (client_ >= 0) ::close(std::exchange(client_, -1));
    }
    /// The loop's first look; all that is there to be done is done.
    void serve()
    {
        std::exchange(connection_, nullptr)->start();
        context_.poll();
    }

    int upgrades_ = 0;
    int requests_ = 0;
    std::shared_ptr<HttpCounters> counters_;

private:
    boost::asio::io_context context_;
    HttpLimits limits_;
    int client_ = -1;
    std::shared_ptr<HttpConnection> connection_;
};

TEST_F(LateConnection, opens_a_websocket_for_who_is_there)
{
    says(upgrade);
    serve();
    EXPECT_EQ(upgrades_, 1);
    EXPECT_EQ(counters_->gone, 0U);
}

TEST_F(LateConnection, opens_none_for_who_has_hung_up)
{
    says(upgrade);
    hang_up();
    serve();
    EXPECT_EQ(upgrades_, 0);
    EXPECT_EQ(counters_->gone, 1U);
}

TEST_F(LateConnection, opens_none_for_who_will_send_nothing_more)
{
    says(upgrade);
    ends_sending();
    serve();
    EXPECT_EQ(upgrades_, 0);
    EXPECT_EQ(counters_->gone, 1U);
}

TEST_F(LateConnection, answers_a_plain_request_to_who_only_listens)
{
    says(plain);
    ends_sending();
    serve();
    EXPECT_EQ(requests_, 1);
    EXPECT_EQ(counters_->gone, 0U);
}

} // namespace
} // namespace parlor::net
