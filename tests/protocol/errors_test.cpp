#include "protocol/errors.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parlor::protocol {
namespace {

TEST(ErrorCodes, have_each_a_name_of_its_own_and_a_fitting_http_status)
{
    const std::set<int> statuses{400, 401, 403, 404, 409, 413, 422, 429, 500, 503};
    std::set<std::string_view> names;

    for (std::size_t i = 0; i < errc_count; ++i) {
        const auto code = static_cast<Errc>(i);
        EXPECT_TRUE(names.insert(to_string(code)).second) << to_string(code);
        EXPECT_TRUE(statuses.contains(http_status(code))) << to_string(code);
    }
    EXPECT_EQ(http_status(Errc::unauthenticated), 401);
    EXPECT_EQ(http_status(Errc::rate_limited), 429);
}

TEST(ErrorCodes, are_retryable_where_time_alone_may_help)
{
    EXPECT_TRUE(retryable(Errc::unavailable));
    EXPECT_TRUE(retryable(Errc::rate_limited));
    EXPECT_TRUE(retryable(Errc::lobby_full));
    EXPECT_FALSE(retryable(Errc::bad_request));
    EXPECT_FALSE(retryable(Errc::forbidden));
}

TEST(CloseCodes, tell_whether_to_come_back)
{
    for (int code : {1001, 1006, 1011, 1012, 1013, 4008, 4009, 4999})
        EXPECT_TRUE(should_reconnect(static_cast<std::uint16_t>(code))) << code;
    for (int code : {1000, 1002, 1003, 1007, 1009, 4001, 4003})
        EXPECT_FALSE(should_reconnect(static_cast<std::uint16_t>(code))) << code;
}

} // namespace
} // namespace parlor::protocol
