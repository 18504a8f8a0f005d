#include "store/sqlite/tables.hpp"
#include "store/sqlite/worker.hpp"
#include "tests/store/sqlite_bed.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace parlor::test {
namespace {

using namespace domain;
using store::Database;

/// Does something right before a connection runs a statement for the first time.
struct Between {
    std::string statement;
    std::function<void()> act;

    static int trace(unsigned /*event*/, void* self, void* /*statement*/, void* sql)
    {
        auto& between = *static_cast<Between*>(self);
        if (between.act && between.statement == static_cast<const char*>(sql)) std::exchange(between.act, {})();
        return 0;
    }
};

/// Reads an entry's text on a worker whose job asks as the store does.
std::string text_read_by(store::Worker& worker, const LobbyId& lobby)
{
    struct ReadJob final : store::Job {
        explicit ReadJob(LobbyId read) : lobby(std::move(read)) {}
        void carry_out(Database& database) override { slice = store::tables::read_after(database, lobby, 0, 10); }
        void answer() override { done.set_value(std::get<TextBody>(slice->value().entries.at(0).body).text); }
        void refuse(const Error& error) override { done.set_value("refused: " + error.message); }

        LobbyId lobby;
        std::optional<Result<service::EntrySlice>> slice;
        std::promise<std::string> done;
    };
    auto job = std::make_unique<ReadJob>(lobby);
    auto answer = job->done.get_future();
    worker.add(std::move(job));
    return answer.get();
}

TEST(SqliteSnapshot, hides_what_is_being_erased_also_where_that_ends_between_two_statements_of_a_reader)
{
    SqliteBed bed;
    const LobbyId one{"one"};
    keep(bed.store(), lobby("one"));
    ASSERT_TRUE(append(bed.store(), one, text("ann", "hers")));
    ASSERT_TRUE(ask<void>([&](auto done) { bed.store().create_session(session("ann"), std::move(done)); }));
    bed.close();
    Database writer{bed.path(), SQLITE_OPEN_READWRITE};
    Database reading{bed.path(), SQLITE_OPEN_READWRITE};
    Between between{"SELECT session FROM erasures", {}};
    sqlite3_trace_v2(reading.handle(), SQLITE_TRACE_STMT, Between::trace, &between);
    store::Worker reader{std::move(reading), {.max_queued = 10, .max_batch = 10, .writes = false}};
    ASSERT_EQ(text_read_by(reader, one), "hers");

    between.act = [&] { store::tables::erase_next_texts(writer, 100); };
    ASSERT_TRUE(store::tables::erase_session(writer, SessionId{"ann"}, {.name = false, .texts = true}));

    EXPECT_EQ(text_read_by(reader, one), "");
    EXPECT_FALSE(between.act) << "the erasing was not done in between";
    EXPECT_EQ(text_read_by(reader, one), "");
}

} // namespace
} // namespace parlor::test
