#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

/// Bans from the whole server, the audit log, and the lists that administrators look at.
namespace parlor::test {
namespace {

class StoreAdmin : public StoreContract {
protected:
    static domain::Ban ban(const std::string& id)
    {
        return {.id = BanId{id},
                .session = SessionId{"the session"},
                .name = "Mallory",
                .protected_name = "mallory",
                .network = "2001:db8::/64",
                .reason = "loud",
                .by = "",
                .at = noon,
                .until = noon + std::chrono::hours{1}};
    }
    Result<void> put(const LobbyId& place, const domain::Ban& one)
    {
        return ask<void>([&](auto done) { store().put_ban(place, one, {}, std::move(done)); });
    }
    Result<void> drop(const LobbyId& place, const std::string& id)
    {
        return ask<void>([&](auto done) { store().drop_ban(place, BanId{id}, std::move(done)); });
    }
    std::vector<domain::Ban> server_bans()
    {
        return ask<std::vector<domain::Ban>>([&](auto done) { store().load_server_bans(std::move(done)); }).value();
    }
    void record(const std::string& action, Timestamp at = noon)
    {
        service::AuditRecord line{.at = at, .address = "192.0.2.1", .action = action, .target = "somebody"};
        ASSERT_TRUE(ask<void>([&](auto done) { store().append_audit(line, std::move(done)); }));
    }
    service::AuditSlice audit(std::int64_t before = 0, std::size_t limit = 100)
    {
        return ask<service::AuditSlice>([&](auto done) { store().read_audit(before, limit, std::move(done)); }).value();
    }
    std::size_t erase_audit(Timestamp before, std::size_t limit)
    {
        return ask<std::size_t>([&](auto done) { store().erase_old_audit(before, limit, std::move(done)); }).value();
    }
};
PARLOR_EVERY_STORE(StoreAdmin);

TEST_P(StoreAdmin, keeps_bans_from_the_server_with_all_that_they_say)
{
    auto for_good = ban("for-good");
    for_good.until.reset();

    ASSERT_TRUE(put({}, ban("one")));
    ASSERT_TRUE(put({}, for_good));

    EXPECT_THAT(server_bans(), testing::UnorderedElementsAre(ban("one"), for_good));
}

TEST_P(StoreAdmin, keeps_bans_from_lobbies_apart_from_those_of_the_server)
{
    const auto kitchen = keep_lobby();

    ASSERT_TRUE(put(kitchen, ban("one")));
    ASSERT_TRUE(put({}, ban("one")));
    ASSERT_TRUE(drop(kitchen, "one"));

    EXPECT_THAT(server_bans(), testing::ElementsAre(ban("one")));
    EXPECT_TRUE(drop({}, "one"));
    EXPECT_TRUE(server_bans().empty());
}

TEST_P(StoreAdmin, numbers_the_audit_log_and_reads_it_from_the_newest)
{
    for (const auto* action : {"first", "second", "third"}) record(action);

    const auto newest = audit(0, 2);
    ASSERT_EQ(newest.records.size(), 2U);
    EXPECT_TRUE(newest.more);
    EXPECT_EQ(newest.records[0].action, "third");
    EXPECT_EQ(newest.records[1].action, "second");
    EXPECT_EQ(newest.records[0].number, newest.records[1].number + 1);

    const auto rest = audit(newest.records[1].number, 2);
    ASSERT_EQ(rest.records.size(), 1U);
    EXPECT_FALSE(rest.more);
    EXPECT_EQ(rest.records[0].action, "first");
    EXPECT_EQ(rest.records[0].address, "192.0.2.1");
    EXPECT_EQ(rest.records[0].target, "somebody");
    EXPECT_EQ(rest.records[0].details, "{}");
}

TEST_P(StoreAdmin, erases_old_audit_records_in_steps_and_uses_no_number_again)
{
    for (int i = 0; i < 3; ++i) record("old", noon - std::chrono::hours{1});

    EXPECT_EQ(erase_audit(noon, 2), 2U);
    EXPECT_EQ(erase_audit(noon, 2), 1U);
    EXPECT_EQ(erase_audit(noon, 2), 0U);

    record("new");
    ASSERT_EQ(audit().records.size(), 1U);
    EXPECT_EQ(audit().records[0].number, 4);
}

TEST_P(StoreAdmin, lists_sessions_in_the_order_of_their_ids)
{
    for (const auto* id : {"d", "a", "c", "b"}) keep_session(id);
    const auto page = [&](const std::string& after, std::size_t limit) {
        std::string ids;
        auto sessions = ask<std::vector<domain::SessionRecord>>(
            [&](auto done) { store().list_sessions(SessionId{after}, limit, std::move(done)); });
        for (const auto& one : sessions.value()) ids += one.id.str();
        return ids;
    };

    EXPECT_EQ(page("", 3), "abc");
    EXPECT_EQ(page("c", 3), "d");
    EXPECT_EQ(page("bb", 3), "cd");
    EXPECT_EQ(page("d", 3), "");
}

TEST_P(StoreAdmin, lists_lobbies_in_the_order_of_their_ids_without_those_that_ended)
{
    for (const auto* id : {"d", "a", "c", "b"}) keep_lobby(id);
    ASSERT_TRUE(ask<void>([&](auto done) { store().end_lobby(LobbyId{"b"}, std::move(done)); }));
    const auto page = [&](const std::string& after, std::size_t limit) {
        std::string ids;
        auto lobbies = ask<std::vector<domain::LobbyRecord>>(
            [&](auto done) { store().list_lobbies(LobbyId{after}, limit, std::move(done)); });
        for (const auto& one : lobbies.value()) ids += one.id.str();
        return ids;
    };

    EXPECT_EQ(page("", 2), "ac");
    EXPECT_EQ(page("c", 2), "d");
}

} // namespace
} // namespace parlor::test
