#include "bench/load/kernel_queues.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::load {
namespace {

struct Descriptor {
    explicit Descriptor(int opened) : number(opened)
    {
        if (number < 0) throw std::runtime_error{"no socket"};
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { ::close(number); }
    int number;
};

/// A server that reads nothing, and one client.
class KernelQueues : public testing::Test {
protected:
    KernelQueues()
    {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const any = reinterpret_cast<sockaddr*>(&address_);
        socklen_t size = sizeof address_;
        if (::bind(listener_.number, any, size) != 0 || ::listen(listener_.number, 1) != 0 ||
            ::getsockname(listener_.number, any, &size) != 0 || ::connect(client_.number, any, size) != 0)
            throw std::runtime_error{"no connection"};
    }
    int accepted() const { return ::accept4(listener_.number, nullptr, nullptr, SOCK_CLOEXEC); }
    std::string told() const { return kernel_queues(ntohs(address_.sin_port)); }

    Descriptor client_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};

private:
    Descriptor listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address_{};
};

TEST_F(KernelQueues, tell_what_the_server_has_not_read)
{
    ASSERT_EQ(::send(client_.number, "lines", 5, 0), 5);
    const Descriptor server{accepted()};
    std::array<char, 5> seen{};
    ASSERT_EQ(::recv(server.number, seen.data(), seen.size(), MSG_PEEK | MSG_WAITALL), 5);
    EXPECT_NE(told().find("server's ends: 1 established (1 with 5 bytes unread, 0 with 0 bytes not acknowledged"),
              std::string::npos)
        << told();
    EXPECT_NE(told().find("members' ends: 1 established (0 with 0 bytes unread,"), std::string::npos) << told();
}

TEST_F(KernelQueues, tell_of_what_the_kernel_allows_for_all)
{
    EXPECT_NE(told().find("TCP: inuse "), std::string::npos) << told();
    EXPECT_NE(told().find("(tcp_mem "), std::string::npos) << told();
    EXPECT_NE(told().find("; packets dropped since the start "), std::string::npos) << told();
}

} // namespace
} // namespace parlor::load
