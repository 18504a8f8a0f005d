#include "tests/store/sqlite_bed.hpp"

#include <gtest/gtest.h>

namespace parlor::test {
namespace {

TEST(SqliteAudit, is_never_edited_whoever_tries)
{
    SqliteBed bed;
    service::AuditRecord line{.at = noon, .action = "ban"};
    ASSERT_TRUE(ask<void>([&](auto done) { bed.store().append_audit(line, std::move(done)); }));
    bed.close();

    store::Database database{bed.path(), SQLITE_OPEN_READWRITE};

    EXPECT_THROW(database.execute("UPDATE audit SET action = 'nothing'"), store::SqlError);
    EXPECT_EQ(database.single_text("SELECT action FROM audit"), "ban");
}

} // namespace
} // namespace parlor::test
