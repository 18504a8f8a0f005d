#include "tests/support/api.hpp"
#include "tests/support/command.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/scripted_provider.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

/// The command line against a real server.
namespace parlor::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

const std::string admin_token(40, 'a');

ServerOptions administered(std::vector<std::string> flags = {})
{
    return {.flags = std::move(flags), .environment = {{"PARLOR_ADMIN_TOKEN", admin_token}}};
}

class ParlorCtl : public testing::Test {
protected:
    Outcome run(const std::vector<std::string>& words, const std::string& input = {})
    {
        return run_program("parlorctl", words,
                           {{"PARLORCTL_SERVER", server.url()}, {"PARLOR_ADMIN_TOKEN", admin_token}}, input);
    }
    /// What a command that must succeed writes with `--json`.
    json::value ask(std::vector<std::string> words, const std::string& input = {})
    {
        words.emplace_back("--json");
        const auto outcome = run(words, input);
        EXPECT_EQ(outcome.code, 0) << outcome.errors;
        return json::parse(outcome.output);
    }
    std::vector<std::string> audited()
    {
        std::vector<std::string> actions;
        const auto log = ask({"audit", "--all"});
        for (const auto& line : log.at("entries").as_array()) actions.emplace_back(line.at("action").as_string());
        return actions;
    }

    ServerProcess server{administered()};
};

std::string id_of(const json::value& object)
{
    return std::string{object.at("id").as_string()};
}

TEST_F(ParlorCtl, looks_at_lobbies_sessions_and_names_and_changes_them)
{
    const auto nina = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina, R"({"name":"Attic","media":"none"})");
    RawWebSocket socket{server.port(), nina};
    socket.must("set_name", {{"name", "Nina"}});
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    const auto session = id_of(socket.welcome().at("session"));

    EXPECT_THAT(run({"lobbies"}).output, HasSubstr("Attic"));
    EXPECT_THAT(run({"lobbies", "show", lobby}).output, HasSubstr("Nina"));
    EXPECT_EQ(ask({"sessions", "show", session}).at("session").at("name").as_string(), "Nina");
    EXPECT_THAT(run({"names", "protect", "nina"}, "secret\n").output, HasSubstr("yes"));
    EXPECT_TRUE(socket.next_of("session_changed").at("session").at("name_protected").as_bool());
    EXPECT_TRUE(ask({"names"}).at("names").at(0).at("has_password").as_bool());
    EXPECT_EQ(run({"names", "unprotect", "Nina"}).code, 0);
    EXPECT_EQ(run({"names", "free", "Nina"}).code, 0);
    EXPECT_TRUE(ask({"names", "list"}).at("names").as_array().empty());
    EXPECT_EQ(run({"lobbies", "end", lobby}).code, 0);
    EXPECT_EQ(socket.next_of("lobby_closed").at("lobby_id").as_string(), lobby);
    EXPECT_EQ(run({"sessions", "end", session}).code, 0);
    EXPECT_EQ(socket.wait_close(), 4001);
    EXPECT_THAT(audited(), testing::ElementsAre("end_session", "end_lobby", "free_name", "remove_name_password",
                                                "set_name_password"));
}

