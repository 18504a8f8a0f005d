#include "tests/store/sqlite_bed.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <sys/resource.h>

namespace parlor::test {
namespace {

using namespace domain;
using service::Appended;
using testing::ElementsAre;

/// Holds the store's writer up in a completion (which real ones must not do) until released.
class HeldWriter {
public:
    explicit HeldWriter(service::Store& store)
    {
        std::promise<void> arrived;
        store.probe([&arrived, gate = gate_.get_future()](Result<void>) mutable {
            arrived.set_value();
            gate.wait();
        });
        arrived.get_future().wait();
    }
    ~HeldWriter() { release(); }
    void release()
    {
        if (!std::exchange(released_, true)) gate_.set_value();
    }

private:
    std::promise<void> gate_;
    bool released_ = false;
};

TEST(SqliteQueue, that_is_full_refuses_more_and_takes_calls_again_once_it_has_run_empty)
{
    SqliteBed bed{4};
    keep(bed.store(), lobby("one"));
    HeldWriter held{bed.store()};
    std::vector<std::future<Result<std::vector<Appended>>>> answers;
    for (int i = 0; i < 6; ++i) {
        auto answer = std::make_shared<std::promise<Result<std::vector<Appended>>>>();
        answers.push_back(answer->get_future());
        bed.store().append(LobbyId{"one"}, {text("ann", std::to_string(i))},
                           [answer](auto result) { answer->set_value(std::move(result)); });
    }

    EXPECT_EQ(bed.store().stats().queued, 4U);
    EXPECT_EQ(bed.store().stats().rejected, 2U);
    for (std::size_t i = 4; i < 6; ++i) {
        ASSERT_EQ(answers[i].wait_for(std::chrono::seconds{0}), std::future_status::ready) << "refused at once";
        auto refused = answers[i].get();
        EXPECT_EQ(refused.error().code, Errc::unavailable);
        EXPECT_GT(refused.error().retry_after_ms, 0);
    }
    held.release();

    for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(answers[i].get());
    EXPECT_TRUE(append(bed.store(), LobbyId{"one"}, text("ann", "later")));
    EXPECT_THAT(texts_of(read_all(bed.store(), LobbyId{"one"})), ElementsAre("0", "1", "2", "3", "later"));
}

TEST(SqliteQueue, commits_what_has_gathered_in_one_transaction)
{
    SqliteBed bed;
    keep(bed.store(), lobby("one"));
    const auto before = bed.store().stats().commits;
    std::vector<Seq> seqs;
    {
        HeldWriter held{bed.store()};
        for (int i = 0; i < 100; ++i)
            bed.store().append(LobbyId{"one"}, {text("ann", "a")},
                               [&](auto result) { seqs.push_back(result->at(0).accepted.seq); });
    }

    ASSERT_TRUE(append(bed.store(), LobbyId{"one"}, text("ann", "last")));

    EXPECT_EQ(seqs.size(), 100U);
    EXPECT_LE(bed.store().stats().commits - before, 3U) << "the holding call, the hundred, the last";
}

TEST(SqliteQueue, lets_one_impossible_call_fail_alone)
{
    SqliteBed bed;
    std::vector<std::string> ends;
    const auto create = [&](const std::string& id) {
        bed.store().create_session(session(id), [&ends, id](Result<void> result) {
            ends.push_back(id + (result ? " kept" : " " + std::string{to_string(result.error().code)}));
        });
    };
    {
        HeldWriter held{bed.store()};
        create("ann");
        create("ann");
        create("ben");
    }

    ASSERT_TRUE(ask<void>([&](auto done) { bed.store().probe(std::move(done)); }));

    EXPECT_THAT(ends, ElementsAre("ann kept", "ann internal", "ben kept"));
}

/// Forbids the process to let files grow past a size, which is how a full disk looks to SQLite.
class FullDisk {
public:
    explicit FullDisk(std::uintmax_t largest_file)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        auto now = before_;
        now.rlim_cur = largest_file;
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST(SqliteQueue, answers_unavailable_while_the_disk_is_full_and_leaves_no_hole_afterwards)
{
    SqliteBed bed;
    keep(bed.store(), lobby("one"));
    ASSERT_TRUE(append(bed.store(), LobbyId{"one"}, text("ann", "before")));
    {
        FullDisk full{std::filesystem::file_size(bed.path() + "-wal")};

        auto refused = append(bed.store(), LobbyId{"one"}, text("ann", std::string(20'000, 'x')));

        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::unavailable);
        EXPECT_EQ(bed.store().stats().failed, 1U);
        EXPECT_EQ(ask<void>([&](auto done) { bed.store().probe(std::move(done)); }).has_value(), false)
            << "a probe must notice";
    }

    auto after = append(bed.store(), LobbyId{"one"}, text("ann", "after"));

    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(after->at(0).accepted.seq, 2);
    EXPECT_THAT(texts_of(read_all(bed.store(), LobbyId{"one"})), ElementsAre("before", "after"));
}

} // namespace
} // namespace parlor::test
