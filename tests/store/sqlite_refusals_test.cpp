#include "tests/store/sqlite_bed.hpp"

#include "store/sqlite/database.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

namespace parlor::test {
namespace {

using store::SqliteStore;
using testing::HasSubstr;

/// A proper database of ours, closed.
void make_database(const std::string& path, int entries = 0)
{
    auto opened = SqliteStore::open({.path = path});
    ASSERT_TRUE(opened) << opened.error().message;
    keep(**opened, lobby("one"));
    for (int i = 0; i < entries; ++i) ASSERT_TRUE(append(**opened, LobbyId{"one"}, text("ann", std::string(500, 'x'))));
}

void execute(const std::string& path, const std::string& sql)
{
    store::Database database{path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
    database.execute(sql);
}

/// Expects that opening is refused with a sentence that holds the path and `reason`, and that the file stays as it is.
void expect_refused(const std::string& path, const std::string& reason)
{
    const auto before = content_of(path);

    auto opened = SqliteStore::open({.path = path});

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_THAT(opened.error().message, HasSubstr(path));
    EXPECT_THAT(opened.error().message, HasSubstr(reason));
    EXPECT_TRUE(content_of(path) == before) << "the file was changed";
}

class SqliteRefuses : public testing::Test {
protected:
    TempFolder folder_;
    const std::string path_ = folder_.file("parlor.db");
};

TEST_F(SqliteRefuses, a_database_of_a_newer_parlor)
{
    make_database(path_);
    execute(path_, "PRAGMA user_version = 99");

    expect_refused(path_, "newer Parlor (version 99");
}

TEST_F(SqliteRefuses, a_database_whose_newer_version_stands_in_the_log_alone)
{
    make_database(path_);
    TempFolder crashed;
    const auto copy = crashed.file("parlor.db");
    {
        store::Database newer{path_, SQLITE_OPEN_READWRITE};
        newer.execute("PRAGMA user_version = 99");
        for (const auto* end : {"", "-wal"}) std::filesystem::copy_file(path_ + end, copy + end);
    }
    const auto log = content_of(copy + "-wal");

    expect_refused(copy, "newer Parlor (version 99");

    EXPECT_TRUE(content_of(copy + "-wal") == log) << "the log was changed";
}

TEST_F(SqliteRefuses, another_programs_database)
{
    execute(path_, "CREATE TABLE recipes (name TEXT)");

    expect_refused(path_, "not one of Parlor's");
}

TEST_F(SqliteRefuses, a_file_that_is_no_database)
{
    write_file(path_, std::string(5000, 'a'));

    expect_refused(path_, "damaged or is no SQLite database");
}

TEST_F(SqliteRefuses, a_file_shorter_than_a_header)
{
    write_file(path_, "SQLite format 3");

    expect_refused(path_, "damaged or is no SQLite database");
}

TEST_F(SqliteRefuses, a_database_with_a_damaged_page)
{
    make_database(path_, 200);
    auto bytes = content_of(path_);
    ASSERT_GT(bytes.size(), 60'000U);
    bytes.replace(bytes.size() / 2, 8192, std::string(8192, '\x5a'));
    write_file(path_, bytes);

    expect_refused(path_, "damaged");
}

TEST_F(SqliteRefuses, a_database_whose_end_is_missing)
{
    make_database(path_, 200);
    const auto bytes = content_of(path_);
    write_file(path_, bytes.substr(0, bytes.size() / 2));

    expect_refused(path_, "damaged");
}

TEST_F(SqliteRefuses, a_database_that_lacks_our_tables)
{
    make_database(path_);
    execute(path_, "DROP TABLE names");

    expect_refused(path_, "damaged");
}

TEST_F(SqliteRefuses, a_database_that_another_server_has_open)
{
    auto first = SqliteStore::open({.path = path_});
    ASSERT_TRUE(first);

    expect_refused(path_, "in use by another server");

    EXPECT_TRUE(ask<void>([&](auto done) { (*first)->probe(std::move(done)); }));
}

TEST_F(SqliteRefuses, a_folder_that_does_not_exist)
{
    auto opened = SqliteStore::open({.path = folder_.file("missing/parlor.db")});

    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("missing/parlor.db"));
}

TEST_F(SqliteRefuses, nothing_once_the_other_server_has_gone)
{
    auto first = SqliteStore::open({.path = path_});
    ASSERT_TRUE(first);
    first = Error{};

    auto second = SqliteStore::open({.path = path_});

    EXPECT_TRUE(second) << second.error().message;
}

} // namespace
} // namespace parlor::test
