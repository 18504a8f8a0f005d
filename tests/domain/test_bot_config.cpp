#include "domain/bot/config.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

using Object = ConfigValue::Object;
using List = ConfigValue::List;

ConfigValue text(std::string value)
{
    return {std::move(value)};
}

ConfigSchema of(ConfigType type)
{
    ConfigSchema schema;
    schema.type = type;
    return schema;
}

ConfigSchema number(double minimum, double maximum)
{
    auto schema = of(ConfigType::number);
    schema.minimum = minimum;
    schema.maximum = maximum;
    return schema;
}

/// A greeting (required), a secret, a voice with speed and accent, some wake words.
ConfigSchema assistant()
{
    auto speed = number(0.5, 2);
    speed.fallback = ConfigValue{1.0};
    auto accent = of(ConfigType::string);
    accent.choices = {"british", "american"};
    auto voice = of(ConfigType::object);
    voice.properties = {{"speed", speed}, {"accent", accent}};
    auto greeting = of(ConfigType::string);
    greeting.max_length = 5;
    auto secret = of(ConfigType::string);
    secret.write_only = true;
    auto words = of(ConfigType::array);
    words.items = {of(ConfigType::string)};
    auto turns = of(ConfigType::integer);
    turns.minimum = 1;
    auto schema = of(ConfigType::object);
    schema.properties = {{"greeting", greeting}, {"secret", secret}, {"voice", voice},
                         {"words", words},       {"turns", turns},   {"polite", of(ConfigType::boolean)}};
    schema.required = {"greeting"};
    return schema;
}

ConfigValue with(std::string name, ConfigValue value)
{
    return {Object{{"greeting", text("hello")}, {std::move(name), std::move(value)}}};
}

std::string fault_in(const ConfigValue& config)
{
    auto completed = complete_config(assistant(), config);
    if (completed) return "none";
    EXPECT_EQ(completed.error().code, Errc::bad_request);
    EXPECT_TRUE(completed.error().message.starts_with(completed.error().path + ": ")) << completed.error().message;
    return completed.error().path;
}

TEST(BotConfig, is_completed_with_defaults_at_every_depth)
{
    auto completed = complete_config(assistant(), {Object{{"greeting", text("hello")}}});

    ASSERT_TRUE(completed) << completed.error().message;
    EXPECT_EQ(*completed, with("voice", {Object{{"speed", {1.0}}}}));
}

TEST(BotConfig, faults_name_the_exact_path)
{
    EXPECT_EQ(fault_in({Object{}}), "config.greeting");
    EXPECT_EQ(fault_in({List{}}), "config");
    EXPECT_EQ(fault_in({Object{{"greeting", text("good morning")}}}), "config.greeting");
    EXPECT_EQ(fault_in(with("voice", {Object{{"speed", {3.0}}}})), "config.voice.speed");
    EXPECT_EQ(fault_in(with("voice", {Object{{"speed", text("fast")}}})), "config.voice.speed");
    EXPECT_EQ(fault_in(with("voice", {Object{{"accent", text("scottish")}}})), "config.voice.accent");
    EXPECT_EQ(fault_in(with("voice", {Object{{"pitch", {1.0}}}})), "config.voice.pitch");
    EXPECT_EQ(fault_in(with("words", {List{text("hey"), {true}}})), "config.words[1]");
    EXPECT_EQ(fault_in(with("turns", {std::int64_t{0}})), "config.turns");
    EXPECT_EQ(fault_in(with("turns", {1.5})), "config.turns");
    EXPECT_EQ(fault_in(with("polite", text("yes"))), "config.polite");
    EXPECT_EQ(fault_in(with("polite", {})), "config.polite") << "null is no value";
}

TEST(BotConfig, takes_whole_numbers_as_integers_and_integers_as_numbers)
{
    auto completed = complete_config(assistant(), with("turns", {3.0}));

    ASSERT_TRUE(completed);
    EXPECT_EQ(completed->object()->at("turns"), ConfigValue{std::int64_t{3}});
    EXPECT_EQ(fault_in(with("voice", {Object{{"speed", {std::int64_t{2}}}}})), "none");
}

