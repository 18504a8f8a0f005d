#include "tests/service/admin_bed.hpp"

#include <set>

namespace parlor::test {
namespace {

/// Reads all pages of a list; `read(Page)` gives the ids of one.
template <class Page, class Ask, class Read>
std::vector<std::string> all_ids(World& world, std::size_t limit, Ask ask, Read read)
{
    std::vector<std::string> ids;
    service::PageQuery query{{}, limit};
    for (int pages = 0; pages < 100; ++pages) {
        auto page = world.ask<Page>([&](auto reply) { ask(query, std::move(reply)); }).value();
        const auto some = read(page);
        EXPECT_LE(some.size(), limit);
        ids.insert(ids.end(), some.begin(), some.end());
        if (!page.next_cursor) return ids;
        query.cursor = *page.next_cursor;
    }
    ADD_FAILURE() << "the pages do not end";
    return ids;
}

TEST(AdminLists, show_every_session_once_over_pages_with_its_connections)
{
    World world{2, administered()};
    std::set<std::string> expected;
    for (int i = 0; i < 7; ++i) expected.insert(world.make_person().session.str());
    auto ann = world.make_person();
    expected.insert(ann.session.str());
    auto connection = world.connect(ann, 1);

    std::size_t connections = 0;
    auto ids = all_ids<protocol::AdminSessionPage>(
        world, 3, [&](auto query, auto reply) { world.admin->list_sessions(query, std::move(reply)); },
        [&](const auto& page) {
            std::vector<std::string> some;
            for (const auto& session : page.sessions) {
                some.push_back(session.id);
                connections += session.connections.value;
            }
            return some;
        });

    EXPECT_EQ(ids.size(), expected.size());
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()), expected);
    EXPECT_EQ(connections, 1U);
}

TEST(AdminLists, show_lobbies_of_all_shards_with_people_and_their_sessions)
{
    World world{3, administered()};
    auto ann = world.make_person();
    auto connection = world.connect(ann, 2);
    std::set<std::string> expected;
    for (int i = 0; i < 9; ++i) expected.insert(world.make_lobby(ann).id);
    const auto lobby = *expected.begin();
    world.join(connection, lobby, "tab");

    auto ids = all_ids<protocol::AdminLobbyPage>(
        world, 4, [&](auto query, auto reply) { world.admin->list_lobbies(query, std::move(reply)); },
        [&](const auto& page) {
            std::vector<std::string> some;
            for (const auto& item : page.lobbies) {
                some.push_back(item.lobby.id);
                EXPECT_EQ(item.owner_session_id, ann.session.str());
                EXPECT_EQ(item.lobby.participant_count.value, item.lobby.id == lobby ? 1 : 0);
            }
            return some;
        });
    auto one = world.ask<protocol::AdminLobbyResult>(
        [&](auto reply) { world.admin->get_lobby(LobbyId{lobby}, std::move(reply)); });

    EXPECT_EQ(ids.size(), expected.size());
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()), expected);
    ASSERT_EQ(one.value().participants.size(), 1U);
    EXPECT_EQ(one.value().participants[0].session_id, ann.session.str());
}

TEST(AdminLists, page_the_audit_log_from_the_newest)
{
    World world{1, administered()};
    for (int i = 0; i < 5; ++i) ban(world, {.session_id = protocol::Id{"s" + std::to_string(i)}});

    auto numbers = all_ids<protocol::AuditPage>(
        world, 2, [&](auto query, auto reply) { world.admin->list_audit(query, std::move(reply)); },
        [](const auto& page) {
            std::vector<std::string> some;
            for (const auto& entry : page.entries) some.push_back(std::to_string(entry.number.value));
            return some;
        });

    EXPECT_EQ(numbers, (std::vector<std::string>{"5", "4", "3", "2", "1"}));
}

