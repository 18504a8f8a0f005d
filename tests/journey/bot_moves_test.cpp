#include "tests/journey/bot_journey.hpp"

#include <csignal>

namespace parlor::test {
namespace {

using Clock = std::chrono::steady_clock;

class BotMoveJourney : public testing::Test {
protected:
    static std::vector<std::string> flags()
    {
        auto all = provider_flags();
        // These clients read nothing while they wait, so they do not answer a close.
        all.emplace_back("--server.drain=1s");
        return all;
    }
    ServerProcess server_{ServerOptions{.flags = flags()}};
    std::uint16_t port() const { return server_.port(); }
};

TEST_F(BotMoveJourney, ten_bots_of_a_provider_that_dies_are_active_on_another_within_two_seconds)
{
    std::vector<std::unique_ptr<BotLobby>> lobbies;
    for (int i = 0; i < 5; ++i) lobbies.push_back(std::make_unique<BotLobby>(port()));
    ScriptedProvider first{port(), first_provider_key};
    first.enroll(ScriptedProvider::usual_types, 20);
    struct Bot {
        BotLobby* lobby;
        std::string id;
        std::string participant;
    };
    std::vector<Bot> bots;
    std::vector<ScriptedProvider::Instance> instances;
    for (int i = 0; i < 10; ++i) {
        auto& lobby = *lobbies[i % 5];
        const json::object config{{"secret", "s" + std::to_string(i)}};
        const auto id = lobby.must_add({{"type", "echo"}, {"config", config}});
        instances.push_back(first.run_next());
        lobby.wait_for(id, "active");
        bots.push_back({&lobby, id, instances.back().participant()});
    }
    ScriptedProvider second{port(), second_provider_key};
    second.enroll(ScriptedProvider::usual_types, 20);

    const auto death = Clock::now();
    first.die();
    instances.clear();
    std::map<std::string, std::string> secrets;
    for (int i = 0; i < 10; ++i) {
        const auto start = second.next("start_bot");
        second.ack(start);
        instances.push_back(second.join(start));
        secrets[start.text("bot_id")] = text_at(start.data.at("config"), "secret");
    }
    for (const auto& bot : bots) bot.lobby->wait_for(bot.id, "active");
    const auto took = Clock::now() - death;

    EXPECT_LT(took, std::chrono::seconds{2} * slowness);
    for (std::size_t i = 0; i < bots.size(); ++i) {
        EXPECT_EQ(secrets[bots[i].id], "s" + std::to_string(i));
        EXPECT_EQ(text_at(bots[i].lobby->bot(bots[i].id), "participant_id"), bots[i].participant);
    }
}

TEST_F(BotMoveJourney, a_provider_that_comes_back_alone_gets_its_bots_again)
{
    BotLobby lobby{port()};
    auto provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll();
    const auto id = lobby.must_add({{"type", "echo"}});
    auto instance = provider->run_next();
    lobby.wait_for(id, "active");

    instance.socket.reset();
    provider.reset();
    EXPECT_THAT(text_at(lobby.wait_for(id, "requested"), "detail"), testing::EndsWith(" is gone."));
    provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll();
    instance = provider->run_next();

    lobby.wait_for(id, "active");
}

TEST_F(BotMoveJourney, a_provider_whose_connection_alone_broke_keeps_its_bots)
{
    BotLobby lobby{port()};
    auto provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll();
    const auto id = lobby.must_add({{"type", "echo"}});
    auto instance = provider->run_next();
    lobby.wait_for(id, "active");

    provider.reset();
    provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll(ScriptedProvider::usual_types, 8, {json::value(id)});
    provider->tell_state(id, "active", "still here");

    EXPECT_EQ(text_at(lobby.wait_for(id, "active"), "detail"), "still here");
    instance.socket->must("ping", {});
}

TEST_F(BotMoveJourney, bots_are_in_their_lobby_within_150_ms_of_their_dispatch)
{
    BotLobby lobby{port()};
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    for (int i = 0; i < 100; ++i) {
        const auto id = lobby.must_add({{"type", "echo"}});
        const auto instance = provider.run_next();
        lobby.wait_for(id, "active");
        lobby.http.request("DELETE", lobby.bots() + "/" + id);
        provider.ack(provider.next("stop_bot"));
        instance.socket->send("leave", {{"lobby_id", lobby.id}});
    }

    const auto metrics = HttpClient{port()}.get("/metrics").body;

    const std::string p99 = "parlor_bot_dispatch_milliseconds{quantile=\"0.99\"} ";
    const auto at = metrics.find(p99);
    ASSERT_NE(at, std::string::npos);
    EXPECT_LE(std::stod(metrics.substr(at + p99.size())), 150 * slowness);
}

TEST_F(BotMoveJourney, draining_providers_get_nothing_new)
{
    BotLobby lobby{port()};
    ScriptedProvider draining{port(), first_provider_key};
    draining.enroll();
    draining.tell_load(0, true);
    EXPECT_EQ(lobby.add({{"type", "echo"}}).code(), "no_provider");
    ScriptedProvider other{port(), second_provider_key};
    other.enroll();
    other.tell_load(1);

    const auto id = lobby.must_add({{"type", "echo"}});

    EXPECT_EQ(other.next("start_bot").text("bot_id"), id);
}

/// SIGTERM and SIGKILL.
class RestartJourney : public BotMoveJourney, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Signals, RestartJourney, testing::Values(SIGTERM, SIGKILL));

TEST_P(RestartJourney, wanted_bots_run_again_after_a_restart_of_the_server)
{
    auto lobby = std::make_unique<BotLobby>(port());
    auto provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll();
    const auto id = lobby->must_add({{"type", "echo"}, {"name", "Ada"}, {"config", {{"secret", "hunter2"}}}});
    auto instance = provider->run_next();
    lobby->wait_for(id, "active");
    const auto participant = instance.participant();
    const auto gone = lobby->must_add({{"type", "echo"}});
    provider->refuse(provider->next("start_bot"), "no");
    lobby->http.request("DELETE", lobby->bots() + "/" + gone);

    server_.send_signal(GetParam());
    server_.wait();
    server_.start();
    const auto token = lobby->token;
    const auto bots = lobby->bots();
    provider = std::make_unique<ScriptedProvider>(port(), first_provider_key);
    provider->enroll();
    const auto start = provider->next("start_bot");
    provider->ack(start);
    instance = provider->join(start);

    EXPECT_EQ(start.text("bot_id"), id);
    EXPECT_EQ(start.text("name"), "Ada");
    EXPECT_EQ(text_at(start.data.at("config"), "secret"), "hunter2");
    EXPECT_EQ(instance.participant(), participant);
    const auto listed = HttpClient{port(), bearer(token)}.get(bots).json();
    ASSERT_EQ(listed.at("bots").as_array().size(), 1U);
    EXPECT_EQ(text_at(listed.at("bots").as_array()[0], "id"), id);
}

} // namespace
} // namespace parlor::test