TEST_F(ParlorCtl, bans_watches_backs_up_and_what_is_restored_has_the_same_lobbies_and_entries)
{
    const auto nina = new_session(server.port());
    const auto mallory = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina, R"({"name":"Attic","media":"none"})");
    RawWebSocket socket{server.port(), nina};
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "hello"}});
    RawWebSocket unwanted{server.port(), mallory};
    const auto session = id_of(unwanted.welcome().at("session"));

    const auto ban = ask({"bans", "add", "--session", session, "--reason", "spam", "--for", "12h"}).at("ban");
    EXPECT_EQ(unwanted.wait_close(), 4003);
    EXPECT_GT(ban.at("until").as_int64(), ban.at("at").as_int64() + 11 * 3'600'000);
    const auto watched = run({"stats", "--watch", "--count", "2", "--every", "1"}).output;
    EXPECT_EQ(std::ranges::count(watched, '\n'), 3) << watched;
    EXPECT_EQ(ask({"stats"}).at("counts").at("participants").as_int64(), 1);
    const std::filesystem::path file{std::string{ask({"backup"}).at("backup").at("path").as_string()}};
    const auto lobbies = ask({"lobbies", "--all"});

    TempFolder fresh;
    std::filesystem::copy_file(file, fresh.file("parlor.db"));
    server.kill();
    server.start(administered({"--data=" + fresh.path().string()}));
    const auto restored = ask({"lobbies", "--all"});
    ASSERT_EQ(restored.at("lobbies").as_array().size(), 1U);
    EXPECT_EQ(restored.at("lobbies").at(0).at("lobby").at("id"), lobbies.at("lobbies").at(0).at("lobby").at("id"));
    EXPECT_EQ(restored.at("lobbies").at(0).at("lobby").at("seq"), lobbies.at("lobbies").at(0).at("lobby").at("seq"));
    RawWebSocket back{server.port(), nina};
    const auto joined = back.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    EXPECT_EQ(joined.at("entries").at(0).at("text").as_string(), "hello");
    EXPECT_EQ(id_of(ask({"bans"}).at("bans").at(0)), id_of(ban));
    EXPECT_EQ(run({"bans", "lift", id_of(ban)}).code, 0);
    RawWebSocket welcome_again{server.port(), mallory};
}

TEST_F(ParlorCtl, lets_bot_providers_in_and_out_and_ends_bots)
{
    const auto made = ask({"providers", "add", "studio", "--types", "echo,scribe"});
    ScriptedProvider provider{server.port(), std::string{made.at("key").as_string()}};
    provider.enroll();
    const auto nina = new_session(server.port());
    const auto lobby = new_lobby(server.port(), nina);
    RawWebSocket socket{server.port(), nina};
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    HttpClient http{server.port(), bearer(nina)};
    const auto bot = id_of(http.post("/api/v1/lobbies/" + lobby + "/bots", R"({"type":"echo"})").json().at("bot"));

    EXPECT_THAT(run({"bots"}).output, HasSubstr(bot));
    EXPECT_EQ(ask({"bots", "show", bot}).at("bot").at("provider").as_string(), "scripted");
    EXPECT_EQ(run({"bots", "end", bot}).code, 0);
    EXPECT_EQ(provider.next("stop_bot").text("bot_id"), bot);
    EXPECT_THAT(run({"providers"}).output, HasSubstr("studio"));
    EXPECT_EQ(run({"providers", "remove", id_of(made.at("provider"))}).code, 0);
    EXPECT_EQ(provider.socket().wait_close(), 4001);
    EXPECT_EQ(run({"providers", "remove", "local"}).code, 1);
    EXPECT_THAT(audited(), testing::ElementsAre("remove_provider", "end_bot", "add_bot", "add_provider"));
}

TEST_F(ParlorCtl, pages_through_lists_as_far_as_it_is_told)
{
    HttpClient admin{server.port(), bearer(admin_token)};
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(admin.post("/api/v1/admin/bans", R"({"address":"203.0.113.)" + std::to_string(i) + R"("})").status,
                  201);

    EXPECT_EQ(ask({"bans", "--limit", "2"}).at("bans").as_array().size(), 2U);
    EXPECT_TRUE(ask({"bans", "--limit", "2"}).at("next_cursor").is_string());
    EXPECT_EQ(ask({"bans", "--all"}).at("bans").as_array().size(), 5U);
    EXPECT_THAT(run({"bans", "--limit", "2"}).output, HasSubstr("There are more"));
    EXPECT_THAT(run({"bans", "--all"}).output, Not(HasSubstr("There are more")));
    EXPECT_EQ(run({"bans", "--limit", "0"}).code, 2);
    const auto found = ask({"bans", "--search", "203.0.113.3"});
    ASSERT_EQ(found.at("bans").as_array().size(), 1U);
    EXPECT_THAT(std::string{found.at("bans").at(0).at("address").as_string()}, HasSubstr("203.0.113.3"));
    EXPECT_TRUE(ask({"bans", "--search", "nobody at all"}).at("bans").as_array().empty());
    EXPECT_EQ(run({"bans", "--search", std::string(101, 'x')}).code, 1);
}

