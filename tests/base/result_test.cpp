#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace parlor {
namespace {

TEST(Result, holds_a_value_or_the_refusal)
{
    Result<std::string> good{std::string{"yes"}};
    Result<std::string> bad{Error{Errc::conflict, "No."}};

    EXPECT_TRUE(good);
    EXPECT_EQ(*good, "yes");
    EXPECT_EQ(good->size(), 3u);
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.error().code, Errc::conflict);
}

TEST(Result, throws_where_the_wrong_side_is_read)
{
    Result<int> good{1};
    Result<int> bad{Error{}};

    EXPECT_THROW((void)good.error(), std::bad_variant_access);
    EXPECT_THROW((void)*bad, std::bad_variant_access);
    EXPECT_THROW((void)Result<void>{}.error(), std::bad_optional_access);
}

TEST(Result, hands_on_what_can_only_be_moved)
{
    Result<std::unique_ptr<int>> held{std::make_unique<int>(7)};

    auto taken = *std::move(held);

    EXPECT_EQ(*taken, 7);
}

TEST(Result, of_nothing_is_success_or_a_refusal)
{
    EXPECT_TRUE(Result<void>{});
    EXPECT_EQ(Result<void>{Error(Errc::banned, "Out.")}.error().message, "Out.");
}

} // namespace
} // namespace parlor
