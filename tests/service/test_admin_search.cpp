#include "tests/service/admin_bed.hpp"
#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

service::PageQuery searched(std::string query, std::size_t limit = 50)
{
    return {.cursor = {}, .limit = limit, .query = std::move(query)};
}

/// Sessions and their names.
class AdminSearch : public testing::Test {
protected:
    World::Person called(const std::string& name)
    {
        auto person = world.make_person();
        const protocol::SetName message{.name = {name}, .password = {}, .force = {}};
        EXPECT_TRUE(world
                        .ask<protocol::SessionResult>(
                            [&](auto reply) { world.sessions->set_name(person.http(), message, std::move(reply)); })
                        .ok());
        return person;
    }
    protocol::AdminSessionPage sessions(service::PageQuery page)
    {
        return world
            .ask<protocol::AdminSessionPage>([&](auto reply) { world.admin->list_sessions(page, std::move(reply)); })
            .value();
    }
    static std::vector<std::string> names(const protocol::AdminSessionPage& page)
    {
        std::vector<std::string> all;
        for (const auto& session : page.sessions) all.push_back(session.name.value_or(""));
        return all;
    }

    World world{2, administered({.admin = {.search_rows = 300}, .sessions_per_address_per_minute = 1'000})};
};

TEST_F(AdminSearch, finds_those_whose_text_contains_it_in_capitals_or_not)
{
    called("Zoë Müller");
    called("Ben");
    const auto ann = called("Ann");

    EXPECT_THAT(names(sessions(searched("zoë MÜ"))), testing::ElementsAre("Zoë Müller"));
    EXPECT_THAT(names(sessions(searched(ann.session.str()))), testing::ElementsAre("Ann"));
    EXPECT_THAT(names(sessions(searched("nobody"))), testing::IsEmpty());
    EXPECT_FALSE(sessions(searched("nobody")).next_cursor);
    EXPECT_EQ(sessions(searched("")).sessions.size(), 3U);
}

TEST_F(AdminSearch, gives_each_find_once_over_pages_and_none_of_the_others)
{
    for (int i = 0; i < 7; ++i) called("wanted " + std::to_string(i));
    for (int i = 0; i < 30; ++i) called("other " + std::to_string(i));

    std::multiset<std::string> found;
    auto query = searched("wanted", 3);
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = sessions(query);
        EXPECT_LE(page.sessions.size(), 3U);
        for (auto& name : names(page)) found.insert(std::move(name));
        if (!page.next_cursor) break;
        query.cursor = *page.next_cursor;
    }

    EXPECT_EQ(found.size(), 7U);
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), 7U);
}

TEST_F(AdminSearch, looks_through_a_bounded_number_of_items_and_tells_where_to_go_on)
{
    for (int i = 0; i < 700; ++i) world.make_person();

    std::size_t pages = 1;
    auto query = searched("nobody");
    for (auto page = sessions(query); page.next_cursor; page = sessions(query), ++pages) {
        EXPECT_TRUE(page.sessions.empty());
        query.cursor = *page.next_cursor;
    }

    EXPECT_EQ(pages, 3U) << "700 sessions, 300 for each page";
}

TEST_F(AdminSearch, lets_others_have_the_event_loop_between_two_slices)
{
    for (int i = 0; i < 300; ++i) world.make_person();
    bool found = false;
    bool served = false;

    world.shards.enter(0);
    world.admin->list_sessions(searched("nobody"), [&](auto) {
        found = true;
        EXPECT_TRUE(served);
    });
    // Behind the first slice, before the second.
    world.shards.post(0, [&] { world.shards.post(0, [&] { served = true; }); });
    world.settle();

    EXPECT_TRUE(found);
}

TEST_F(AdminSearch, looks_through_lobbies_names_bans_and_the_audit_log)
{
    const auto ann = called("Ann");
    called("Ben");
    const auto kitchen = world.make_lobby(ann, {.name = {"Kitchen"}}).id;
    const auto attic = world.make_lobby(ann, {.name = {"Attic"}}).id;
    ban(world, {.address = std::string{"192.0.2.1"}, .reason = protocol::Text<0, 500>{"Spam"}});
    ban(world, {.session_id = protocol::Id{"s1"}});

    const auto lobbies =
        world.ask<protocol::AdminLobbyPage>([&](auto r) { world.admin->list_lobbies(searched("ATT"), std::move(r)); })
            .value()
            .lobbies;
    const auto names =
        world.ask<protocol::AdminNamePage>([&](auto r) { world.admin->list_names(searched("be"), std::move(r)); })
            .value()
            .names;
    const auto bans =
        world.ask<protocol::AdminBanPage>([&](auto r) { world.admin->list_bans(searched("spam"), std::move(r)); })
            .value()
            .bans;
    const auto audit =
        world.ask<protocol::AuditPage>([&](auto r) { world.admin->list_audit(searched("192.0.2.1"), std::move(r)); })
            .value()
            .entries;

    ASSERT_EQ(lobbies.size(), 1U);
    EXPECT_EQ(lobbies[0].lobby.id, attic);
    ASSERT_EQ(names.size(), 1U);
    EXPECT_EQ(names[0].name, "Ben");
    ASSERT_EQ(bans.size(), 1U);
    EXPECT_EQ(bans[0].reason, "Spam");
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].number.value, 1);
}

TEST(AdminSearchOfBots, finds_them_by_name_type_and_state)
{
    BotWorld at{1, administered()};
    auto host = at.provider();
    at.add("echo", {}, "Ada");
    const auto scribe = at.add("scribe", {}, "Sam").value().bot.id;
    const auto found = [&](std::string query) {
        const auto page = at.world.ask<protocol::AdminBotPage>(
            [&](auto reply) { at.world.admin->list_bots(searched(std::move(query)), std::move(reply)); });
        std::vector<std::string> ids;
        for (const auto& item : page.value().bots) ids.push_back(item.bot.id);
        return ids;
    };

    EXPECT_THAT(found("sam"), testing::ElementsAre(scribe));
    EXPECT_THAT(found("SCRIBE"), testing::ElementsAre(scribe));
    EXPECT_EQ(found("starting").size(), 2U);
    EXPECT_TRUE(found("active").empty());
}

} // namespace
} // namespace parlor::test
