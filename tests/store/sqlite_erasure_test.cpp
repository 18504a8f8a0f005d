#include "tests/store/sqlite_bed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace parlor::test {
namespace {

using namespace domain;

const std::string secret = "a word that must not be found again";
const std::string edited = "another word that must not be found";

/// Whether no file of the store holds the words, now or soon: erasing them from the write-ahead log is done in the
/// background, once the queue has run empty.
bool are_gone_from(const SqliteBed& bed)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::chrono::steady_clock::now() < until) {
        const auto bytes = bytes_in(bed.folder().path());
        if (bytes.find(secret) == std::string::npos && bytes.find(edited) == std::string::npos) return true;
        std::this_thread::yield();
    }
    return false;
}

class SqliteErasure : public testing::Test {
protected:
    void SetUp() override
    {
        keep(bed_.store(), lobby("one"));
        // Neighbours, so that the words do not stand on a page of their own.
        for (int i = 0; i < 100; ++i) ASSERT_TRUE(append(bed_.store(), one_, text("ann", std::string(300, 'x'))));
        ASSERT_TRUE(
            append(bed_.store(), one_, text("ann", secret), draft("ann", EditBody{.target = 101, .text = edited})));
        ASSERT_NE(bytes_in(bed_.folder().path()).find(secret), std::string::npos);
    }

    SqliteBed bed_;
    const LobbyId one_{"one"};
};

TEST_F(SqliteErasure, takes_a_deleted_text_and_its_edits_out_of_the_files_of_a_running_store)
{
    ASSERT_TRUE(append(bed_.store(), one_, draft("ann", DeleteBody{.target = 101})));

    EXPECT_TRUE(are_gone_from(bed_));
}

TEST_F(SqliteErasure, takes_a_text_that_was_on_disk_before_out_of_the_file)
{
    bed_.reopen();
    ASSERT_NE(content_of(bed_.path()).find(secret), std::string::npos);

    ASSERT_TRUE(append(bed_.store(), one_, draft("ann", DeleteBody{.target = 101})));

    EXPECT_TRUE(are_gone_from(bed_));
    bed_.close();
    EXPECT_EQ(content_of(bed_.path()).find(secret), std::string::npos);
}

TEST_F(SqliteErasure, takes_the_log_of_an_ended_lobby_out_of_the_files)
{
    ASSERT_TRUE(ask<void>([&](auto done) { bed_.store().end_lobby(one_, std::move(done)); }));

    EXPECT_TRUE(are_gone_from(bed_));
}

TEST_F(SqliteErasure, keeps_nobody_waiting_for_a_reader_that_is_in_its_way)
{
    store::Database reader{bed_.path(), SQLITE_OPEN_READONLY};
    std::optional<store::Snapshot> backup{reader};
    ASSERT_GT(reader.single_number("SELECT count(*) FROM entries"), 0);

    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(append(bed_.store(), one_, draft("ann", DeleteBody{.target = 101})));
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(append(bed_.store(), one_, text("ann", "more")));

    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds{store::Database::busy_timeout_ms})
        << "each of the three waited for the reader";
    backup.reset();
    EXPECT_TRUE(are_gone_from(bed_)) << "without a further call";
}

TEST_F(SqliteErasure, takes_what_a_session_wrote_out_of_the_files_also_over_a_restart)
{
    ASSERT_TRUE(ask<void>([&](auto done) { bed_.store().create_session(session("ann"), std::move(done)); }));
    ASSERT_TRUE(ask<void>([&](auto done) {
        bed_.store().erase_session(SessionId{"ann"}, {.name = false, .texts = true}, std::move(done));
    }));
    bed_.reopen();

    EXPECT_TRUE(are_gone_from(bed_));
}

TEST_F(SqliteErasure, takes_trimmed_entries_out_of_the_files)
{
    ASSERT_TRUE(ask<service::Trimmed>(
        [&](auto done) { bed_.store().trim_log(one_, 102, Timestamp::min(), 1000, std::move(done)); }));

    EXPECT_TRUE(are_gone_from(bed_));
}

TEST_F(SqliteErasure, goes_on_after_a_restart_where_the_server_stopped_before_it_was_done)
{
    ASSERT_TRUE(ask<void>([&](auto done) { bed_.store().end_lobby(one_, std::move(done)); }));
    bed_.reopen();

    EXPECT_TRUE(are_gone_from(bed_));
    EXPECT_TRUE(ask<std::vector<LobbyRecord>>([&](auto done) { bed_.store().load_lobbies(std::move(done)); })->empty());
}

} // namespace
} // namespace parlor::test
