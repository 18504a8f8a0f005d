#include "domain/bot/dispatch.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parlor::domain {
namespace {

ProviderFacts provider(std::uint64_t id, std::size_t held = 0, double load = 0)
{
    return {.id = id, .types = {"echo", "scribe"}, .held = held, .max_instances = 4, .load = load};
}

std::string reason(const std::vector<ProviderFacts>& providers, const std::set<std::uint64_t>& tried = {})
{
    auto chosen = choose_provider(providers, "echo", tried);
    EXPECT_FALSE(chosen);
    EXPECT_EQ(chosen.error().code, Errc::no_provider);
    return chosen.error().message;
}

TEST(Dispatch, takes_the_provider_under_the_least_pressure)
{
    EXPECT_EQ(choose_provider(std::vector{provider(1, 2), provider(2, 1)}, "echo").value(), 2U);
    EXPECT_EQ(choose_provider(std::vector{provider(1, 0, 0.9), provider(2, 3)}, "echo").value(), 2U);
    EXPECT_EQ(choose_provider(std::vector{provider(1, 1, 0.5), provider(2, 0, 0.5)}, "echo").value(), 2U);
    EXPECT_EQ(choose_provider(std::vector{provider(2), provider(1)}, "echo").value(), 1U);
}

TEST(Dispatch, passes_over_who_is_full_draining_tried_or_offers_something_else)
{
    auto draining = provider(2);
    draining.draining = true;
    auto other = provider(3);
    other.types = {"scribe"};

    EXPECT_EQ(
        choose_provider(std::vector{provider(1, 4), draining, other, provider(4), provider(5, 3)}, "echo", {4}).value(),
        5U);
}

TEST(Dispatch, takes_a_silent_provider_only_where_nobody_else_can)
{
    auto silent = provider(1);
    silent.silent = true;

    EXPECT_EQ(choose_provider(std::vector{silent, provider(2, 3, 1.0)}, "echo").value(), 2U);
    EXPECT_EQ(choose_provider(std::vector{silent, provider(2, 4)}, "echo").value(), 1U);
}

TEST(Dispatch, says_why_nobody_can_take_the_bot)
{
    auto draining = provider(1);
    draining.draining = true;
    auto other = provider(1);
    other.types = {"scribe"};

    EXPECT_EQ(reason({}), "No bot provider is connected.");
    EXPECT_EQ(reason({other}), "No connected provider offers bots of type \"echo\".");
    EXPECT_EQ(reason({provider(1, 4), provider(2, 4), draining}),
              "Every provider of \"echo\" is full: all 8 slots are taken.");
    EXPECT_EQ(reason({draining, other}), "Every provider of \"echo\" is draining and takes no new bots.");
    EXPECT_EQ(reason({provider(1)}, {1}), "Every provider of \"echo\" has been tried.");
}

} // namespace
} // namespace parlor::domain
