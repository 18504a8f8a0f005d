#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace parlor::test {
namespace {

using domain::Role;
using domain::Standing;
using service::LobbyAccess;

constexpr std::chrono::hours hour{1};

class StoreAccess : public StoreContract {
protected:
    Result<void> put(const LobbyId& lobby, Standing standing)
    {
        return ask<void>([&](auto done) { store().put_standing(lobby, std::move(standing), std::move(done)); });
    }
    Result<void> put(const LobbyId& lobby, domain::Ban ban, std::optional<Standing> left = {})
    {
        return ask<void>([&](auto done) { store().put_ban(lobby, std::move(ban), std::move(left), std::move(done)); });
    }
    Result<void> drop(const LobbyId& lobby, const SessionId& session)
    {
        return ask<void>([&](auto done) { store().drop_standing(lobby, session, std::move(done)); });
    }
    Result<void> drop(const LobbyId& lobby, const BanId& ban)
    {
        return ask<void>([&](auto done) { store().drop_ban(lobby, ban, std::move(done)); });
    }
    /// What is kept of a lobby; empty where nothing is.
    LobbyAccess access(const LobbyId& lobby)
    {
        auto all = ask<std::vector<LobbyAccess>>([&](auto done) { store().load_access(std::move(done)); }).value();
        auto found = std::ranges::find(all, lobby, &LobbyAccess::lobby);
        return found == all.end() ? LobbyAccess{} : *found;
    }
    Result<service::AuditSlice> audit(std::int64_t before, std::size_t limit)
    {
        return ask<service::AuditSlice>([&](auto done) { store().read_audit(before, limit, std::move(done)); });
    }

