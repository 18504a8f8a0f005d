#include "base/clock.hpp"
#include "tests/voicebot/engines/engine_server.hpp"
#include "tests/voicebot/host/host_bed.hpp"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

#include <set>

/// Hosts that come and go beside one server, without media.
namespace parlor::voicebot::test {
namespace {

using namespace std::chrono_literals;
using parlor::test::BotLobby;
using parlor::test::text_at;
namespace json = boost::json;

struct Hosts : testing::Test {
    static std::vector<std::string> flags()
    {
        auto flags = parlor::test::provider_flags();
        flags.insert(flags.end(), {"--session.per_address_per_minute=100000", "--log.level=warning"});
        return flags;
    }

    parlor::test::ServerProcess server{{.flags = flags()}};
    parlor::test::TempFolder folder;
    const std::string first_key = key_file(folder, parlor::test::first_provider_key);
    const std::string second_key = key_file(folder, parlor::test::second_provider_key);
};

std::int64_t now_ms()
{
    return to_ms(SystemClock{}.now());
}

/// Waits until the lobby is told that these bots are active which were started after `since`, in any order.
void wait_for_restart(BotLobby& lobby, std::set<std::string> bots, std::int64_t since)
{
    while (!bots.empty()) {
        const auto told = lobby.owner.next_of("bot_updated").at("bot").as_object();
        if (text_at(told, "state") != "active" || !told.at("started_at").is_int64()) continue;
        if (told.at("started_at").as_int64() >= since) bots.erase(text_at(told, "id"));
    }
}

TEST_F(Hosts, bots_of_a_host_that_is_killed_are_active_on_another_within_two_seconds)
{
    VoicebotProcess first{server, first_key};
    parlor::test::wait_for_providers(server.port(), 1);
    std::vector<std::unique_ptr<BotLobby>> lobbies;
    std::vector<std::pair<BotLobby*, json::object>> bots;
    for (int i = 0; i < 5; ++i) {
        auto& lobby = *lobbies.emplace_back(std::make_unique<BotLobby>(server.port()));
        for (const auto* type : {"assistant", "scribe"}) {
            const auto id = lobby.must_add({{"type", type}});
            bots.emplace_back(&lobby, lobby.wait_for(id, "active"));
        }
    }
    VoicebotProcess second{server, second_key};
    parlor::test::wait_for_providers(server.port(), 2);

    const auto killed = now_ms();
    first.child().kill();
    for (const auto& lobby : lobbies) {
        std::set<std::string> wanted;
        for (const auto& [where, bot] : bots)
            if (where == lobby.get()) wanted.insert(text_at(bot, "id"));
        wait_for_restart(*lobby, std::move(wanted), killed);
    }
    const auto took = now_ms() - killed;

    std::cout << "10 bots active again after " << took << " ms\n";
    EXPECT_LT(took, 2'000);
    for (const auto& [lobby, bot] : bots) {
        const auto again = lobby->bot(text_at(bot, "id"));
        EXPECT_EQ(text_at(again, "state"), "active");
        EXPECT_EQ(again.at("participant_id"), bot.at("participant_id"));
        EXPECT_EQ(again.at("config"), bot.at("config"));
    }
}

TEST_F(Hosts, a_host_that_is_told_to_end_hands_its_bots_over_and_ends_well)
{
    VoicebotProcess first{server, first_key};
    parlor::test::wait_for_providers(server.port(), 1);
    BotLobby lobby{server.port()};
    const auto id = lobby.must_add({{"type", "assistant"}});
    lobby.wait_for(id, "active");
    VoicebotProcess second{server, second_key};
    parlor::test::wait_for_providers(server.port(), 2);

    const auto told = now_ms();
    first.child().send_signal(SIGTERM);
    wait_for_restart(lobby, {id}, told);

    const auto ended = first.child().wait(parlor::test::patience);
    ASSERT_TRUE(ended) << first.errors();
    EXPECT_EQ(ended->code, 0) << first.errors();
}

TEST_F(Hosts, a_bot_takes_another_configuration_while_it_runs)
{
    VoicebotProcess host{server, first_key};
    parlor::test::wait_for_providers(server.port(), 1);
    BotLobby lobby{server.port()};
    const auto id = lobby.must_add({{"type", "assistant"}});
    lobby.wait_for(id, "active");

    const auto changed = parlor::test::send_json(lobby.http, "PATCH", lobby.bots() + '/' + id,
                                                 R"({"config":{"wake_word":"computer","picture":true}})");
    lobby.owner.must("send_chat_message", {{"lobby_id", lobby.id}, {"text", "Computer, roll a die"}});

    EXPECT_EQ(changed.status, 200) << changed.body;
    for (;;) {
        const auto entry = lobby.owner.next_of("entry").at("entry").as_object();
        if (text_at(entry.at("from"), "kind") != "bot") continue;
        EXPECT_EQ(text_at(entry, "text").rfind("I rolled ", 0), 0U);
        break;
    }
}

TEST_F(Hosts, a_host_with_a_key_that_the_server_refuses_ends_and_says_so)
{
    VoicebotProcess host{server, key_file(folder, "no-key-of-this-server-0123456789abcdef")};

    const auto ended = host.child().wait(parlor::test::patience);

    ASSERT_TRUE(ended) << host.errors();
    EXPECT_EQ(ended->code, 1);
    EXPECT_NE(host.errors().find("refuses the key"), std::string::npos) << host.errors();
}

/// Plays a language model that asks a tool for a sum, and then says what came of it.
void sum_up(const EngineCall& call, EngineReply& reply)
{
    const auto messages = json::parse(call.body).at("messages").as_array();
    const auto& last = messages.back().as_object();
    const bool told = text_at(last, "role") == "tool";
    const std::string calls =
        R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"sums_add",)"
        R"("arguments":"{\"a\":2,\"b\":40}"}}]},"finish_reason":"tool_calls"}]})";
    const auto answer = R"({"choices":[{"delta":{"content":"That makes )" + (told ? text_at(last, "content") : "") +
                        R"(."},"finish_reason":"stop"}]})";
    reply.begin_chunks(200, "text/event-stream");
    reply.chunk("data: " + (told ? answer : calls) + "\n\n");
    reply.chunk("data: [DONE]\n\n");
    reply.end_chunks();
}

TEST_F(Hosts, an_assistant_uses_a_tool_of_a_program_where_its_model_asks_for_it)
{
    EngineServer model{sum_up};
    const auto config = folder.path() / "bots.toml";
    std::ofstream{config} << "[[chat]]\nurl = \"" << model.url("/v1/chat/completions") << "\"\n"
                          << "[[mcp]]\nname = \"sums\"\ncommand = [\"python3\", \"" << parlor::test::source_dir()
                          << "/tests/voicebot/mcp/tool_server.py\", \"paged\"]\n";
    VoicebotProcess host{server, first_key, {"--config", config.string()}};
    parlor::test::wait_for_providers(server.port(), 1);
    BotLobby lobby{server.port()};
    lobby.wait_for(lobby.must_add({{"type", "assistant"}, {"config", {{"greets", false}}}}), "active");

    lobby.owner.must("send_chat_message", {{"lobby_id", lobby.id}, {"text", "Assistant, what is two and forty?"}});

    for (std::string text; text != "That makes 42.";)
        text = text_at(lobby.owner.next_of("entry").at("entry").as_object(), "text");
    EXPECT_NE(model.calls().front().body.find("sums_add"), std::string::npos);
}

} // namespace
} // namespace parlor::voicebot::test
