#include "server/config_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace parlor::server {
namespace {

using testing::HasSubstr;

TEST(ConfigTable, has_each_key_once_in_a_known_group_with_help)
{
    std::set<std::string_view> names;
    std::set<std::string> variables;
    std::set<std::string_view> known;
    for (const auto& group : groups()) known.insert(group.name);

    for (const auto& key : keys()) {
        EXPECT_TRUE(names.insert(key.name).second) << key.name;
        EXPECT_TRUE(variables.insert(environment_name(key.name)).second) << key.name;
        EXPECT_TRUE(known.contains(group_of(key))) << key.name;
        EXPECT_FALSE(key.help.empty()) << key.name;
        EXPECT_EQ(find_key(key.name), &key);
    }
}

TEST(ConfigTable, fills_a_field_of_its_own_with_each_key)
{
    Config config;
    std::set<const void*> fields;

    for (const auto& key : keys()) {
        const void* field = std::visit([](auto* pointer) -> const void* { return pointer; }, key.target(config));
        EXPECT_TRUE(fields.insert(field).second) << key.name;
    }
}

TEST(ConfigDocument, tells_every_key_with_its_default_and_values)
{
    const auto document = configuration_document();
    const auto help = help_text();

    for (const auto& key : keys()) {
        EXPECT_THAT(document, HasSubstr("| `" + std::string{key.name} + "` | ")) << key.name;
        EXPECT_THAT(help, HasSubstr("--" + std::string{key.name} + "=")) << key.name;
    }
}

/// The sample with every '#' taken away from the keys is a valid file that changes nothing.
TEST(ConfigDocument, writes_a_sample_file_that_is_valid_when_uncommented)
{
    std::istringstream lines{sample_file()};
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const bool key_line = line.starts_with('#') && !line.starts_with("# ");
        text += (key_line ? line.substr(1) : line) + '\n';
    }
    ConfigReader reader;

    reader.read_toml(text, "sample");
    reader.finish();

    EXPECT_EQ(reader.faults(), std::vector<std::string>{});
    for (const auto& key : keys()) {
        Config defaults;
        EXPECT_EQ(toml_value(key, reader.config()), toml_value(key, defaults)) << key.name;
        EXPECT_NE(reader.origin(key), "") << key.name;
    }
}

TEST(ConfigDocument, prints_a_configuration_that_can_be_read_again)
{
    ConfigReader first;
    first.read_toml("[lobby]\ngrace = \"1m\"\n[http]\nallowed_origins = [\"https://a.example\"]\n", "a");
    first.finish();
    ConfigReader second;

    second.read_toml(config_text(first), "b");

    EXPECT_EQ(second.faults(), std::vector<std::string>{});
    for (const auto& key : keys()) EXPECT_EQ(toml_value(key, second.config()), toml_value(key, first.config()));
}

TEST(ConfigHints, suggest_a_key_only_where_one_is_near)
{
    EXPECT_EQ(nearest_key("lobby.max_capcity"), "lobby.max_capacity");
    EXPECT_EQ(nearest_key("something.else.entirely"), "");
    EXPECT_EQ(nearest_key(""), "");
    EXPECT_EQ(nearest_key(std::string(100'000, 'x')), "");
}

} // namespace
} // namespace parlor::server
