#include "tests/store/sqlite_bed.hpp"

#include "store/sqlite/schema.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using namespace domain;
using testing::ElementsAre;

TEST(SqliteFiles, keep_lobbies_and_their_logs_over_a_restart)
{
    SqliteBed bed;
    keep(bed.store(), lobby("one"));
    ASSERT_TRUE(
        append(bed.store(), LobbyId{"one"}, text("ann", "a"), draft("ann", EditBody{.target = 1, .text = "b"})));
    const auto before = read_all(bed.store(), LobbyId{"one"});

    bed.reopen();

    EXPECT_EQ(read_all(bed.store(), LobbyId{"one"}), before);
    auto expected = lobby("one");
    expected.last_seq = 2;
    EXPECT_THAT(ask<std::vector<LobbyRecord>>([&](auto done) { bed.store().load_lobbies(std::move(done)); }).value(),
                ElementsAre(expected));
    EXPECT_EQ(append(bed.store(), LobbyId{"one"}, text("ann", "c"))->at(0).accepted.seq, 3);
}

TEST(SqliteFiles, know_a_client_id_and_an_idempotency_key_over_a_restart)
{
    SqliteBed bed;
    const service::IdempotencyKey key{SessionId{"ann"}, "key"};
    ASSERT_TRUE(
        ask<LobbyRecord>([&](auto done) { bed.store().create_lobby(lobby("one"), {.key = key}, std::move(done)); }));
    ASSERT_TRUE(append(bed.store(), LobbyId{"one"}, text("ann", "a", "c1")));

    bed.reopen();

    auto again = append(bed.store(), LobbyId{"one"}, text("ann", "a", "c1"));
    EXPECT_TRUE(again->at(0).duplicate);
    EXPECT_EQ(again->at(0).accepted, (Accepted{1, noon}));
    auto made =
        ask<LobbyRecord>([&](auto done) { bed.store().create_lobby(lobby("two"), {.key = key}, std::move(done)); });
    EXPECT_EQ(made->id, LobbyId{"one"});
}

TEST(SqliteFiles, keep_sessions_names_and_secrets_over_a_restart)
{
    SqliteBed bed;
    for (const auto* id : {"ann", "ben"})
        ASSERT_TRUE(ask<void>([&](auto done) { bed.store().create_session(session(id), std::move(done)); }));
    const auto claim = [&](const std::string& who) {
        return ask<service::NameClaimed>([&](auto done) {
            bed.store().claim_name({.session = SessionId{who}, .name = "Nina", .key = "nina", .connected = true},
                                   std::move(done));
        });
    };
    const auto secret = [&](const std::string& fresh) {
        return ask<std::string>([&](auto done) { bed.store().load_secret("s", fresh, std::move(done)); }).value();
    };
    ASSERT_TRUE(claim("ann"));
    secret("first");

    bed.reopen();

    auto named = session("ann");
    named.name = "Nina";
    EXPECT_EQ(
        ask<SessionRecord>([&](auto done) { bed.store().find_session(SessionId{"ann"}, std::move(done)); }).value(),
        named);
    EXPECT_EQ(claim("ben").error().code, Errc::name_taken);
    EXPECT_EQ(secret("second"), "first");
}

TEST(SqliteFiles, hold_everything_answered_when_the_process_ends_without_a_word)
{
    SqliteBed bed;
    keep(bed.store(), lobby("one"));
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(append(bed.store(), LobbyId{"one"}, text("ann", std::to_string(i))));
    // What a killed process leaves behind: the file and its write-ahead log as they are now.
    TempFolder crashed;
    for (const auto* name : {"parlor.db", "parlor.db-wal"})
        std::filesystem::copy_file(bed.folder().file(name), crashed.file(name));

    auto opened = store::SqliteStore::open({.path = crashed.file("parlor.db")});

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(read_all(**opened, LobbyId{"one"}), read_all(bed.store(), LobbyId{"one"}));
}

TEST(SqliteFiles, are_known_as_ours_from_their_first_byte_on)
{
    // A server killed in its first milliseconds must not leave a file behind that the next start refuses.
    TempFolder folder;
    const auto path = folder.file("parlor.db");
    store::Database database{path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};

    store::configure(database);

    EXPECT_GT(std::filesystem::file_size(path), 0U);
    auto ours = store::inspect_file(path);
    EXPECT_TRUE(ours) << ours.error().message;
}

TEST(SqliteFiles, may_be_empty_at_first)
{
    TempFolder folder;
    write_file(folder.file("parlor.db"), "");

    auto opened = store::SqliteStore::open({.path = folder.file("parlor.db")});

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(ask<void>([&](auto done) { (*opened)->probe(std::move(done)); }));
}

TEST(SqliteFiles, are_readable_by_their_owner_alone)
{
    SqliteBed bed;

    const auto permissions = std::filesystem::status(bed.path()).permissions();

    using std::filesystem::perms;
    EXPECT_EQ(permissions & (perms::group_all | perms::others_all), perms::none);
}

} // namespace
} // namespace parlor::test
