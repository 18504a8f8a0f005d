#include "tests/contract/store_contract.hpp"

namespace parlor::test {
namespace {

using domain::SessionRecord;
using service::NameClaim;
using service::NameClaimed;

class StoreSessions : public StoreContract {
protected:
    Result<SessionRecord> find(const std::string& id)
    {
        return ask<SessionRecord>([&](auto done) { store().find_session(SessionId{id}, std::move(done)); });
    }
    Result<void> renew(const std::string& id, Timestamp expires_at)
    {
        return ask<void>([&](auto done) { store().renew_session(SessionId{id}, expires_at, std::move(done)); });
    }
    Result<void> remove(const std::string& id)
    {
        return ask<void>([&](auto done) { store().delete_session(SessionId{id}, std::move(done)); });
    }
    std::size_t erase_expired(Timestamp now, std::size_t limit)
    {
        return ask<std::vector<SessionId>>(
                   [&](auto done) { store().erase_expired_sessions(now, limit, std::move(done)); })
            .value()
            .size();
    }
    /// Claims "NAME" under the key "name" at `now`; unheld names are free after a minute.
    Result<NameClaimed> claim(const std::string& who, const std::string& key, Timestamp now = noon,
                              bool connected = false)
    {
        NameClaim claim{.session = SessionId{who},
                        .name = "Shown " + key,
                        .key = key,
                        .now = now,
                        .free_if_released_before = now - std::chrono::minutes{1},
                        .connected = connected};
        return ask<NameClaimed>([&](auto done) { store().claim_name(std::move(claim), std::move(done)); });
    }
    Result<void> hold(const std::string& who)
    {
        return ask<void>([&](auto done) { store().hold_name(SessionId{who}, std::move(done)); });
    }
    Result<void> release(const std::string& who, Timestamp at)
    {
        return ask<void>([&](auto done) { store().release_name(SessionId{who}, at, std::move(done)); });
    }
    std::string secret(const std::string& name, const std::string& fresh)
    {
        return ask<std::string>([&](auto done) { store().load_secret(name, fresh, std::move(done)); }).value();
    }
};
PARLOR_EVERY_STORE(StoreSessions);

constexpr auto hour = std::chrono::hours{1};

TEST_P(StoreSessions, are_found_as_they_were_created)
{
    keep_session("ann");

    EXPECT_EQ(find("ann").value(), session("ann"));
    EXPECT_EQ(find("ben").error().code, Errc::not_found);
}

TEST_P(StoreSessions, last_longer_once_renewed)
{
    keep_session("ann");

    ASSERT_TRUE(renew("ann", noon + 1000 * hour));

    EXPECT_EQ(find("ann")->expires_at, noon + 1000 * hour);
    EXPECT_EQ(renew("ben", noon).error().code, Errc::not_found);
}

TEST_P(StoreSessions, are_gone_once_deleted_and_their_names_free)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, true));

    ASSERT_TRUE(remove("ann"));

    EXPECT_EQ(find("ann").error().code, Errc::not_found);
    EXPECT_EQ(remove("ann").error().code, Errc::not_found);
    auto claimed = claim("ben", "nina");
    ASSERT_TRUE(claimed);
    EXPECT_FALSE(claimed->displaced);
}

TEST_P(StoreSessions, that_expired_are_erased_in_steps_with_their_names)
{
    for (const auto* id : {"a", "b", "c", "d"}) keep_session(id);
    ASSERT_TRUE(renew("a", noon - hour));
    ASSERT_TRUE(renew("b", noon - hour));
    ASSERT_TRUE(renew("c", noon));
    ASSERT_TRUE(claim("a", "nina", noon, true));

    EXPECT_EQ(erase_expired(noon, 1), 1U);
    EXPECT_EQ(erase_expired(noon, 10), 1U) << "one that ends at this very moment still lives";
    EXPECT_EQ(erase_expired(noon, 10), 0U);

    EXPECT_FALSE(find("a"));
    EXPECT_FALSE(find("b"));
    EXPECT_TRUE(find("c"));
    EXPECT_TRUE(find("d"));
    EXPECT_TRUE(claim("c", "nina"));
}

TEST_P(StoreSessions, show_the_name_that_they_claimed)
{
    keep_session("ann");

    auto claimed = claim("ann", "nina");

    ASSERT_TRUE(claimed);
    EXPECT_FALSE(claimed->displaced);
    EXPECT_EQ(find("ann")->name, "Shown nina");
}

