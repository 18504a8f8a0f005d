#include "tests/service/admin_bed.hpp"
#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::ProviderOrigin;

/// What an administrator sees of bots and providers, and does to them.
class AdminBots : public BotWorld, public testing::TestWithParam<ShardIndex> {
protected:
    AdminBots() : BotWorld(GetParam(), administered()) {}

    protocol::AdminBotPage bots(service::PageQuery page = {})
    {
        return world.ask<protocol::AdminBotPage>([&](auto reply) { world.admin->list_bots(page, std::move(reply)); })
            .value();
    }
    Answer<protocol::AdminBotResult> get(const std::string& bot)
    {
        return world.ask<protocol::AdminBotResult>(
            [&](auto reply) { world.admin->get_bot(BotId{bot}, std::move(reply)); });
    }
    Answer<protocol::Empty> end(const std::string& bot)
    {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.admin->end_bot(operator_at_home, BotId{bot}, std::move(reply)); });
    }
    std::vector<protocol::AdminProvider> providers()
    {
        return world
            .ask<protocol::AdminProviderPage>([&](auto reply) { world.admin->list_providers({}, std::move(reply)); })
            .value()
            .providers;
    }
    protocol::AdminProvider provider_named(const std::string& name)
    {
        for (const auto& one : providers())
            if (one.name == name) return one;
        return {.id = "none"};
    }
    Answer<protocol::AdminProviderResult> add_key(const std::string& name, std::vector<protocol::Id> types = {})
    {
        protocol::AdminProviderRequest request{.name = name, .types = std::move(types)};
        return world.ask<protocol::AdminProviderResult>(
            [&](auto reply) { world.admin->add_provider(operator_at_home, request, std::move(reply)); });
    }
    Answer<protocol::Empty> remove_key(const std::string& id)
    {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.admin->remove_provider(operator_at_home, id, std::move(reply)); });
    }
    std::vector<std::string> audited_actions()
    {
        std::vector<std::string> actions;
        const auto trail =
            world.ask<service::AuditSlice>([&](auto reply) { world.store.read_audit(0, 50, std::move(reply)); });
        for (const auto& line : trail.value().records) actions.push_back(line.action);
        return actions;
    }
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, AdminBots, testing::Values(1U, 3U));

TEST_P(AdminBots, are_listed_with_their_lobby_and_provider_and_without_secrets)
{
    auto host = provider();
    const auto id = run(host, "echo", R"({"secret":"hunter2"})").id;

    const auto one = get(id).value().bot;

    EXPECT_EQ(one.bot.state, protocol::BotState::active);
    EXPECT_EQ(one.lobby_id, lobby);
    EXPECT_EQ(one.wanted_by, ann.session.str());
    EXPECT_EQ(one.provider.value(), "host");
    EXPECT_EQ(one.bot.config.text.find("hunter2"), std::string::npos);
    EXPECT_EQ(get("nobody").code(), Errc::not_found);
}

TEST_P(AdminBots, come_page_by_page)
{
    auto host = provider();
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(add().value().bot.id);
    std::ranges::sort(ids);

    const auto first = bots({.cursor = {}, .limit = 2});
    const auto second = bots({.cursor = first.next_cursor.value(), .limit = 2});

    std::vector<std::string> listed;
    for (const auto* page : {&first, &second})
        for (const auto& item : page->bots) listed.push_back(item.bot.id);
    EXPECT_EQ(listed, ids);
    EXPECT_FALSE(second.next_cursor);
    EXPECT_EQ(
        world.ask<protocol::AdminBotPage>([&](auto reply) { world.admin->list_bots({"no id"}, std::move(reply)); })
            .path(),
        "cursor");
}

TEST_P(AdminBots, leave_when_an_administrator_ends_them)
{
    auto host = provider();
    const auto id = run(host).id;

    EXPECT_TRUE(end(id).ok());

    EXPECT_EQ(host.last("stop_bot").text("reason"), "An administrator took it out of the lobby.");
    world.pass(world.settings.bots.stop_timeout);
    EXPECT_TRUE(list().empty());
    EXPECT_EQ(end(id).code(), Errc::not_found);
    EXPECT_EQ(audited_actions().front(), "end_bot");
}

TEST_P(AdminBots, are_run_by_providers_whose_keys_let_them_in_until_they_are_deleted)
{
    const auto made = add_key("third", {"echo"}).value();
    auto host = provider(made.key, 4, R"([{"type":"echo"}])");
    run(host);
    EXPECT_EQ(provider_named("third").connections, 1);
    EXPECT_EQ(provider_named("third").bots, 1);

    EXPECT_TRUE(remove_key(made.provider.id).ok());

    EXPECT_EQ(host.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_EQ(admit(made.key).code(), Errc::unauthenticated);
    EXPECT_EQ(provider_named("third").id, "none");
    EXPECT_EQ(remove_key(made.provider.id).code(), Errc::not_found);
    EXPECT_THAT(audited_actions(), testing::ElementsAre("remove_provider", "add_bot", "add_provider"));
}

TEST_P(AdminBots, keys_of_the_configuration_are_listed_and_stay)
{
    EXPECT_EQ(providers().size(), 2U);
    const auto second = provider_named("second");

    EXPECT_EQ(second.origin, ProviderOrigin::configuration);
    EXPECT_THAT(second.types, testing::ElementsAre("echo", "scribe"));
    EXPECT_FALSE(second.created_at);
    EXPECT_EQ(remove_key(second.id).code(), Errc::conflict);
    EXPECT_TRUE(admit(second_key).ok());
}

TEST_P(AdminBots, keys_are_kept_as_their_hash_alone)
{
    const auto key = add_key("third").value().key;

    const auto kept = world.ask<std::vector<domain::ProviderKeyRecord>>(
        [&](auto reply) { world.store.load_provider_keys(std::move(reply)); });

    ASSERT_EQ(kept.value().size(), 1U);
    EXPECT_EQ(kept.value()[0].key_hash, service::hash_of_secret(key));
}

TEST_P(AdminBots, keys_are_no_more_than_there_may_be)
{
    world.settings.bots.max_keys = 1;
    EXPECT_TRUE(add_key("third").ok());

    EXPECT_EQ(add_key("fourth").code(), Errc::conflict);
}

} // namespace
} // namespace parlor::test
