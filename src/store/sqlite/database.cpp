#include "store/sqlite/database.hpp"

namespace parlor::store {
void Query::check(int code) const
{
    if (code != SQLITE_OK) throw SqlError{sqlite3_extended_errcode(database_), sqlite3_errmsg(database_)};
}

Query& Query::bind(std::string_view text)
{
    check(sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

Query& Query::bind(std::int64_t number)
{
    check(sqlite3_bind_int64(statement_, ++bound_, number));
    return *this;
}

Query& Query::bind_null()
{
    check(sqlite3_bind_null(statement_, ++bound_));
    return *this;
}

Query& Query::bind_blob(std::string_view bytes)
{
    check(sqlite3_bind_blob64(statement_, ++bound_, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_STATIC));
    return *this;
}

bool Query::step()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw SqlError{sqlite3_extended_errcode(database_), sqlite3_errmsg(database_)};
    return false;
}

int Query::run()
{
    while (step()) {
    }
    return sqlite3_changes(database_);
}

std::string Query::text(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string{bytes, size} : std::string{};
}

Database::Database(const std::string& path, int flags)
{
    // Nobody reads SQLite's count of its memory, for which every thread would take one lock at every allocation.
    [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(opened);
    if (code != SQLITE_OK) throw SqlError{code, opened ? sqlite3_errmsg(opened) : "out of memory"};
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, busy_timeout_ms);
}

void Database::execute(const std::string& sql)
{
    if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw SqlError{sqlite3_extended_errcode(handle()), sqlite3_errmsg(handle())};
}

Query Database::query(const char* sql)
{
    auto& kept = statements_[sql];
    if (!kept) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
            throw SqlError{sqlite3_extended_errcode(handle()), sqlite3_errmsg(handle())};
        kept.reset(statement);
    }
    return {handle(), kept.get()};
}

std::int64_t Database::single_number(const char* sql)
{
    auto row = query(sql);
    return row.step() ? row.number(0) : 0;
}

std::string Database::single_text(const char* sql)
{
    auto row = query(sql);
    return row.step() ? row.text(0) : std::string{};
}

} // namespace parlor::store