TEST_P(StoreSessions, can_not_claim_a_name_that_another_holds)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, true));

    EXPECT_EQ(claim("ben", "nina", noon + 100 * hour).error().code, Errc::name_taken);
    EXPECT_EQ(find("ben")->name, "");
    EXPECT_EQ(find("ann")->name, "Shown nina");
}

TEST_P(StoreSessions, that_are_unknown_can_not_claim_a_name)
{
    EXPECT_EQ(claim("nobody", "nina").error().code, Errc::not_found);
}

TEST_P(StoreSessions, take_a_name_over_once_it_has_been_released_for_long_enough)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, true));
    ASSERT_TRUE(release("ann", noon + hour));

    EXPECT_EQ(claim("ben", "nina", noon + hour + Millis{60'000}).error().code, Errc::name_taken);
    auto claimed = claim("ben", "nina", noon + hour + Millis{60'001});

    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->displaced, SessionId{"ann"});
    EXPECT_EQ(find("ann")->name, "");
    EXPECT_EQ(find("ben")->name, "Shown nina");
}

TEST_P(StoreSessions, that_claim_without_a_connection_hold_the_name_from_then_on_as_released)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, false));

    EXPECT_EQ(claim("ben", "nina", noon + Millis{60'000}).error().code, Errc::name_taken);
    EXPECT_TRUE(claim("ben", "nina", noon + Millis{60'001}));
}

TEST_P(StoreSessions, keep_a_name_that_they_hold_again)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, false));
    ASSERT_TRUE(hold("ann"));

    EXPECT_EQ(claim("ben", "nina", noon + hour).error().code, Errc::name_taken);
}

TEST_P(StoreSessions, release_a_name_at_the_first_moment_told)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, true));
    ASSERT_TRUE(release("ann", noon));
    ASSERT_TRUE(release("ann", noon + 10 * hour));

    EXPECT_TRUE(claim("ben", "nina", noon + hour));
}

TEST_P(StoreSessions, all_release_their_names_when_the_server_starts)
{
    for (const auto* id : {"ann", "ben", "cid", "dan"}) keep_session(id);
    ASSERT_TRUE(claim("ann", "nina", noon, true));
    ASSERT_TRUE(claim("ben", "omar", noon - hour, false));

    ASSERT_TRUE(ask<void>([&](auto done) { store().release_all_names(noon, std::move(done)); }));

    EXPECT_EQ(claim("cid", "nina", noon + Millis{60'000}).error().code, Errc::name_taken);
    EXPECT_TRUE(claim("cid", "nina", noon + Millis{60'001}));
    EXPECT_TRUE(claim("dan", "omar", noon)) << "one that was released before stays released since then";
}

TEST_P(StoreSessions, give_up_the_old_name_with_a_new_one)
{
    keep_session("ann");
    keep_session("ben");
    ASSERT_TRUE(claim("ann", "nina", noon, true));

    ASSERT_TRUE(claim("ann", "omar", noon, true));

    EXPECT_EQ(find("ann")->name, "Shown omar");
    EXPECT_TRUE(claim("ben", "nina"));
    EXPECT_EQ(claim("ben", "omar").error().code, Errc::name_taken);
    EXPECT_EQ(find("ben")->name, "Shown nina") << "a refused claim changes nothing";
}

TEST_P(StoreSessions, may_claim_their_own_name_again)
{
    keep_session("ann");
    ASSERT_TRUE(claim("ann", "nina", noon, true));

    auto again = claim("ann", "nina", noon, true);

    ASSERT_TRUE(again);
    EXPECT_FALSE(again->displaced);
}

TEST_P(StoreSessions, without_a_name_can_hold_and_release_none)
{
    keep_session("ann");

    EXPECT_TRUE(hold("ann"));
    EXPECT_TRUE(release("ann", noon));
}

TEST_P(StoreSessions, leave_the_servers_secrets_as_they_were_first_made)
{
    const std::string fresh("\0\xff secret", 9);

    EXPECT_EQ(secret("one", fresh), fresh);
    EXPECT_EQ(secret("one", "another"), fresh);
    EXPECT_EQ(secret("two", "another"), "another");
}

} // namespace
} // namespace parlor::test
