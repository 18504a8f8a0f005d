#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using domain::NameState;
using domain::ProtectName;
using service::NameClaimed;

class StoreNames : public StoreContract {
protected:
    void SetUp() override
    {
        for (const auto* id : {"ann", "ben"}) keep_session(id);
    }
    Result<NameClaimed> claim(const std::string& who, std::string proof = {}, bool force = false)
    {
        service::NameClaim claim{.session = SessionId{who},
                                 .name = "Nina",
                                 .key = "nina",
                                 .now = noon,
                                 .free_if_released_before = noon,
                                 .connected = true,
                                 .proof = std::move(proof),
                                 .force = force};
        return ask<NameClaimed>([&](auto done) { store().claim_name(std::move(claim), std::move(done)); });
    }
    Result<void> protect(const std::string& who, const std::string& old_hash, const std::string& new_hash)
    {
        return ask<void>([&](auto done) {
            store().protect_name("nina", ProtectName{SessionId{who}, old_hash, new_hash}, std::move(done));
        });
    }
    NameState read(const std::string& key = "nina")
    {
        return ask<NameState>([&](auto done) { store().read_name(key, std::move(done)); }).value();
    }
    domain::SessionRecord find(const std::string& who)
    {
        return ask<domain::SessionRecord>([&](auto done) { store().find_session(SessionId{who}, std::move(done)); })
            .value();
    }
    Result<std::optional<SessionId>> overrule(const std::string& key, const std::string& hash)
    {
        return ask<std::optional<SessionId>>(
            [&](auto done) { store().overrule_protection(key, hash, std::move(done)); });
    }
    Result<std::optional<SessionId>> free(const std::string& key)
    {
        return ask<std::optional<SessionId>>([&](auto done) { store().free_name(key, std::move(done)); });
    }
    std::vector<service::NameRecord> list(const std::string& after, std::size_t limit)
    {
        return ask<std::vector<service::NameRecord>>(
                   [&](auto done) { store().list_names(after, limit, std::move(done)); })
            .value();
    }
    Result<void> end(const std::string& who)
    {
        return ask<void>([&](auto done) { store().delete_session(SessionId{who}, std::move(done)); });
    }
};
PARLOR_EVERY_STORE(StoreNames);

TEST_P(StoreNames, tell_how_they_are_held)
{
    EXPECT_EQ(read(), NameState{});
    ASSERT_TRUE(claim("ann"));
    EXPECT_EQ(read(), (NameState{.holder = SessionId{"ann"}}));

    ASSERT_TRUE(ask<void>([&](auto done) { store().release_name(SessionId{"ann"}, noon, std::move(done)); }));
    ASSERT_TRUE(protect("ann", "", "hash"));

    EXPECT_EQ(read(), (NameState{.password_hash = "hash", .holder = SessionId{"ann"}, .released_at = noon}));
    EXPECT_EQ(read("omar"), NameState{});
}

TEST_P(StoreNames, are_given_by_the_domains_rules_inside_the_transaction)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(protect("ann", "", "hash"));

    EXPECT_EQ(claim("ben").error().code, Errc::password_required);
    EXPECT_EQ(claim("ben", "other").error().code, Errc::wrong_password);
    EXPECT_EQ(claim("ben", "hash").error().code, Errc::name_taken);
    EXPECT_EQ(find("ann").name, "Nina") << "refusals leave no trace";
    auto claimed = claim("ben", "hash", true);

    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->displaced, SessionId{"ann"});
    EXPECT_TRUE(claimed->name_protected);
    EXPECT_TRUE(find("ben").name_protected);
    EXPECT_EQ(find("ann").name, "");
    EXPECT_FALSE(find("ann").name_protected);
}

TEST_P(StoreNames, stay_protected_when_their_session_ends)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(protect("ann", "", "hash"));
    ASSERT_TRUE(end("ann"));

    EXPECT_EQ(read(), NameState{.password_hash = "hash"});
    EXPECT_EQ(claim("ben").error().code, Errc::password_required);
    EXPECT_TRUE(claim("ben", "hash"));
}

TEST_P(StoreNames, change_protection_for_their_holder_alone)
{
    ASSERT_TRUE(claim("ann"));

    EXPECT_EQ(protect("ben", "", "hash").error().code, Errc::forbidden);
    ASSERT_TRUE(protect("ann", "", "hash"));
    EXPECT_TRUE(find("ann").name_protected);
    EXPECT_EQ(protect("ann", "", "again").error().code, Errc::conflict);
    ASSERT_TRUE(protect("ann", "hash", ""));

    EXPECT_EQ(read().password_hash, "");
    EXPECT_FALSE(find("ann").name_protected);
}

TEST_P(StoreNames, take_another_hash_of_the_same_password_only_in_its_place)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(protect("ann", "", "hash"));
    auto rehash = [&](const std::string& from, const std::string& to) {
        return ask<void>([&](auto done) { store().rehash_name("nina", from, to, std::move(done)); });
    };

    ASSERT_TRUE(rehash("other", "stray"));
    EXPECT_EQ(read().password_hash, "hash");
    ASSERT_TRUE(rehash("hash", "better"));
    EXPECT_EQ(read().password_hash, "better");
}

TEST_P(StoreNames, are_listed_by_their_keys_whether_held_or_only_protected)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(overrule("nina", "hash"));
    ASSERT_TRUE(overrule("desk", "other"));
    const service::NameRecord desk{.key = "desk", .name = {}, .state = {.password_hash = "other"}};
    const service::NameRecord nina{
        .key = "nina", .name = "Nina", .state = {.password_hash = "hash", .holder = SessionId{"ann"}}};

    EXPECT_THAT(list("", 10), testing::ElementsAre(desk, nina));
    EXPECT_THAT(list("", 1), testing::ElementsAre(desk));
    EXPECT_THAT(list("desk", 1), testing::ElementsAre(nina));
    EXPECT_THAT(list("nina", 1), testing::IsEmpty());
}

TEST_P(StoreNames, are_protected_and_freed_from_above_whoever_holds_them)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(protect("ann", "", "hash"));

    EXPECT_EQ(overrule("nina", "other").value(), SessionId{"ann"});
    EXPECT_EQ(read().password_hash, "other");
    EXPECT_EQ(overrule("nina", "").value(), SessionId{"ann"});
    EXPECT_FALSE(find("ann").name_protected);
    EXPECT_EQ(overrule("nina", "").error().code, Errc::not_found);
    EXPECT_EQ(overrule("desk", "hash").value(), std::nullopt);
}

TEST_P(StoreNames, are_nobodys_and_unprotected_once_they_are_freed)
{
    ASSERT_TRUE(claim("ann"));
    ASSERT_TRUE(protect("ann", "", "hash"));

    EXPECT_EQ(free("nina").value(), SessionId{"ann"});

    EXPECT_EQ(read(), NameState{});
    EXPECT_EQ(find("ann").name, "");
    EXPECT_FALSE(find("ann").name_protected);
    EXPECT_EQ(free("nina").error().code, Errc::not_found);
    EXPECT_TRUE(claim("ben"));
}

} // namespace
} // namespace parlor::test
