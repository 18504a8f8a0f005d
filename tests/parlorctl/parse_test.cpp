#include "parlorctl/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::ctl {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

Invocation right(const Words& words)
{
    auto parsed = parse(words);
    if (const auto* fault = std::get_if<Fault>(&parsed)) throw std::runtime_error(fault->what);
    return std::get<Invocation>(parsed);
}

Fault wrong(const Words& words)
{
    return std::get<Fault>(parse(words));
}

std::string text(const Words& words)
{
    return std::get<Text>(parse(words)).text;
}

TEST(CommandLine, names_a_group_an_action_and_what_it_is_about)
{
    const auto asked = right({"lobbies", "end", "abc"});

    EXPECT_EQ(asked.command->group, "lobbies");
    EXPECT_EQ(asked.command->action, "end");
    EXPECT_EQ(asked.arguments.argument, "abc");
}

TEST(CommandLine, lists_where_a_group_stands_alone)
{
    EXPECT_EQ(right({"lobbies"}).command->action, "list");
    EXPECT_EQ(right({"bans", "--json"}).command->action, "list");
    EXPECT_EQ(right({"stats"}).command->group, "stats");
}

TEST(CommandLine, takes_options_before_behind_and_within_with_a_blank_or_an_equals_sign)
{
    const auto asked = right({"--server", "http://host:1", "bans", "--name=Ann B", "add", "--reason", "-"});

    EXPECT_EQ(asked.command->action, "add");
    EXPECT_EQ(asked.arguments.value("server"), "http://host:1");
    EXPECT_EQ(asked.arguments.value("name"), "Ann B");
    EXPECT_EQ(asked.arguments.value("reason"), "-");
}

TEST(CommandLine, takes_words_behind_two_dashes_as_they_are)
{
    EXPECT_EQ(right({"names", "free", "--", "--json"}).arguments.argument, "--json");
}

TEST(CommandLine, takes_an_id_that_begins_with_a_dash_for_an_id)
{
    EXPECT_EQ(right({"lobbies", "end", "-cu3QmC0qxyWZ2-tBfJvHQ"}).arguments.argument, "-cu3QmC0qxyWZ2-tBfJvHQ");
    EXPECT_EQ(wrong({"lobbies", "-all"}).what, "There is no option -all.");
}

TEST(CommandLine, says_what_was_wrong_and_what_would_be_right)
{
    EXPECT_THAT(wrong({"lobies"}).advice, HasSubstr("Did you mean lobbies?"));
    EXPECT_THAT(wrong({"lobbies", "ende", "x"}).advice, HasSubstr("Did you mean end?"));
    EXPECT_THAT(wrong({"lobbies", "--al"}).advice, HasSubstr("Did you mean all?"));
    EXPECT_THAT(wrong({"everything"}).advice,
                HasSubstr("lobbies, sessions, names, bans, bots, providers, stats, audit, backup"));
    EXPECT_THAT(wrong({"lobbies", "show"}).what, HasSubstr("ID is missing"));
    EXPECT_THAT(wrong({"lobbies", "show"}).advice, HasSubstr("parlorctl lobbies show ID"));
    EXPECT_THAT(wrong({"lobbies", "show", "a", "b"}).what, HasSubstr("b is one word too many"));
    EXPECT_THAT(wrong({"bans", "add", "--name"}).what, HasSubstr("--name needs a value"));
    EXPECT_THAT(wrong({"stats", "--watch=yes"}).what, HasSubstr("--watch takes no value"));
    EXPECT_THAT(wrong({"stats", "-w"}).what, HasSubstr("no option -w"));
    EXPECT_EQ(wrong({"lobies"}).exit, Exit::misused);
}

TEST(CommandLine, helps_with_everything_that_it_knows)
{
    const auto all = text({"--help"});

    EXPECT_EQ(text({}), all);
    for (const auto& command : commands()) {
        EXPECT_THAT(all, HasSubstr(std::string{command.help}));
        Words words{std::string{command.group}};
        if (!command.action.empty()) words.emplace_back(command.action);
        words.emplace_back("--help");
        const auto one = text(words);
        EXPECT_THAT(one, HasSubstr(std::string{command.help}));
        for (const auto& option : command.options) EXPECT_THAT(one, HasSubstr("--" + std::string{option.name}));
        EXPECT_THAT(one, HasSubstr("--json"));
    }
    EXPECT_THAT(text({"lobbies", "--help"}), HasSubstr("Lists all lobbies"));
    EXPECT_THAT(text({"--version"}), HasSubstr("parlorctl "));
}

TEST(CommandTable, names_every_command_once_and_no_option_twice)
{
    std::vector<std::string> seen;
    for (const auto& command : commands()) {
        seen.push_back(std::string{command.group} + ' ' + std::string{command.action});
        for (const auto& option : command.options)
            for (const auto& global : global_options()) EXPECT_NE(option.name, global.name) << seen.back();
    }

    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

} // namespace
} // namespace parlor::ctl
