#include "tests/service/admin_bed.hpp"

namespace parlor::test {
namespace {

TEST(AdminGate, is_closed_and_looks_missing_without_a_token_in_the_settings)
{
    World world;

    EXPECT_EQ(authenticate(world, shown({})).code(), Errc::not_found);
    EXPECT_EQ(authenticate(world, shown("anything")).code(), Errc::not_found);
    EXPECT_EQ(log_in(world, shown({})).code(), Errc::not_found);
}

TEST(AdminGate, lets_the_token_in_and_nothing_that_is_like_it)
{
    World world{2, administered()};

    EXPECT_TRUE(authenticate(world, shown(admin_token)).ok());
    for (const auto& wrong : {std::string{}, admin_token + "t", admin_token.substr(1), std::string(32, 'T')})
        EXPECT_EQ(authenticate(world, shown(wrong)).code(), Errc::unauthenticated) << wrong;
}

TEST(AdminGate, lets_a_pass_in_for_an_hour)
{
    World world{1, administered()};
    auto pass = log_in(world, shown(admin_token)).value();

    EXPECT_EQ(pass.max_age_s, 3600);
    EXPECT_TRUE(authenticate(world, shown(pass.secret, AdminCredentials::Kind::pass)).ok());

    world.pass(Millis{3'600'000 - 1});
    EXPECT_TRUE(authenticate(world, shown(pass.secret, AdminCredentials::Kind::pass)).ok());

    world.pass(Millis{1});
    EXPECT_EQ(authenticate(world, shown(pass.secret, AdminCredentials::Kind::pass)).code(), Errc::unauthenticated);
}

TEST(AdminGate, believes_no_pass_that_was_changed)
{
    World world{1, administered({.admin = {.wrong_tokens_per_minute = 100}})};
    const auto pass = log_in(world, shown(admin_token)).value().secret;

    for (std::size_t i = 0; i < pass.size(); ++i) {
        auto forged = pass;
        forged[i] = forged[i] == '1' ? '2' : '1';
        EXPECT_FALSE(authenticate(world, shown(forged, AdminCredentials::Kind::pass)).ok()) << forged;
    }
    for (const auto* forged : {".", "..", "1.2", "99999999999999..", "x.y.z"})
        EXPECT_FALSE(authenticate(world, shown(forged, AdminCredentials::Kind::pass)).ok()) << forged;
}

TEST(AdminGate, renews_no_pass_by_a_pass)
{
    World world{1, administered()};
    const auto pass = log_in(world, shown(admin_token)).value().secret;

    EXPECT_EQ(log_in(world, shown(pass, AdminCredentials::Kind::pass)).code(), Errc::unauthenticated);
}

TEST(AdminGate, ends_passes_with_the_token_that_they_were_given_for)
{
    World before{1, administered()};
    const auto pass = log_in(before, shown(admin_token)).value().secret;
    service::Settings changed;
    changed.admin.token = std::string(32, 'u');
    World after{1, changed};

    EXPECT_EQ(authenticate(after, shown(pass, AdminCredentials::Kind::pass)).code(), Errc::unauthenticated);
}

TEST(AdminGate, hears_nobody_from_a_network_that_guessed_too_often)
{
    World world{1, administered({.admin = {.wrong_tokens_per_minute = 3}})};
    for (int guess = 0; guess < 3; ++guess)
        EXPECT_EQ(authenticate(world, shown("wrong"), "2001:db8::1").code(), Errc::unauthenticated);

    auto from_the_same_64 = authenticate(world, shown(admin_token), "2001:db8::2");
    EXPECT_EQ(from_the_same_64.code(), Errc::rate_limited);
    EXPECT_GT(from_the_same_64.result->error().retry_after_ms, 0);
    EXPECT_TRUE(authenticate(world, shown(admin_token), "2001:db8:0:1::1").ok());

    world.pass(Millis{60'000});
    EXPECT_TRUE(authenticate(world, shown(admin_token), "2001:db8::2").ok());
}

TEST(AdminGate, counts_no_right_token_and_no_empty_one)
{
    World world{1, administered({.admin = {.wrong_tokens_per_minute = 2}})};

    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(authenticate(world, shown(admin_token)).ok());
        EXPECT_EQ(authenticate(world, shown({})).code(), Errc::unauthenticated);
    }
}

TEST(AdminGate, records_logins)
{
    World world{1, administered()};

    log_in(world, shown(admin_token));

    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "login");
    EXPECT_EQ(audit[0].by.power, protocol::AuditPower::administrator);
    EXPECT_EQ(audit[0].by.address, "192.0.2.77");
}

} // namespace
} // namespace parlor::test