TEST(BotConfig, counts_characters_not_bytes)
{
    EXPECT_EQ(fault_in({Object{{"greeting", text("äöüßé")}}}), "none");
}

TEST(BotConfig, never_shows_secrets_nor_what_the_schema_does_not_know)
{
    auto config = with("secret", text("hunter2"));
    config.object()->emplace("old_secret", text("hunter1"));

    EXPECT_EQ(shown_config(assistant(), config), (ConfigValue{Object{{"greeting", text("hello")}}}));
}

TEST(BotConfig, a_change_replaces_what_it_names_and_keeps_the_rest)
{
    auto before = with("voice", {Object{{"speed", {2.0}}, {"accent", text("british")}}});
    before.object()->emplace("secret", text("hunter2"));

    auto after = changed_config(before, {Object{{"voice", {Object{{"speed", {}}}}}, {"greeting", text("hi")}}});

    EXPECT_EQ(after, (ConfigValue{Object{{"greeting", text("hi")},
                                         {"secret", text("hunter2")},
                                         {"voice", {Object{{"accent", text("british")}}}}}}));
}

TEST(BotConfig, of_an_older_version_keeps_what_is_still_known)
{
    auto config = with("voice", {Object{{"speed", {2.0}}, {"pitch", {1.0}}}});
    config.object()->emplace("mood", text("grumpy"));

    EXPECT_EQ(known_config(assistant(), config), with("voice", {Object{{"speed", {2.0}}}}));
}

std::string fault_of(const ConfigSchema& schema)
{
    auto checked = check_schema(schema, "schema");
    return checked ? "none" : checked.error().path;
}

ConfigSchema holding(std::string name, ConfigSchema property)
{
    auto schema = of(ConfigType::object);
    schema.properties = {{std::move(name), std::move(property)}};
    return schema;
}

TEST(BotConfigSchema, is_sound_where_its_parts_fit)
{
    EXPECT_EQ(fault_of(assistant()), "none");
}

TEST(BotConfigSchema, faults_name_the_exact_path)
{
    auto default_out_of_bounds = number(1, 2);
    default_out_of_bounds.fallback = ConfigValue{3.0};
    auto unknown_required = of(ConfigType::object);
    unknown_required.required = {"ghost"};
    auto twice = of(ConfigType::object);
    twice.properties = {{"a", of(ConfigType::boolean)}, {"a", of(ConfigType::boolean)}};
    auto nested_list = of(ConfigType::array);
    nested_list.items = {of(ConfigType::array)};
    auto no_items = of(ConfigType::array);
    auto same_choice = of(ConfigType::string);
    same_choice.choices = {"a", "a"};

    EXPECT_EQ(fault_of(of(ConfigType::string)), "schema.type");
    EXPECT_EQ(fault_of(holding("speed", default_out_of_bounds)), "schema.properties.speed.default");
    EXPECT_EQ(fault_of(holding("speed", number(2, 1))), "schema.properties.speed.minimum");
    EXPECT_EQ(fault_of(holding("a.b", number(1, 2))), "schema.properties.a.b");
    EXPECT_EQ(fault_of(unknown_required), "schema.required[0]");
    EXPECT_EQ(fault_of(twice), "schema.properties.a");
    EXPECT_EQ(fault_of(holding("l", nested_list)), "schema.properties.l.items");
    EXPECT_EQ(fault_of(holding("l", no_items)), "schema.properties.l.items");
    EXPECT_EQ(fault_of(holding("s", same_choice)), "schema.properties.s.enum");
}

TEST(BotConfigSchema, is_bounded_in_depth_and_size)
{
    auto deep = of(ConfigType::boolean);
    for (int i = 0; i < 5; ++i) deep = holding("x", deep);
    auto wide = of(ConfigType::object);
    for (std::size_t i = 0; i <= max_config_settings; ++i)
        wide.properties.emplace_back("p" + std::to_string(i), of(ConfigType::boolean));

    EXPECT_EQ(fault_of(deep), "schema.properties.x.properties.x.properties.x.properties.x.properties.x");
    EXPECT_EQ(fault_of(wide), "schema.properties.p64");
}

} // namespace
} // namespace parlor::domain
