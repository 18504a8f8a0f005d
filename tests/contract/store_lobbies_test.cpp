#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace parlor::test {
namespace {

using domain::LobbyRecord;
using service::IdempotencyKey;

class StoreLobbies : public StoreContract {
protected:
    Result<LobbyRecord> create(LobbyRecord record, std::optional<IdempotencyKey> key = {},
                               std::size_t most_persistent = 100)
    {
        return ask<LobbyRecord>([&](auto done) {
            store().create_lobby(std::move(record), {.key = std::move(key), .most_persistent = most_persistent},
                                 std::move(done));
        });
    }
    Result<LobbyRecord> update(LobbyRecord record, std::int64_t expected_version)
    {
        return ask<LobbyRecord>(
            [&](auto done) { store().update_lobby(std::move(record), expected_version, std::move(done)); });
    }
    Result<void> end(const LobbyId& id)
    {
        return ask<void>([&](auto done) { store().end_lobby(id, std::move(done)); });
    }
    std::vector<LobbyRecord> load()
    {
        auto all = ask<std::vector<LobbyRecord>>([&](auto done) { store().load_lobbies(std::move(done)); }).value();
        std::ranges::sort(all, {}, &LobbyRecord::id);
        return all;
    }
};
PARLOR_EVERY_STORE(StoreLobbies);

TEST_P(StoreLobbies, are_loaded_as_they_were_created)
{
    auto plain = lobby("a");
    auto special = lobby("b");
    special.visibility = domain::Visibility::private_;
    special.password_hash = "$argon2id$…";
    special.locked = special.waiting_room = true;
    special.persistent = false;
    special.media = domain::MediaMode::mesh;
    special.bots_by = domain::BotsBy::moderators;

    EXPECT_EQ(create(plain).value(), plain);
    EXPECT_EQ(create(special).value(), special);

    EXPECT_THAT(load(), testing::ElementsAre(plain, special));
}

TEST_P(StoreLobbies, are_loaded_with_the_highest_seq_of_their_logs)
{
    const auto id = keep_lobby();
    ASSERT_TRUE(append(store(), id, text("ann", "a"), text("ann", "b")));

    EXPECT_EQ(load().at(0).last_seq, 2);
}

TEST_P(StoreLobbies, take_new_settings_from_who_knows_their_version)
{
    const auto id = keep_lobby();
    ASSERT_TRUE(append(store(), id, text("ann", "a")));
    auto changed = lobby(id.str());
    changed.name = "Renamed";
    changed.capacity = 3;
    changed.locked = true;
    changed.owner = SessionId{"heir"};
    // Neither is written through a settings change.
    changed.last_seq = 77;

    auto updated = update(changed, 1);

    changed.version = 2;
    changed.last_seq = 1;
    EXPECT_EQ(updated.value(), changed);
    EXPECT_THAT(load(), testing::ElementsAre(changed));
}

TEST_P(StoreLobbies, keep_their_settings_from_who_has_an_old_version)
{
    const auto id = keep_lobby();
    auto changed = lobby(id.str());
    changed.name = "First";
    ASSERT_TRUE(update(changed, 1));
    changed.name = "Second";

    auto stale = update(changed, 1);

    EXPECT_EQ(stale.error().code, Errc::conflict);
    EXPECT_EQ(load().at(0).name, "First");
    EXPECT_EQ(load().at(0).version, 2);
}

TEST_P(StoreLobbies, that_have_ended_are_gone_with_their_entries_for_good)
{
    const auto id = keep_lobby("ended");
    const auto other = keep_lobby("other");
    ASSERT_TRUE(append(store(), id, text("ann", "a")));
    ASSERT_TRUE(append(store(), other, text("ann", "b")));

    EXPECT_TRUE(end(id));

    EXPECT_EQ(end(id).error().code, Errc::not_found);
    EXPECT_EQ(update(lobby("ended"), 1).error().code, Errc::not_found);
    EXPECT_EQ(append(store(), id, text("ann", "c")).error().code, Errc::not_found);
    EXPECT_EQ(read_after(store(), id, 0).error().code, Errc::not_found);
    ASSERT_EQ(load().size(), 1U);
    EXPECT_EQ(load().at(0).id, other);
    EXPECT_THAT(texts_of(read_all(store(), other)), testing::ElementsAre("b"));
}

TEST_P(StoreLobbies, that_never_were_can_neither_change_nor_end)
{
    EXPECT_EQ(update(lobby("nowhere"), 1).error().code, Errc::not_found);
    EXPECT_EQ(end(LobbyId{"nowhere"}).error().code, Errc::not_found);
}

TEST_P(StoreLobbies, are_created_once_under_one_key_of_one_session)
{
    const IdempotencyKey key{SessionId{"ann"}, "key"};
    ASSERT_TRUE(create(lobby("first"), key));

    EXPECT_EQ(create(lobby("second"), key)->id, LobbyId{"first"});
    EXPECT_EQ(create(lobby("third"), IdempotencyKey{SessionId{"ben"}, "key"})->id, LobbyId{"third"});
    EXPECT_EQ(create(lobby("fourth"), IdempotencyKey{SessionId{"ann"}, "other"})->id, LobbyId{"fourth"});
    EXPECT_EQ(load().size(), 3U);
}

TEST_P(StoreLobbies, that_are_persistent_are_at_most_so_many_for_one_owner)
{
    const auto owned = [](const char* id, const char* owner, bool persistent = true) {
        auto record = lobby(id);
        record.owner = SessionId{owner};
        record.persistent = persistent;
        return record;
    };
    const IdempotencyKey key{SessionId{"ann"}, "key"};
    ASSERT_TRUE(create(owned("first", "ann"), key, 2));
    ASSERT_TRUE(create(owned("second", "ann"), {}, 2));

    const auto third = create(owned("third", "ann"), {}, 2);

    EXPECT_EQ(third.error().code, Errc::conflict);
    EXPECT_EQ(third.error().path, "persistent");
    EXPECT_EQ(create(owned("again", "ann"), key, 2)->id, LobbyId{"first"}) << "a repeat makes none";
    EXPECT_TRUE(create(owned("passing", "ann", false), {}, 2));
    EXPECT_TRUE(create(owned("another's", "ben"), {}, 2));
    EXPECT_TRUE(create(owned("nobody's", ""), {}, 0));
    ASSERT_TRUE(end(LobbyId{"first"}));
    EXPECT_TRUE(create(owned("third", "ann"), {}, 2)) << "one has ended";
}

TEST_P(StoreLobbies, that_a_key_gives_again_are_as_they_are_now)
{
    const IdempotencyKey key{SessionId{"ann"}, "key"};
    ASSERT_TRUE(create(lobby("first"), key));
    auto renamed = lobby("first");
    renamed.name = "Renamed";
    ASSERT_TRUE(update(renamed, 1));

    auto again = create(lobby("second"), key);

    EXPECT_EQ(again->name, "Renamed");
    EXPECT_EQ(again->version, 2);
}

TEST_P(StoreLobbies, are_made_anew_where_the_one_under_the_key_has_ended)
{
    const IdempotencyKey key{SessionId{"ann"}, "key"};
    ASSERT_TRUE(create(lobby("first"), key));
    ASSERT_TRUE(end(LobbyId{"first"}));

    EXPECT_EQ(create(lobby("second"), key)->id, LobbyId{"second"});
    EXPECT_EQ(create(lobby("third"), key)->id, LobbyId{"second"});
}

} // namespace
} // namespace parlor::test
