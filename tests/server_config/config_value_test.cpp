#include "server/config_checks.hpp"
#include "server/config_value.hpp"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

TEST(ConfigValue, reads_times_with_a_unit_and_nothing_else)
{
    EXPECT_EQ(parse_time_ms("250ms"), 250);
    EXPECT_EQ(parse_time_ms("15s"), 15'000);
    EXPECT_EQ(parse_time_ms("10m"), 600'000);
    EXPECT_EQ(parse_time_ms("2h"), 7'200'000);
    EXPECT_EQ(parse_time_ms("30d"), 2'592'000'000);
    for (const auto* bad :
         {"", "15", "s", "-1s", "1.5s", "15 s", "15S", "99999999999999999999s", "9223372036854775807d"})
        EXPECT_EQ(parse_time_ms(bad), std::nullopt) << bad;
}

TEST(ConfigValue, reads_sizes_with_and_without_a_unit)
{
    EXPECT_EQ(parse_bytes("512"), 512);
    EXPECT_EQ(parse_bytes("64KiB"), 65'536);
    EXPECT_EQ(parse_bytes("1MiB"), 1'048'576);
    for (const auto* bad : {"", "KiB", "64kb", "64 KiB", "-1", "1e3", "9223372036854775807MiB"})
        EXPECT_EQ(parse_bytes(bad), std::nullopt) << bad;
}

TEST(ConfigValue, writes_times_and_sizes_in_the_largest_unit_that_divides)
{
    EXPECT_EQ(time_text(0), "0s");
    EXPECT_EQ(time_text(1'500), "1500ms");
    EXPECT_EQ(time_text(90'000), "90s");
    EXPECT_EQ(time_text(86'400'000), "1d");
    EXPECT_EQ(bytes_text(0), "0");
    EXPECT_EQ(bytes_text(1'000), "1000");
    EXPECT_EQ(bytes_text(1'048'576), "1MiB");
}

TEST(ConfigValue, escapes_texts_for_toml)
{
    EXPECT_EQ(toml_string("a\"b\\c\n\x7f"), R"("a\"b\\c\u000a\u007f")");
}

/// Writing a default and reading it again must give the default: in every key of the table.
TEST(ConfigValue, reads_the_text_of_every_default_back_as_that_default)
{
    for (const auto& key : keys()) {
        Config config;
        const auto before = toml_value(key, config);
        auto text = before;
        std::erase_if(text, [](char c) { return c == '"' || c == '[' || c == ']'; });

        const auto fault = assign(key, config, raw_from_text(key, text));

        EXPECT_EQ(fault, std::nullopt) << key.name;
        EXPECT_EQ(toml_value(key, config), before) << key.name;
    }
}

TEST(ConfigValue, refuses_what_lies_just_out_of_bounds_in_every_key_that_has_some)
{
    for (const auto& key : keys()) {
        if (key.min == key.max) continue;
        Config config;
        const bool time = std::holds_alternative<Millis*>(key.target(config));
        auto raw = [&](std::int64_t number) {
            return time ? RawValue{std::to_string(number) + "ms"} : RawValue{number};
        };

        EXPECT_TRUE(assign(key, config, raw(key.max + 1))) << key.name;
        EXPECT_TRUE(assign(key, config, raw(key.min - 1))) << key.name;
        EXPECT_FALSE(assign(key, config, raw(key.max))) << key.name;
        EXPECT_FALSE(assign(key, config, raw(key.min))) << key.name;
    }
}

TEST(ConfigChecks, know_addresses_to_listen_on)
{
    for (const auto* good : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:65535", "[::]:80"})
        EXPECT_FALSE(check_listen(good)) << good;
    for (const auto* bad : {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1]",
                            "[127.0.0.1]:80", "localhost:80", "1.2.3:80", "127.0.0.1:80 "})
        EXPECT_TRUE(check_listen(bad)) << bad;
}

TEST(ConfigChecks, know_origins)
{
    for (const auto* good : {"https://a.example", "http://localhost:5173", "https://[::1]:8443"})
        EXPECT_FALSE(check_origin(good)) << good;
    for (const auto* bad : {"", "https://", "a.example", "https://a.example/", "ftp://a.example", "https://*",
                            "https://u@a.example", "https://a b", "null"})
        EXPECT_TRUE(check_origin(bad)) << bad;
}

TEST(ConfigChecks, know_networks)
{
    for (const auto* good : {"10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "0.0.0.0/0"})
        EXPECT_FALSE(check_network(good)) << good;
    for (const auto* bad : {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "example.org", "10.0.0.0/-1"})
        EXPECT_TRUE(check_network(bad)) << bad;
}

TEST(ConfigChecks, know_the_urls_of_stun_and_turn)
{
    EXPECT_FALSE(check_stun_url("stun:stun.example.org:3478"));
    EXPECT_TRUE(check_stun_url("turn:turn.example.org"));
    EXPECT_FALSE(check_turn_url("turns:turn.example.org:443?transport=tcp"));
    EXPECT_TRUE(check_turn_url("turn:"));
    EXPECT_TRUE(check_turn_url("turn:a b"));
}

} // namespace
} // namespace parlor::server
