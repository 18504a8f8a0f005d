#include "store/sqlite/schema.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace parlor::store {
namespace {

/// One step per version, never changed once released. Lobbies have a number so that entries need not repeat their id;
/// 0 stands for the whole server.
constexpr std::array<std::string_view, 9> steps{R"sql(
CREATE TABLE lobbies (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    visibility INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    waiting_room INTEGER NOT NULL,
    media INTEGER NOT NULL,
    persistent INTEGER NOT NULL,
    bots_by INTEGER NOT NULL,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX lobbies_ended ON lobbies (n) WHERE ended;
CREATE TABLE creations (
    session TEXT NOT NULL,
    key TEXT NOT NULL,
    lobby INTEGER NOT NULL,
    PRIMARY KEY (session, key)
) WITHOUT ROWID;
CREATE INDEX creations_lobby ON creations (lobby);
CREATE TABLE entries (
    lobby INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    session TEXT NOT NULL,
    participant TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    author_kind INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    client_id TEXT,
    target INTEGER,
    flag INTEGER NOT NULL DEFAULT 0,
    extra TEXT,
    PRIMARY KEY (lobby, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_client ON entries (lobby, session, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX entries_target ON entries (lobby, target) WHERE target IS NOT NULL;
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    name_protected INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE names (
    key TEXT PRIMARY KEY,
    session TEXT NOT NULL UNIQUE,
    released_at INTEGER
) WITHOUT ROWID;
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
)sql",
                                                R"sql(
CREATE TABLE standings (
    lobby INTEGER NOT NULL,
    session TEXT NOT NULL,
    role INTEGER NOT NULL,
    muted INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (lobby, session)
) WITHOUT ROWID;
CREATE INDEX standings_session ON standings (session);
CREATE TABLE bans (
    lobby INTEGER NOT NULL,
    id TEXT NOT NULL,
    session TEXT NOT NULL,
    name TEXT NOT NULL,
    protected_name TEXT NOT NULL,
    network TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (lobby, id)
) WITHOUT ROWID;
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    session TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    lobby TEXT NOT NULL,
    target TEXT NOT NULL,
    details TEXT NOT NULL
);
)sql",
                                                R"sql(
CREATE TABLE protected_names (
    key TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
) WITHOUT ROWID;
)sql",
                                                R"sql(
ALTER TABLE lobbies ADD COLUMN ice_policy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lobbies ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lobbies ADD COLUMN history_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lobbies ADD COLUMN max_entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lobbies ADD COLUMN configured INTEGER NOT NULL DEFAULT 0;
CREATE TABLE invites (
    lobby INTEGER NOT NULL,
    id TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    max_uses INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (lobby, id)
) WITHOUT ROWID;
)sql",
                                                R"sql(
CREATE TABLE erasures (
    session TEXT PRIMARY KEY,
    lobby INTEGER NOT NULL,
    seq INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
                                                R"sql(
CREATE INDEX audit_at ON audit (at);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is never edited');
END;
)sql",
                                                R"sql(
CREATE TABLE hooks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
);
)sql",
                                                R"sql(
CREATE TABLE bots (
    id TEXT PRIMARY KEY,
    lobby INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    config TEXT NOT NULL,
    wanted_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX bots_lobby ON bots (lobby);
CREATE TABLE provider_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    types TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
                                                R"sql(
CREATE INDEX lobbies_persistent ON lobbies (owner) WHERE persistent AND NOT ended;
)sql"};

/// Offsets in the header: https://sqlite.org/fileformat2.html §1.3.
constexpr std::size_t header_size = 100;
constexpr std::size_t user_version_at = 60;
constexpr std::size_t application_id_at = 68;
constexpr std::string_view magic{"SQLite format 3\0", 16};

std::int64_t big_endian(const std::array<char, header_size>& header, std::size_t at)
{
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(header[at + i]);
    return value;
}

Error refused(std::string message)
{
    return {Errc::unavailable, std::move(message)};
}

} // namespace

Result<void> inspect_file(const std::string& path)
{
    std::error_code fault;
    const auto size = std::filesystem::file_size(path, fault);
    if (fault || size == 0) return {};
    std::array<char, header_size> header{};
    std::ifstream in{path, std::ios::binary};
    in.read(header.data(), header_size);
    if (!in || std::string_view{header.data(), magic.size()} != magic)
        return refused("The database " + path + " is damaged or is no SQLite database.");
    if (big_endian(header, application_id_at) != application_id)
        return refused("The database " + path + " is not one of Parlor's.");
    return check_version(path, big_endian(header, user_version_at));
}

Result<void> check_version(const std::string& path, std::int64_t version)
{
    if (version > static_cast<std::int64_t>(steps.size()))
        return refused("The database " + path + " was written by a newer Parlor (version " + std::to_string(version) +
                       "; this one knows up to " + std::to_string(steps.size()) + ").");
    return {};
}

void check_tables(Database& database)
{
    struct Since {
        std::int64_t version;
        std::string_view table;
    };
    constexpr std::array tables{Since{1, "lobbies"},   Since{1, "creations"}, Since{1, "entries"},
                                Since{1, "sessions"},  Since{1, "names"},     Since{1, "secrets"},
                                Since{2, "standings"}, Since{2, "bans"},      Since{2, "audit"},
                                Since{4, "invites"},   Since{8, "bots"},      Since{8, "provider_keys"}};
    const auto version = database.single_number("PRAGMA user_version");
    for (const auto& [since, table] : tables)
        if (version >= since) database.execute("SELECT 1 FROM " + std::string{table} + " LIMIT 0");
}

void configure(Database& database, std::size_t page_cache)
{
    // Before the log takes over: the file must say whose it is from its first byte on, also after a crash.
    if (database.single_number("PRAGMA page_count") == 0)
        database.execute("PRAGMA application_id = " + std::to_string(application_id));
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = FULL");
    database.execute("PRAGMA secure_delete = ON");
    // Negative: in KiB.
    database.execute("PRAGMA cache_size = -" + std::to_string(page_cache / 1'024));
    database.execute("PRAGMA temp_store = MEMORY");
}

void migrate(Database& database)
{
    auto version = static_cast<std::size_t>(database.single_number("PRAGMA user_version"));
    for (; version < steps.size(); ++version) {
        database.execute("BEGIN IMMEDIATE");
        database.execute(std::string{steps[version]});
        database.execute("PRAGMA user_version = " + std::to_string(version + 1));
        database.execute("COMMIT");
    }
    // The header in the main file tells its version, also after a crash.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace parlor::store