    const Standing ann{.session = SessionId{"ann"}, .role = Role::moderator, .muted = true, .since = noon};
    const domain::Ban ben{.id = BanId{"ban-1"},
                          .session = SessionId{"ben"},
                          .name = "Bén",
                          .protected_name = "bén",
                          .network = "192.0.2.1/32",
                          .reason = "noise",
                          .by = "Ann",
                          .at = noon,
                          .until = noon + hour};
};
PARLOR_EVERY_STORE(StoreAccess);

TEST_P(StoreAccess, keeps_the_last_standing_of_each_session)
{
    const auto id = keep_lobby();
    keep_session("ann");
    auto later = ann;
    later.role = Role::guest;
    later.muted = false;

    ASSERT_TRUE(put(id, ann));
    EXPECT_THAT(access(id).standings, testing::ElementsAre(ann));
    ASSERT_TRUE(put(id, later));
    EXPECT_THAT(access(id).standings, testing::ElementsAre(later));
    ASSERT_TRUE(drop(id, ann.session));
    EXPECT_TRUE(access(id).standings.empty());
    EXPECT_TRUE(drop(id, ann.session)) << "as good as gone";
}

TEST_P(StoreAccess, keeps_bans_as_they_are_and_drops_the_standing_of_the_banned)
{
    const auto id = keep_lobby();
    ASSERT_TRUE(put(id, Standing{.session = ben.session, .role = Role::moderator, .since = noon}));
    auto for_good = ben;
    for_good.id = BanId{"ban-2"};
    for_good.until.reset();

    ASSERT_TRUE(put(id, ben));
    ASSERT_TRUE(put(id, for_good));

    EXPECT_THAT(access(id).bans, testing::UnorderedElementsAre(ben, for_good));
    EXPECT_TRUE(access(id).standings.empty());
    ASSERT_TRUE(drop(id, ben.id));
    EXPECT_THAT(access(id).bans, testing::ElementsAre(for_good));
}

TEST_P(StoreAccess, keeps_of_the_standing_of_the_banned_what_is_left_of_it)
{
    const auto id = keep_lobby();
    const Standing muted{.session = ben.session, .role = Role::guest, .muted = true, .since = noon};
    ASSERT_TRUE(put(id, Standing{.session = ben.session, .role = Role::moderator, .muted = true, .since = noon}));

    ASSERT_TRUE(put(id, ben, muted));

    EXPECT_THAT(access(id).standings, testing::ElementsAre(muted));
    EXPECT_THAT(access(id).bans, testing::ElementsAre(ben));
}

TEST_P(StoreAccess, tells_lobbies_apart_and_refuses_those_that_are_not_there)
{
    const auto one = keep_lobby("one");
    const auto two = keep_lobby("two");
    ASSERT_TRUE(put(one, ann));
    ASSERT_TRUE(put(two, ben));

    EXPECT_TRUE(access(one).bans.empty());
    EXPECT_TRUE(access(two).standings.empty());
    const LobbyId nowhere{"nowhere"};
    EXPECT_EQ(put(nowhere, ann).error().code, Errc::not_found);
    EXPECT_EQ(put(nowhere, ben).error().code, Errc::not_found);
    EXPECT_EQ(drop(nowhere, ann.session).error().code, Errc::not_found);
    EXPECT_EQ(drop(nowhere, ben.id).error().code, Errc::not_found);
}

TEST_P(StoreAccess, ends_with_its_lobby)
{
    const auto id = keep_lobby();
    ASSERT_TRUE(put(id, ann));
    ASSERT_TRUE(ask<void>([&](auto done) { store().end_lobby(id, std::move(done)); }));

    EXPECT_TRUE(access(id).standings.empty());
    EXPECT_EQ(put(id, ann).error().code, Errc::not_found);
}

TEST_P(StoreAccess, loses_the_standings_of_a_session_that_ends)
{
    const auto id = keep_lobby();
    keep_session("ann");
    keep_session("cid");
    ASSERT_TRUE(put(id, ann));
    ASSERT_TRUE(put(id, Standing{.session = SessionId{"cid"}, .role = Role::member, .since = noon}));

    ASSERT_TRUE(ask<void>([&](auto done) { store().delete_session(SessionId{"cid"}, std::move(done)); }));
    EXPECT_THAT(access(id).standings, testing::ElementsAre(ann));
    ASSERT_TRUE(ask<void>([&](auto done) { store().renew_session(SessionId{"ann"}, noon - hour, std::move(done)); }));
    auto erased =
        ask<std::vector<SessionId>>([&](auto done) { store().erase_expired_sessions(noon, 10, std::move(done)); });
    EXPECT_THAT(erased.value(), testing::ElementsAre(SessionId{"ann"}));
    EXPECT_TRUE(access(id).standings.empty());
}

TEST_P(StoreAccess, says_which_lobbies_have_lost_their_owner)
{
    auto owned = lobby("owned");
    owned.owner = SessionId{"ann"};
    auto nobodys = lobby("nobodys");
    nobodys.owner = SessionId{};
    keep_session("ann");
    for (const auto& record : {owned, nobodys})
        ASSERT_TRUE(ask<domain::LobbyRecord>([&](auto done) { store().create_lobby(record, {}, std::move(done)); }));

    EXPECT_FALSE(access(owned.id).orphaned);
    ASSERT_TRUE(ask<void>([&](auto done) { store().delete_session(SessionId{"ann"}, std::move(done)); }));
    EXPECT_TRUE(access(owned.id).orphaned);
    EXPECT_FALSE(access(nobodys.id).orphaned) << "it never had one";
}

TEST_P(StoreAccess, keeps_an_audit_log_in_pages_newest_first)
{
    std::vector<service::AuditRecord> all;
    for (const auto* action : {"kick", "ban", "mute"}) {
        service::AuditRecord record{.at = noon,
                                    .session = SessionId{"ann"},
                                    .name = "Ann",
                                    .address = "192.0.2.1",
                                    .action = action,
                                    .lobby = LobbyId{"lobby-1"},
                                    .target = "Ben (ben)",
                                    .details = R"({"reason":"noise"})"};
        ASSERT_TRUE(ask<void>([&](auto done) { store().append_audit(record, std::move(done)); }));
        record.number = static_cast<std::int64_t>(all.size()) + 1;
        all.push_back(record);
    }

    const auto newest = audit(0, 2).value();
    const auto older = audit(newest.records.back().number, 2).value();

    EXPECT_THAT(newest.records, testing::ElementsAre(all[2], all[1]));
    EXPECT_TRUE(newest.more);
    EXPECT_THAT(older.records, testing::ElementsAre(all[0]));
    EXPECT_FALSE(older.more);
}

} // namespace
} // namespace parlor::test
