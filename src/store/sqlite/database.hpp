#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parlor::store {

/// A call of SQLite failed; `code` is its extended result code. Never leaves the store.
class SqlError : public std::runtime_error {
public:
    SqlError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
    int code() const { return code_; }
    /// The statement itself is at fault, not the disk: trying it alone makes sense.
    bool is_constraint() const { return (code_ & 0xFF) == SQLITE_CONSTRAINT; }

private:
    int code_;
};

/// One use of a prepared statement: bind, step, read. Reset when it goes.
class Query {
public:
    Query(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query()
    {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

    /// Binds the next parameter, from the left. The text must live until the query goes.
    Query& bind(std::string_view text);
    Query& bind(std::int64_t number);
    Query& bind_null();
    Query& bind_blob(std::string_view bytes);
    /// Null where it is empty.
    Query& bind_or_null(std::string_view text) { return text.empty() ? bind_null() : bind(text); }

    /// True where there is a (further) row.
    bool step();
    /// Runs a statement without rows; gives how many rows it changed.
    int run();

    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const;
    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

private:
    void check(int code) const;

    sqlite3* database_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// One connection to a database file. Used by one thread.
class Database {
public:
    /// Other processes may look into the file; their locks are waited for this long, unless a BusyTimeout lives.
    static constexpr int busy_timeout_ms = 2'000;

    /// Throws SqlError.
    Database(const std::string& path, int flags);
    Database(Database&&) noexcept = default;
    Database& operator=(Database&&) noexcept = default;

    /// Runs statements without parameters. Throws SqlError.
    void execute(const std::string& sql);
    /// A query; its statement is prepared once and kept. `sql` must be a literal: its address is the key.
    Query query(const char* sql);
    std::int64_t single_number(const char* sql);
    std::string single_text(const char* sql);
    sqlite3* handle() { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

/// While it lives, a connection waits this long for the locks of others, then fails with SQLITE_BUSY.
class BusyTimeout {
public:
    BusyTimeout(Database& database, int ms) : database_(database) { sqlite3_busy_timeout(database.handle(), ms); }
    BusyTimeout(const BusyTimeout&) = delete;
    BusyTimeout& operator=(const BusyTimeout&) = delete;
    ~BusyTimeout() { sqlite3_busy_timeout(database_.handle(), Database::busy_timeout_ms); }

private:
    Database& database_;
};

/// While it lives, every read of a connection sees the database as the first one did, whatever others commit. The
/// connection must not be in a transaction.
class Snapshot {
public:
    /// Throws SqlError.
    explicit Snapshot(Database& database) : database_(database)
    {
        // The end of one before may have failed for want of memory.
        if (sqlite3_get_autocommit(database.handle()) == 0) database.execute("ROLLBACK");
        database.query("BEGIN").run();
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() { sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }

private:
    Database& database_;
};

} // namespace parlor::store
