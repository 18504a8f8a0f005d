#include "base/unique_function.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace parlor {
namespace {

TEST(UniqueFunction, owns_what_can_only_be_moved)
{
    UniqueFunction<int(int)> add = [held = std::make_unique<int>(40)](int more) { return *held + more; };

    EXPECT_EQ(add(2), 42);
}

TEST(UniqueFunction, holds_large_call_backs_as_well_as_small_ones)
{
    std::array<std::string, 8> words;
    words.fill("a word too long to live within a string object");

    UniqueFunction<std::size_t()> count = [words] { return words[7].size(); };
    auto moved = std::move(count);

    EXPECT_EQ(moved(), words[7].size());
}

TEST(UniqueFunction, is_empty_after_a_move_and_when_made_of_nothing)
{
    UniqueFunction<void()> first = [] {};

    auto second = std::move(first);

    EXPECT_TRUE(second);
    EXPECT_FALSE(UniqueFunction<void()>{});
    EXPECT_FALSE(UniqueFunction<void()>{nullptr});
}

TEST(UniqueFunction, destroys_what_it_held_once)
{
    auto held = std::make_shared<int>(1);
    {
        UniqueFunction<void()> first = [held] {};
        UniqueFunction<void()> second = [held] {};
        EXPECT_EQ(held.use_count(), 3);

        second = std::move(first);

        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(UniqueFunction, hands_references_and_values_through)
{
    UniqueFunction<void(std::string&, std::unique_ptr<int>)> fill = [](std::string& out, std::unique_ptr<int> number) {
        out = std::to_string(*number);
    };
    std::string text;

    fill(text, std::make_unique<int>(5));

    EXPECT_EQ(text, "5");
}

} // namespace
} // namespace parlor
