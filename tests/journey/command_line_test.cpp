#include "tests/support/command.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

/// parlor-server as an operator starts it: rightly, and with what can't work.
namespace parlor::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CommandLine : public testing::Test {
protected:
    std::string data() const { return folder_.file("data"); }
    std::string write(const std::string& name, const std::string& content) const
    {
        std::ofstream{folder_.file(name), std::ios::binary} << content;
        return folder_.file(name);
    }
    static std::string read(const std::string& path)
    {
        std::ifstream in{path, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// Runs the server with data of its own; it must refuse by itself.
    Outcome start(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {})
    {
        arguments.insert(arguments.begin(), {"--listen=127.0.0.1:0", "--data=" + data(), "--server.user=root"});
        return run_server(arguments, environment);
    }
    static void expect_refusal(const Outcome& outcome, int code, const std::vector<std::string>& words)
    {
        EXPECT_EQ(outcome.code, code) << outcome.errors;
        EXPECT_EQ(outcome.output, "");
        EXPECT_THAT(outcome.errors, StartsWith("parlor"));
        for (const auto& word : words) EXPECT_THAT(outcome.errors, HasSubstr(word));
    }

    TempFolder folder_;
};

TEST_F(CommandLine, shows_help_and_version)
{
    const auto help = run_server({"--help"});
    const auto version = run_server({"--version"});

    EXPECT_EQ(help.code, 0);
    for (const auto* option : {"--listen", "--data", "--config", "--web", "--print-config", "--lobby.grace"})
        EXPECT_THAT(help.output, HasSubstr(option));
    EXPECT_EQ(help.errors, "");
    EXPECT_EQ(version.code, 0);
    EXPECT_THAT(version.output, testing::MatchesRegex(".*[0-9]+\\.[0-9]+\\.[0-9]+.*\n"));
}

TEST_F(CommandLine, refuses_options_that_do_not_exist_or_say_nothing)
{
    expect_refusal(start({"--nonsense"}), 2, {"--nonsense"});
    expect_refusal(start({"--lobby.nonsense=1"}), 2, {"lobby.nonsense"});
    expect_refusal(start({"words"}), 2, {"words"});
    expect_refusal(start({"--config"}), 2, {"--config"});
    expect_refusal(start({"--lobby.grace=soon"}), 2, {"lobby.grace", "0s to 1h"});
    expect_refusal(start({"--net.connections=0"}), 2, {"net.connections"});
    expect_refusal(start({"--listen=nowhere"}), 2, {"listen", "nowhere"});
}

TEST_F(CommandLine, refuses_a_variable_with_a_bad_value_by_its_name)
{
    expect_refusal(start({}, {{"PARLOR_LOBBY_GRACE", "soon"}}), 2, {"PARLOR_LOBBY_GRACE"});
    expect_refusal(start({}, {{"PARLOR_NONSENSE", "1"}}), 2, {"PARLOR_NONSENSE"});
}

TEST_F(CommandLine, refuses_a_bad_configuration_file_with_the_place_of_its_fault)
{
    const auto unknown = write("unknown.toml", "[lobby]\ngrace = \"15s\"\nnonsense = 1\n");
    const auto value = write("value.toml", "[lobby]\n\ngrace = \"soon\"\n");
    const auto syntax = write("syntax.toml", "[lobby]\ngrace = = 5\n");

    expect_refusal(start({"--config=" + unknown}), 2, {unknown + ":3", "nonsense"});
    expect_refusal(start({"--config=" + value}), 2, {value + ":3", "grace"});
    expect_refusal(start({"--config=" + syntax}), 2, {syntax + ":2"});
    expect_refusal(start({"--config=" + folder_.file("missing.toml")}), 2, {"missing.toml"});
}

TEST_F(CommandLine, prints_the_settings_in_force_and_where_each_comes_from_with_secrets_hidden)
{
    const auto file =
        write("parlor.toml", "[lobby]\ngrace = \"20s\"\nidle_end = \"1m\"\n[ice]\nturn_secret = \"hush-hush\"\n");

    const auto shown = run_server({"--print-config", "--config=" + file, "--lobby.grace=30s"},
                                  {{"PARLOR_CHAT_BATCH", "77"}, {"PARLOR_ICE_TURN_CREDENTIAL", "hush-too"}});

    EXPECT_EQ(shown.code, 0) << shown.errors;
    EXPECT_THAT(shown.output, testing::ContainsRegex("grace = \"30s\".*--lobby.grace"));
    EXPECT_THAT(shown.output, testing::ContainsRegex("idle_end = \"1m\".*parlor.toml"));
    EXPECT_THAT(shown.output, testing::ContainsRegex("batch = 77.*PARLOR_CHAT_BATCH"));
    EXPECT_THAT(shown.output, Not(HasSubstr("hush")));
    EXPECT_FALSE(std::filesystem::exists(data())) << "nothing is started";
}

TEST_F(CommandLine, refuses_a_port_that_is_taken)
{
    ServerProcess first;
    const auto address = "127.0.0.1:" + std::to_string(first.port());

    const auto second = start({"--listen=" + address});

    expect_refusal(second, 1, {"Cannot listen on " + address, "in use"});
    EXPECT_EQ(HttpClient{first.port()}.get("/healthz").status, 200);
}

TEST_F(CommandLine, refuses_data_that_a_running_server_has_open)
{
    ServerProcess first;

    const auto second = start({"--data=" + first.data().string()});

    expect_refusal(second, 1, {first.data().string(), "in use by another server"});
    EXPECT_EQ(HttpClient{first.port()}.get("/readyz").status, 200);
}

TEST_F(CommandLine, refuses_a_damaged_database_and_leaves_it_as_it_is)
{
    std::filesystem::create_directory(data());
    const auto database = write("data/parlor.db", std::string(8192, '\x42'));
    const auto before = read(database);

    const auto refused = start({});

    expect_refusal(refused, 1, {database, "damaged"});
    EXPECT_TRUE(read(database) == before);
}

TEST_F(CommandLine, refuses_a_database_of_a_newer_version_and_leaves_it_as_it_is)
{
    std::string bytes;
    {
        ServerProcess server;
        EXPECT_EQ(server.stop().code, 0);
        bytes = read((server.data() / "parlor.db").string());
    }
    // user_version: https://sqlite.org/fileformat2.html §1.3.
    bytes.at(63) = 99;
    std::filesystem::create_directory(data());
    const auto database = write("data/parlor.db", bytes);

    const auto refused = start({});

    expect_refusal(refused, 1, {database, "newer Parlor"});
    EXPECT_TRUE(read(database) == bytes);
}

TEST_F(CommandLine, refuses_a_data_folder_that_can_not_be_made)
{
    const auto file = write("file", "");

    expect_refusal(start({"--data=" + file + "/data"}), 1, {file + "/data"});
}

} // namespace
} // namespace parlor::test
