#include "server/config.hpp"
#include "server/config_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace parlor::server {
namespace {

using testing::HasSubstr;
using Texts = std::vector<std::string>;

Config served(const Texts& arguments, const Texts& environment = {})
{
    auto parsed = parse(arguments, environment);
    if (auto* refused = std::get_if<Refused>(&parsed)) ADD_FAILURE() << refused->text;
    auto* serve = std::get_if<Serve>(&parsed);
    return serve ? serve->config : Config{};
}

std::string refusal(const Texts& arguments, const Texts& environment = {})
{
    auto parsed = parse(arguments, environment);
    auto* refused = std::get_if<Refused>(&parsed);
    return refused ? refused->text : "not refused";
}

std::string printed(const Texts& arguments, const Texts& environment = {})
{
    auto parsed = parse(arguments, environment);
    auto* print = std::get_if<Print>(&parsed);
    return print ? print->text : "nothing printed";
}

/// A configuration file that goes with the test.
class ConfigFile : public testing::Test {
protected:
    ConfigFile()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "parlor-config-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~ConfigFile() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& text)
    {
        const auto file = (folder_ / "parlor.toml").string();
        std::ofstream{file, std::ios::binary} << text;
        return file;
    }

    std::filesystem::path folder_;
};

TEST(Config, has_the_documented_defaults_where_nothing_is_said)
{
    auto config = served({});

    EXPECT_EQ(config.server.listen, "127.0.0.1:8080");
    EXPECT_EQ(config.net.outbox_hard_bytes, 1024u * 1024u);
    EXPECT_EQ(config.service.grace, Millis{15'000});
}

TEST(Config, takes_the_short_flags_with_an_equals_sign_or_a_blank)
{
    auto config = served({"--listen", "0.0.0.0:0", "--data=/tmp/d", "--web", "/tmp/w"});

    EXPECT_EQ(config.server.listen, "0.0.0.0:0");
    EXPECT_EQ(config.store.data, "/tmp/d");
    EXPECT_EQ(config.http.web, "/tmp/w");
}

TEST(Config, takes_every_kind_of_value_from_a_flag)
{
    auto config = served({"--http.public_metrics=true", "--net.connections=77000", "--net.message_bytes=128KiB",
                          "--lobby.grace=90s", "--server.name=Our house",
                          "--http.allowed_origins=https://a.example, https://b.example:8443"});

    EXPECT_TRUE(config.http.public_metrics);
    EXPECT_EQ(config.net.connections, 77'000u);
    EXPECT_EQ(config.service.message_bytes, 131'072u);
    EXPECT_EQ(config.service.grace, Millis{90'000});
    EXPECT_EQ(config.server.name, "Our house");
    EXPECT_EQ(config.http.allowed_origins, (Texts{"https://a.example", "https://b.example:8443"}));
}

TEST(Config, lets_the_last_of_two_equal_flags_win)
{
    EXPECT_EQ(served({"--listen=127.0.0.1:1", "--server.listen=127.0.0.1:2"}).server.listen, "127.0.0.1:2");
}

TEST_F(ConfigFile, is_overruled_by_the_environment_and_that_by_flags)
{
    const auto file = write("[lobby]\ngrace = \"1s\"\nidle_end = \"1m\"\nmost = 10\n");

    auto config = served({"--config", file, "--lobby.grace=3s"}, {"PARLOR_LOBBY_GRACE=2s", "PARLOR_LOBBY_MOST=20"});

    EXPECT_EQ(config.service.grace, Millis{3'000});
    EXPECT_EQ(config.service.max_lobbies, 20u);
    EXPECT_EQ(config.service.idle_end, Millis{60'000});
}

TEST_F(ConfigFile, may_be_named_by_the_environment)
{
    const auto file = write("[server]\nname = \"From the file\"\n");

    EXPECT_EQ(served({}, {"PARLOR_CONFIG=" + file}).server.name, "From the file");
}

TEST(Config, takes_the_short_names_from_the_environment_and_leaves_foreign_variables_alone)
{
    auto config = served({}, {"PARLOR_LISTEN=127.0.0.1:9", "PATH=/bin", "PARLORS=1", "odd"});

    EXPECT_EQ(config.server.listen, "127.0.0.1:9");
}

TEST_F(ConfigFile, refuses_an_unknown_key_with_its_place_and_the_nearest_known_one)
{
    const auto file = write("[lobby]\n  max_capcity = 12\n");

    EXPECT_EQ(refusal({"--config", file}),
              "parlor: " + file +
                  ":2:3: there is no setting \"lobby.max_capcity\"; did you mean lobby.max_capacity?\n");
}

TEST_F(ConfigFile, refuses_an_unknown_group_and_a_key_outside_of_groups)
{
    const auto file = write("listen = \"127.0.0.1:0\"\n[loby]\ngrace = \"1s\"\n");

    const auto text = refusal({"--config", file});

    EXPECT_THAT(text, HasSubstr(":1:1: there is no setting \"listen\""));
    EXPECT_THAT(text, HasSubstr(":3:1: there is no setting \"loby.grace\"; did you mean lobby.grace?"));
}

TEST_F(ConfigFile, refuses_bad_values_with_their_place_and_what_is_allowed_all_at_once)
{
    const auto file = write("[server]\nshards = 1000\n[lobby]\ngrace = 15\nmost = \"12\"\n[http]\npublic_metrics = 1\n"
                            "allowed_origins = [\"https://a.example/path\"]\n[chat]\nqueue = 1.5\n");

    const auto text = refusal({"--config", file});

    EXPECT_THAT(text, HasSubstr(":2:10: server.shards must be 0 to 256"));
    EXPECT_THAT(text, HasSubstr(":4:9: lobby.grace must be 0s to 1h"));
    EXPECT_THAT(text, HasSubstr(":5:8: lobby.most must be 1 to 100000000"));
    EXPECT_THAT(text, HasSubstr(":7:18: http.public_metrics must be true or false"));
    EXPECT_THAT(text, HasSubstr(":8:19: http.allowed_origins must be an origin without path"));
    EXPECT_THAT(text, HasSubstr(":10:9: chat.queue must be 1 to 1000000"));
}

TEST_F(ConfigFile, refuses_what_is_no_toml_with_its_place)
{
    const auto file = write("[server\nname = 1\n");

    EXPECT_THAT(refusal({"--config", file}), HasSubstr(file + ":1:"));
}

TEST_F(ConfigFile, refuses_letters_that_no_key_begins_with)
{
    const auto file = write("[net]\n\xC3\xA9t\xC3\xA9 = 1\n");

    EXPECT_THAT(refusal({"--config", file}), HasSubstr(file + ":2:1: "));
}

TEST_F(ConfigFile, refuses_a_file_that_is_missing_too_large_or_a_folder)
{
    const auto large = write("# " + std::string(2 << 20, 'x'));

    EXPECT_THAT(refusal({"--config", large}), HasSubstr("larger than 1 MiB"));
    EXPECT_THAT(refusal({"--config", large + ".not"}), HasSubstr("there is no such file"));
    EXPECT_THAT(refusal({"--config", folder_.string()}), HasSubstr("there is no such file"));
}

TEST(Config, refuses_unknown_variables_and_flags_by_their_name)
{
    EXPECT_THAT(refusal({}, {"PARLOR_LOBBY_GRASE=1s"}),
                HasSubstr("PARLOR_LOBBY_GRASE: there is no setting \"lobby.grase\"; did you mean lobby.grace?"));
    EXPECT_THAT(refusal({"--liste=1"}), HasSubstr("--liste: there is no setting \"liste\""));
    EXPECT_THAT(refusal({"stray"}), HasSubstr("stray: options look like"));
    EXPECT_THAT(refusal({"--"}), HasSubstr("--: options look like"));
    EXPECT_THAT(refusal({"--listen"}), HasSubstr("--listen: needs a value"));
}

TEST(Config, names_flag_or_variable_of_a_bad_value)
{
    EXPECT_THAT(refusal({"--listen=localhost:80"}), HasSubstr("--listen: server.listen must be ADDR:PORT"));
    EXPECT_THAT(refusal({}, {"PARLOR_NET_BLOCKED_TIME=soon"}),
                HasSubstr("PARLOR_NET_BLOCKED_TIME: net.blocked_time must be 100ms to 10m"));
}

TEST(Config, refuses_settings_that_contradict_each_other)
{
    EXPECT_THAT(refusal({"--net.outbox_soft_bytes=2MiB"}),
                HasSubstr("--net.outbox_soft_bytes: net.outbox_soft_bytes (\"2MiB\") must not be larger than "
                          "net.outbox_hard_bytes (\"1MiB\")"));
    EXPECT_THAT(refusal({"--lobby.max_capacity=10"}), HasSubstr("--lobby.max_capacity: lobby.default_capacity (50)"));
    EXPECT_THAT(refusal({"--ice.turn_urls=turn:t.example"}), HasSubstr("ice.turn_urls needs ice.turn_secret"));
}

TEST(Config, makes_ice_servers_with_expiring_credentials_where_a_secret_is_shared)
{
    const auto ice =
        served({"--ice.stun_urls=stun:s.example", "--ice.turn_urls=turn:t.example", "--ice.turn_secret=x"}).service.ice;

    ASSERT_EQ(ice.servers.size(), 1u);
    EXPECT_EQ(ice.servers[0].urls, Texts{"stun:s.example"});
    EXPECT_EQ(ice.turn_urls, Texts{"turn:t.example"});
    EXPECT_EQ(ice.turn_secret, "x");
}

TEST(Config, makes_ice_servers_with_fixed_credentials_where_no_secret_is_shared)
{
    const auto ice =
        served({"--ice.turn_urls=turns:t.example", "--ice.turn_username=u", "--ice.turn_credential=p"}).service.ice;

    ASSERT_EQ(ice.servers.size(), 1u);
    EXPECT_EQ(ice.servers[0].username, "u");
    EXPECT_EQ(ice.servers[0].credential, "p");
    EXPECT_TRUE(ice.turn_urls.empty());
}

TEST(Config, prints_what_is_in_force_and_its_source_but_no_secret)
{
    const auto text = printed({"--print-config", "--ice.turn_secret=hush", "--lobby.grace=2m"});

    EXPECT_THAT(text, HasSubstr("grace = \"2m\"  # from --lobby.grace\n"));
    EXPECT_THAT(text, HasSubstr("idle_end = \"10m\"\n"));
    EXPECT_THAT(text, HasSubstr("turn_secret = \"(hidden)\""));
    EXPECT_THAT(text, testing::Not(HasSubstr("hush")));
}

TEST(Config, takes_an_administrators_token_of_32_bytes_or_none)
{
    EXPECT_EQ(served({}).service.admin.token, "");
    EXPECT_EQ(served({"--admin.token=" + std::string(32, 'x')}).service.admin.token, std::string(32, 'x'));
    EXPECT_THAT(refusal({"--admin.token=" + std::string(31, 'x')}), HasSubstr("at least 32"));
    EXPECT_THAT(refusal({"--admin.token=" + std::string(31, 'x') + " x"}), HasSubstr("without blanks"));
    EXPECT_THAT(refusal({"--admin.token=hush"}), testing::Not(HasSubstr("hush")));
    EXPECT_THAT(printed({"--print-config", "--admin.token=" + std::string(32, 'x')}), testing::Not(HasSubstr("xxx")));
}

TEST(Config, never_repeats_a_secret_in_a_refusal)
{
    const auto text = refusal({"--ice.turn_secret=hush", "--lobby.grace=x"});

    EXPECT_THAT(text, testing::Not(HasSubstr("hush")));
}

TEST(Config, answers_help_and_version_whatever_else_is_said)
{
    EXPECT_THAT(printed({"--bogus", "--help"}), HasSubstr("usage: parlor-server"));
    EXPECT_EQ(printed({"--version"}), "parlor-server " + std::string{version()} + "\n");
}

TEST(Config, reads_what_main_is_given)
{
    const char* const arguments[] = {"parlor-server", "--data", "here", nullptr};
    const char* const environment[] = {"PARLOR_LOG_LEVEL=debug", nullptr};

    auto parsed = parse(3, arguments, environment);

    ASSERT_TRUE(std::holds_alternative<Serve>(parsed));
    EXPECT_EQ(std::get<Serve>(parsed).config.store.data, "here");
    EXPECT_EQ(std::get<Serve>(parsed).config.log.level, "debug");
}

TEST_F(ConfigFile, may_be_empty)
{
    EXPECT_EQ(served({"--config", write("")}).server.name, "Parlor");
}

TEST(ConfigDamage, of_a_table_header_is_refused_and_no_crash)
{
    for (const auto* text :
         {"[=]", "[ \n]", "[", "[[", "[.a]", "[a.]", "[\x01]", "=", ".", "a.=1", "\"\"\"a\"\"\"=1", "\xff"}) {
        ConfigReader reader;

        reader.read_toml(text, "damaged");

        EXPECT_EQ(reader.faults().size(), 1u) << text;
    }
}

TEST(ConfigDamage, at_random_is_refused_or_harmless)
{
    const std::string valid =
        "[server]\nlisten = \"127.0.0.1:0\"\nshards = 2\n[http]\nallowed_origins = [\"https://a.b\"]\n"
        "[lobby]\ngrace = \"15s\"\n[net]\nmessage_bytes = \"64KiB\"\n[ice]\nturn_secret = \"k\"\n";
    std::mt19937 random{20};
    int refused = 0;

    for (int round = 0; round < 2'000; ++round) {
        auto text = valid;
        for (auto changes = random() % 4 + 1; changes > 0; --changes)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        ConfigReader reader;
        reader.read_toml(text, "damaged");
        refused += reader.faults().empty() ? 0 : 1;
    }

    EXPECT_GT(refused, 1'000);
    EXPECT_LT(refused, 2'000);
}

} // namespace
} // namespace parlor::server
