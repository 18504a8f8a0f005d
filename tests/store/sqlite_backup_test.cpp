#include "tests/store/sqlite_bed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <sys/stat.h>

namespace parlor::test {
namespace {

Result<service::Backup> back_up(service::Store& store, Timestamp now = noon)
{
    return ask<service::Backup>([&](auto done) { store.back_up(now, std::move(done)); });
}

std::vector<std::string> names_in(const std::string& folder)
{
    std::vector<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator{folder}) names.push_back(item.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

TEST(SqliteBackup, is_one_private_file_that_opens_as_the_same_store)
{
    SqliteBed bed;
    keep(bed.store(), lobby("kitchen"));
    append(bed.store(), LobbyId{"kitchen"}, text("ann", "one"), text("ben", "two")).value();

    auto made = back_up(bed.store());

    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->path, bed.folder().file("backups/parlor-20231114T221320.000Z.db"));
    EXPECT_EQ(names_in(bed.folder().file("backups")).size(), 1U);
    struct stat seen {};
    ASSERT_EQ(::stat(made->path.c_str(), &seen), 0);
    EXPECT_EQ(seen.st_mode & 0777, 0600U);
    EXPECT_EQ(static_cast<std::uint64_t>(seen.st_size), made->bytes);

    TempFolder elsewhere;
    std::filesystem::copy_file(made->path, elsewhere.file("parlor.db"));
    auto restored = std::move(store::SqliteStore::open({.path = elsewhere.file("parlor.db")})).value();
    EXPECT_EQ(texts_of(read_all(*restored, LobbyId{"kitchen"})), (std::vector<std::string>{"one", "two"}));
    EXPECT_TRUE(append(*restored, LobbyId{"kitchen"}, text("ann", "three")));
}

TEST(SqliteBackup, shows_one_moment_however_much_is_written_meanwhile)
{
    SqliteBed bed;
    keep(bed.store(), lobby("kitchen"));
    for (int i = 0; i < 20; ++i) append(bed.store(), LobbyId{"kitchen"}, text("ann", std::string(60'000, 'x'))).value();
    std::atomic<bool> over{false};
    auto writer = std::async(std::launch::async, [&] {
        Seq last = 20;
        while (!over) last = append(bed.store(), LobbyId{"kitchen"}, text("ben", "more")).value()[0].accepted.seq;
        return last;
    });

    auto made = back_up(bed.store());
    over = true;
    const auto written = writer.get();

    ASSERT_TRUE(made) << made.error().message;
    TempFolder elsewhere;
    std::filesystem::copy_file(made->path, elsewhere.file("parlor.db"));
    auto restored = std::move(store::SqliteStore::open({.path = elsewhere.file("parlor.db")})).value();
    const auto entries = read_all(*restored, LobbyId{"kitchen"});
    EXPECT_GE(entries.size(), 20U);
    EXPECT_LE(entries.size(), static_cast<std::size_t>(written));
    // Whole up to its moment: the next entry goes on without a hole.
    const auto next = append(*restored, LobbyId{"kitchen"}, text("ann", "next")).value()[0].accepted.seq;
    EXPECT_EQ(next, static_cast<Seq>(entries.size()) + 1);
}

TEST(SqliteBackup, keeps_so_many_and_leaves_other_files_alone)
{
    TempFolder folder;
    auto store =
        std::move(store::SqliteStore::open({.path = folder.file("parlor.db"), .backups = {folder.file("safe"), 2}}))
            .value();
    std::filesystem::create_directory(folder.file("safe"));
    write_file(folder.file("safe/a-note.txt"), "mine");

    for (int day = 0; day < 4; ++day) ASSERT_TRUE(back_up(*store, noon + std::chrono::hours{24 * day}));

    EXPECT_EQ(names_in(folder.file("safe")), (std::vector<std::string>{"a-note.txt", "parlor-20231116T221320.000Z.db",
                                                                       "parlor-20231117T221320.000Z.db"}));
}

TEST(SqliteBackup, leaves_nothing_behind_where_it_cannot_be_written)
{
    TempFolder folder;
    write_file(folder.file("taken"), "a file where a folder should be");
    auto store =
        std::move(store::SqliteStore::open({.path = folder.file("parlor.db"), .backups = {folder.file("taken"), 2}}))
            .value();

    auto made = back_up(*store);

    EXPECT_EQ(made.error().code, Errc::unavailable);
    EXPECT_EQ(content_of(folder.file("taken")), "a file where a folder should be");
    // The next one is not held up by the one that failed.
    EXPECT_EQ(back_up(*store).error().code, Errc::unavailable);
}

TEST(SqliteBackup, is_written_once_at_a_time)
{
    SqliteBed bed;
    keep(bed.store(), lobby("kitchen"));
    for (int i = 0; i < 50; ++i) append(bed.store(), LobbyId{"kitchen"}, text("ann", std::string(60'000, 'x'))).value();
    std::promise<Result<service::Backup>> first;
    bed.store().back_up(noon, [&](Result<service::Backup> made) { first.set_value(std::move(made)); });

    auto second = back_up(bed.store(), noon + std::chrono::seconds{1});

    EXPECT_TRUE(first.get_future().get());
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_TRUE(back_up(bed.store(), noon + std::chrono::seconds{2}));
}

} // namespace
} // namespace parlor::test
