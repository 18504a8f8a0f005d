#include "voicebot/host/settings.hpp"

#include <gtest/gtest.h>

#include <array>

namespace parlor::voicebot::host {
namespace {

std::variant<HostSettings, Print, Refused> read(std::vector<const char*> words,
                                                std::vector<const char*> environment = {})
{
    words.insert(words.begin(), "parlor-voicebot");
    environment.push_back(nullptr);
    return read_settings(static_cast<int>(words.size()), words.data(), environment.data());
}

TEST(HostSettings, come_from_flags_over_the_environment)
{
    const auto settings = read({"--name", "second", "--max-bots=7"},
                               {"PARLOR_VOICEBOT_NAME=first", "PARLOR_VOICEBOT_SERVER=http://10.0.0.1:99"});

    ASSERT_TRUE(std::holds_alternative<HostSettings>(settings));
    const auto& read_ones = std::get<HostSettings>(settings);
    EXPECT_EQ(read_ones.name, "second");
    EXPECT_EQ(read_ones.max_bots, 7U);
    EXPECT_EQ(read_ones.server, "http://10.0.0.1:99");
}

TEST(HostSettings, refuse_what_is_unknown_or_out_of_range_by_its_name)
{
    const auto unknown = read({"--nmae", "x"});
    const auto range = read({"--max-bots", "0"});
    const auto missing = read({"--server"});

    EXPECT_EQ(std::get<Refused>(unknown).text, "parlor-voicebot: there is no option --nmae; --help shows all.\n");
    EXPECT_EQ(std::get<Refused>(range).text, "parlor-voicebot: --max-bots must be 1 to 1000.\n");
    EXPECT_EQ(std::get<Refused>(missing).text, "parlor-voicebot: --server needs a value.\n");
}

TEST(HostSettings, show_every_option_in_the_help)
{
    const auto help = read({"--help"});

    for (const auto* option : {"--server", "--key-file", "--max-bots", "--metrics", "--config", "--drain-ms"})
        EXPECT_NE(std::get<Print>(help).text.find(option), std::string::npos) << option;
}

TEST(HostSettings, name_engines_in_the_order_in_which_they_are_asked)
{
    HostSettings settings;

    const auto fine = read_file_settings(R"(
max_bots = 3
addresses = ["127.0.0.1"]
[[chat]]
url = "http://127.0.0.1:1/v1/chat/completions"
model = "small"
[[chat]]
url = "https://example.org/v1/chat/completions"
timeout_ms = 2000
[[speech]]
url = "http://127.0.0.1:1/v1/audio/speech"
voice = "alto"
rate = 16000
)",
                                         "bots.toml", settings);

    ASSERT_TRUE(fine) << fine.error().message;
    EXPECT_EQ(settings.max_bots, 3U);
    EXPECT_EQ(settings.addresses, std::vector<std::string>{"127.0.0.1"});
    ASSERT_EQ(settings.chat.size(), 2U);
    EXPECT_EQ(settings.chat[0].model, "small");
    EXPECT_EQ(settings.chat[1].timeout, Millis{2'000});
    ASSERT_EQ(settings.speech.size(), 1U);
    EXPECT_EQ(settings.speech[0].engine.voice, "alto");
    EXPECT_EQ(settings.speech[0].rate, 16'000);
}

TEST(HostSettings, tell_every_fault_of_a_file_with_its_place)
{
    HostSettings settings;

    const auto refused = read_file_settings(
        "max_bots = 0\ncolour = \"red\"\n[[chat]]\nurl = \"ftp://x\"\nvoice = \"a\"\n", "bots.toml", settings);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "bots.toml:1:12: max_bots must be 1 to 1000.\n"
                                       "bots.toml:2:10: there is no setting colour.\n"
                                       "bots.toml:3:1: every [[chat]] needs a url.\n"
                                       "bots.toml:4:7: url must begin with http:// or https://.\n"
                                       "bots.toml:5:9: a [[chat]] has no voice.\n");
}

TEST(HostSettings, name_programs_with_tools)
{
    HostSettings settings;

    const auto fine = read_file_settings("[[mcp]]\nname = \"files\"\ncommand = [\"npx\", \"files\"]\ntimeout_ms = 500\n"
                                         "[[mcp]]\ncommand = [\"other\"]\nreply_bytes = 1000\n",
                                         "bots.toml", settings);

    ASSERT_TRUE(fine) << fine.error().message;
    ASSERT_EQ(settings.mcp.size(), 2U);
    EXPECT_EQ(settings.mcp[0].name, "files");
    EXPECT_EQ(settings.mcp[0].command, (std::vector<std::string>{"npx", "files"}));
    EXPECT_EQ(settings.mcp[0].timeout, Millis{500});
    EXPECT_EQ(settings.mcp[1].name, "mcp2");
    EXPECT_EQ(settings.mcp[1].reply_bytes, 1'000U);
}

TEST(HostSettings, tell_every_fault_of_a_program_with_tools)
{
    HostSettings settings;

    const auto refused = read_file_settings(
        "[[mcp]]\nname = 3\ncommand = \"npx\"\n[[mcp]]\ncommand = [\"a\"]\nurl = \"x\"\ntimeout_ms = 1\n", "bots.toml",
        settings);

    const auto twice = read_file_settings(
        "[[mcp]]\nname = \"a\"\ncommand = [\"x\"]\n[[mcp]]\nname = \"a\"\ncommand = [\"y\"]\n", "bots.toml", settings);

    EXPECT_EQ(twice.error().message, "bots.toml:4:1: two [[mcp]] have the name a.\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "bots.toml:1:1: every [[mcp]] needs a command, a list of texts.\n"
                                       "bots.toml:2:8: name must be a text.\n"
                                       "bots.toml:3:11: command must be a list of texts.\n"
                                       "bots.toml:6:7: a [[mcp]] has no url.\n"
                                       "bots.toml:7:14: timeout_ms must be 100 to 600000.\n");
}

TEST(HostSettings, refuse_a_file_that_is_no_toml_with_its_place)
{
    HostSettings settings;

    const auto refused = read_file_settings("server = \n", "bots.toml", settings);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.rfind("bots.toml:1:", 0), 0U) << refused.error().message;
}

TEST(HostSettings, refuse_letters_that_no_key_begins_with)
{
    HostSettings settings;

    const auto refused = read_file_settings("\xC3\xA9t\xC3\xA9 = 1\n", "bots.toml", settings);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.rfind("bots.toml:1:1:", 0), 0U) << refused.error().message;
}

} // namespace
} // namespace parlor::voicebot::host