TEST(AdminLists, refuse_foreign_cursors)
{
    World world{1, administered()};
    const service::PageQuery page{"what?", 5};

    EXPECT_EQ(
        world.ask<protocol::AdminSessionPage>([&](auto r) { world.admin->list_sessions(page, std::move(r)); }).path(),
        "cursor");
    EXPECT_EQ(
        world.ask<protocol::AdminLobbyPage>([&](auto r) { world.admin->list_lobbies(page, std::move(r)); }).path(),
        "cursor");
    EXPECT_EQ(world.ask<protocol::AdminBanPage>([&](auto r) { world.admin->list_bans(page, std::move(r)); }).path(),
              "cursor");
    EXPECT_EQ(world.ask<protocol::AuditPage>([&](auto r) { world.admin->list_audit(page, std::move(r)); }).path(),
              "cursor");
}

TEST(Administrators, end_sessions_whose_connections_close)
{
    World world{2, administered()};
    auto ann = world.make_person();
    auto connection = world.connect(ann, 1);

    auto ended = world.ask<protocol::Empty>(
        [&](auto reply) { world.admin->end_session(operator_at_home, ann.session, std::move(reply)); });
    auto again = world.ask<protocol::Empty>(
        [&](auto reply) { world.admin->end_session(operator_at_home, ann.session, std::move(reply)); });

    EXPECT_TRUE(ended.ok());
    EXPECT_EQ(connection.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_EQ(again.code(), Errc::not_found);
    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "end_session");
    EXPECT_EQ(audit[0].target, ann.session.str());
}

TEST(Administrators, end_lobbies_that_they_do_not_own)
{
    World world{2, administered()};
    auto ann = world.make_person();
    auto connection = world.connect(ann);
    const auto lobby = world.make_lobby(ann).id;
    world.join(connection, lobby, "tab");

    auto ended = world.ask<protocol::Empty>(
        [&](auto reply) { world.admin->end_lobby(operator_at_home, LobbyId{lobby}, std::move(reply)); });
    auto again = world.ask<protocol::Empty>(
        [&](auto reply) { world.admin->end_lobby(operator_at_home, LobbyId{lobby}, std::move(reply)); });

    EXPECT_TRUE(ended.ok());
    EXPECT_EQ(connection.connection->of_type("lobby_closed").size(), 1U);
    EXPECT_EQ(again.code(), Errc::not_found);
    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "end_lobby");
    EXPECT_EQ(audit[0].lobby_id, lobby);
}

TEST(Administrators, see_counts_of_all_shards)
{
    World world{3, administered()};
    auto ann = world.make_person();
    auto ben = world.make_person();
    auto one = world.connect(ann, 1);
    auto two = world.connect(ben, 2);
    for (int i = 0; i < 4; ++i) {
        const auto lobby = world.make_lobby(ann).id;
        world.join(one, lobby, "tab");
        if (i == 0) world.join(two, lobby, "tab");
    }
    const auto stats = [&] {
        return world.ask<protocol::AdminStats>([&](auto reply) { world.admin->stats(std::move(reply)); }).value();
    };

    EXPECT_EQ(stats().counts.sessions_connected.value, 2);
    EXPECT_EQ(stats().counts.lobbies.value, 4);
    EXPECT_EQ(stats().counts.participants.value, 5);

    world.lose(one);
    world.pass(world.settings.grace + Millis{1});
    EXPECT_EQ(stats().counts.participants.value, 1);
}

TEST(AuditLog, forgets_what_is_older_than_the_settings_say)
{
    World world{1, administered({.admin = {.audit_lifetime = Millis{3'600'000 * 5}}})};
    ban(world, {.session_id = protocol::Id{"early"}});
    world.admin->start();
    world.pass(Millis{3'600'000 * 3});
    ban(world, {.session_id = protocol::Id{"late"}});

    world.pass(Millis{3'600'000 * 3});

    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_NE(audit[0].details.text.find("late"), std::string::npos);
}

} // namespace
} // namespace parlor::test
