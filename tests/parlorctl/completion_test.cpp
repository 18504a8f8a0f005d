#include "parlorctl/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>

namespace parlor::ctl {
namespace {

std::string run(const std::string& command)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), &pclose};
    std::string output;
    std::array<char, 4096> buffer{};
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
        output.append(buffer.data(), count);
    return output;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

/// What bash offers for `parlorctl LINE` with the cursor behind its last word.
std::vector<std::string> offered(const std::vector<std::string>& words)
{
    std::string array = "parlorctl";
    for (const auto& word : words) array += " '" + word + "'";
    const auto script = *completion("bash") + "\nCOMP_WORDS=(" + array +
                        ")\nCOMP_CWORD=" + std::to_string(words.size()) + "\n_parlorctl\necho \"${COMPREPLY[@]}\"\n";
    return words_of(run("bash <<'SCRIPT'\n" + script + "SCRIPT\n"));
}

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

TEST(Completion, offers_groups_then_actions_then_options)
{
    EXPECT_THAT(offered({"lo"}), ElementsAre("lobbies"));
    EXPECT_THAT(offered({""}), Contains("completion"));
    EXPECT_THAT(offered({"bans", ""}), ElementsAre("list", "add", "lift"));
    EXPECT_THAT(offered({"--json", "bans", "l"}), ElementsAre("list", "lift"));
    EXPECT_THAT(offered({"bans", "add", "--re"}), ElementsAre("--reason"));
    EXPECT_THAT(offered({"stats", "--w"}), ElementsAre("--watch"));
    EXPECT_THAT(offered({"bans", "lift", "--"}), Not(Contains("--reason")));
    EXPECT_THAT(offered({"completion", ""}), ElementsAre("bash", "zsh"));
}

TEST(Completion, has_every_command_and_option_of_the_table_for_each_shell)
{
    for (const auto* shell : {"bash", "zsh"}) {
        const auto script = completion(shell).value();
        for (const auto& command : commands()) {
            const auto entry = "'" + std::string{command.group} + " " + std::string{command.action} + "')";
            EXPECT_THAT(script, testing::HasSubstr(entry)) << shell;
            for (const auto& option : command.options)
                EXPECT_THAT(script, testing::HasSubstr("--" + std::string{option.name})) << shell;
        }
    }
    EXPECT_TRUE(completion("zsh")->starts_with("#compdef parlorctl\n"));
}

TEST(Completion, is_there_for_known_shells_alone)
{
    EXPECT_FALSE(completion("fish"));
    EXPECT_EQ(std::get<Fault>(parse(std::vector<std::string>{"completion", "fish"})).exit, Exit::misused);
}

} // namespace
} // namespace parlor::ctl