TEST_F(ParlorCtl, takes_the_token_from_a_file_and_warns_of_one_that_others_see)
{
    TempFolder folder;
    const auto file = folder.file("token");
    std::ofstream{file} << admin_token << '\n';
    const auto with = [&](std::vector<std::string> words, std::map<std::string, std::string> environment = {}) {
        words.insert(words.begin(), "stats");
        environment["PARLORCTL_SERVER"] = server.url();
        return run_program("parlorctl", words, environment);
    };

    std::filesystem::permissions(file, std::filesystem::perms{0600});
    EXPECT_EQ(with({"--token-file", file}).code, 0);
    EXPECT_EQ(with({"--token-file", file}).errors, "");
    EXPECT_EQ(with({}, {{"PARLORCTL_TOKEN_FILE", file}}).code, 0);
    std::filesystem::permissions(file, std::filesystem::perms{0644});
    EXPECT_THAT(with({"--token-file", file}).errors, HasSubstr("chmod 600"));
    const auto shown = with({"--token", admin_token});
    EXPECT_EQ(shown.code, 0);
    EXPECT_THAT(shown.errors, HasSubstr("can see a token on a command line"));
    EXPECT_THAT(shown.errors, Not(HasSubstr(admin_token)));
    const auto without = with({});
    EXPECT_EQ(without.code, 2);
    EXPECT_THAT(without.errors, HasSubstr("--token-file FILE, PARLOR_ADMIN_TOKEN"));
    EXPECT_EQ(with({"--token-file", folder.file("nowhere")}).code, 2);
}

TEST_F(ParlorCtl, says_what_was_wrong_and_what_to_do)
{
    const auto missing = run({"lobbies", "show", "nowhere"});
    EXPECT_EQ(missing.code, 1);
    EXPECT_THAT(missing.errors, HasSubstr("There is no such lobby."));
    EXPECT_THAT(missing.errors, HasSubstr("`list` of the same group"));
    const auto as_json = run({"lobbies", "show", "nowhere", "--json"});
    EXPECT_EQ(as_json.code, 1);
    EXPECT_EQ(json::parse(as_json.errors).at("code").as_string(), "not_found");

    const auto wrong = run_program("parlorctl", {"stats"},
                                   {{"PARLORCTL_SERVER", server.url()}, {"PARLOR_ADMIN_TOKEN", std::string(40, 'b')}});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_THAT(wrong.errors, HasSubstr("admin.token"));

    const auto nobody = run({"stats", "--server", "http://127.0.0.1:" + std::to_string(free_port())});
    EXPECT_EQ(nobody.code, 3);
    EXPECT_THAT(nobody.errors, HasSubstr("Is it running?"));
    const auto nobody_as_json = run({"stats", "--json", "--server", "http://127.0.0.1:" + std::to_string(free_port())});
    EXPECT_EQ(json::parse(nobody_as_json.errors).at("code").as_string(), "unavailable");
    EXPECT_EQ(json::parse(run({"lobies", "--json"}).errors).at("advice").as_string(), "Did you mean lobbies?");
    EXPECT_EQ(run({"stats", "--server", "nonsense://x"}).code, 2);
    EXPECT_EQ(run({"bans", "add", "--for", "7d"}).code, 2);
    EXPECT_EQ(run({"bans", "add", "--name", "Mallory", "--for", "soon"}).code, 2);
    EXPECT_EQ(run({"names", "protect", "Nina"}, "").code, 2);
}

TEST(ParlorCtlWithoutToken, says_that_administration_is_off)
{
    ServerProcess server;

    const auto outcome =
        run_program("parlorctl", {"stats"}, {{"PARLORCTL_SERVER", server.url()}, {"PARLOR_ADMIN_TOKEN", admin_token}});

    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.errors, HasSubstr("Set admin.token"));
}

} // namespace
} // namespace parlor::test
