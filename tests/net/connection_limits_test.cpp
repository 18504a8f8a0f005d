#include "net/connection_limits.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace parlor::net {
namespace {

using Place = ConnectionLimits::Place;

boost::asio::ip::address at(const char* text)
{
    return boost::asio::ip::make_address(text);
}

TEST(ConnectionLimits, refuse_past_the_bound_of_all_together)
{
    const auto limits = std::make_shared<ConnectionLimits>(2, 10);
    auto first = limits->take(at("192.0.2.1"));
    auto second = limits->take(at("192.0.2.2"));

    auto third = limits->take(at("192.0.2.3"));

    EXPECT_TRUE(first && second);
    EXPECT_FALSE(third);
    EXPECT_EQ(limits->open(), 2U);
    EXPECT_EQ(limits->refused(), 1U);
}

TEST(ConnectionLimits, refuse_past_the_bound_of_one_address_and_not_the_next_one)
{
    const auto limits = std::make_shared<ConnectionLimits>(10, 1);
    auto first = limits->take(at("192.0.2.1"));

    EXPECT_FALSE(limits->take(at("192.0.2.1")));
    EXPECT_TRUE(limits->take(at("192.0.2.2")));
}

TEST(ConnectionLimits, take_all_of_a_64_bit_ipv6_network_for_one_client)
{
    const auto limits = std::make_shared<ConnectionLimits>(10, 1);
    auto first = limits->take(at("2001:db8:1:2::1"));

    EXPECT_FALSE(limits->take(at("2001:db8:1:2:ffff:ffff:ffff:ffff")));
    EXPECT_TRUE(limits->take(at("2001:db8:1:3::1")));
}

TEST(ConnectionLimits, take_an_ipv4_address_for_the_same_however_it_is_written)
{
    const auto limits = std::make_shared<ConnectionLimits>(10, 1);
    auto first = limits->take(at("192.0.2.1"));

    EXPECT_FALSE(limits->take(at("::ffff:192.0.2.1")));
    EXPECT_TRUE(limits->take(at("::ffff:192.0.2.2")));
}

TEST(ConnectionLimits, give_a_place_back_once_however_often_it_is_moved)
{
    const auto limits = std::make_shared<ConnectionLimits>(1, 1);
    {
        auto first = limits->take(at("192.0.2.1"));
        Place moved{std::move(first)};
        Place assigned;
        assigned = std::move(moved);
        EXPECT_EQ(limits->open(), 1U);
        assigned = Place{};
        EXPECT_EQ(limits->open(), 0U);
    }

    EXPECT_EQ(limits->open(), 0U);
    EXPECT_TRUE(limits->take(at("192.0.2.1")));
}

TEST(ConnectionLimits, count_right_when_many_threads_come_and_go)
{
    const auto limits = std::make_shared<ConnectionLimits>(4, 2);
    std::atomic<std::size_t> most{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                const auto address = at(t % 2 == 0 ? "192.0.2.1" : "192.0.2.2");
                for (int i = 0; i < 2000; ++i) {
                    auto place = limits->take(address);
                    const auto open = limits->open();
                    auto seen = most.load();
                    while (open > seen && !most.compare_exchange_weak(seen, open)) {
                    }
                }
            });
    }

    EXPECT_LE(most, 4U);
    EXPECT_EQ(limits->open(), 0U);
}

} // namespace
} // namespace parlor::net
