// Providers as processes of their own, which are killed.
#include "tests/journey/bot_journey.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/paths.hpp"

namespace parlor::test {
namespace {

using Clock = std::chrono::steady_clock;

/// Ten bots of the example provider in five lobbies, each with a question of its own.
class BotCrashJourney : public testing::Test {
protected:
    struct Bot {
        BotLobby* lobby;
        std::string id;
        std::string participant;
        std::string question;
    };

    ChildProcess start_provider(const std::string& key) const
    {
        return ChildProcess{{.program = bin_dir() + "/parlor-example-provider",
                             .environment = {{"PARLOR_URL", server_.url()}, {"PARLOR_PROVIDER_KEY", key}}}};
    }

    void add_bots()
    {
        for (int i = 0; i < 5; ++i) lobbies_.push_back(std::make_unique<BotLobby>(server_.port()));
        for (int i = 0; i < 10; ++i) {
            auto& lobby = *lobbies_[i % 5];
            const auto question = "question-" + std::to_string(i);
            const auto id = lobby.must_add({{"type", "counter"}, {"config", json::object{{"question", question}}}});
            const auto participant = text_at(lobby.wait_for(id, "active"), "participant_id");
            bots_.push_back({&lobby, id, participant, question});
        }
    }

    /// Waits until all are active again, and asks each its question.
    void expect_all_active_again(Clock::time_point since)
    {
        for (const auto& bot : bots_) bot.lobby->wait_for(bot.id, "active");
        EXPECT_LT(Clock::now() - since, std::chrono::seconds{2} * slowness);

        for (const auto& bot : bots_) {
            EXPECT_EQ(text_at(bot.lobby->bot(bot.id), "participant_id"), bot.participant);
            bot.lobby->owner.must("send_chat_message", {{"lobby_id", bot.lobby->id}, {"text", bot.question}});
            bot.lobby->owner.next_of("entry");
            const auto answer = bot.lobby->owner.next_of("entry").at("entry").as_object();
            EXPECT_EQ(text_at(answer, "text"), "We are 3.");
            EXPECT_EQ(text_at(answer.at("from"), "participant_id"), bot.participant);
        }
    }

    ServerProcess server_{ServerOptions{.flags = provider_flags()}};
    std::vector<std::unique_ptr<BotLobby>> lobbies_;
    std::vector<Bot> bots_;
};

TEST_F(BotCrashJourney, ten_bots_of_a_killed_process_run_on_in_another_within_two_seconds)
{
    auto first = start_provider(first_provider_key);
    wait_for_providers(server_.port(), 1);
    add_bots();
    const auto second = start_provider(second_provider_key);
    wait_for_providers(server_.port(), 2);

    const auto death = Clock::now();
    first.kill();

    expect_all_active_again(death);
}

TEST_F(BotCrashJourney, ten_bots_of_a_killed_process_run_on_as_soon_as_it_is_back)
{
    auto only = start_provider(first_provider_key);
    wait_for_providers(server_.port(), 1);
    add_bots();
    only.kill();
    for (const auto& bot : bots_) bot.lobby->wait_for(bot.id, "requested");

    const auto back = Clock::now();
    only = start_provider(first_provider_key);

    expect_all_active_again(back);
}

} // namespace
} // namespace parlor::test
