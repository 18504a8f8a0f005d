#pragma once
#include "base/result.hpp"
#include "store/sqlite/database.hpp"

#include <string>

namespace parlor::store {

/// "PRLR", at offset 68 of the file's header: tells our databases from others.
inline constexpr std::int64_t application_id = 0x50524C52;

/// Whether the file can be opened as ours, by its header alone and without touching it: new, ours, and no newer than this
/// program knows. Refuses with `unavailable` and a sentence that names the file.
Result<void> inspect_file(const std::string& path);

/// Whether this program knows a version (`PRAGMA user_version`); refuses likewise.
Result<void> check_version(const std::string& path, std::int64_t version);

/// Makes sure that every table of the database's version is there. Throws SqlError.
void check_tables(Database& database);

/// Sets how a connection that writes works, and marks a new file as ours. Keeps at most `page_cache` bytes of it in memory. Throws
/// SqlError.
void configure(Database& database, std::size_t page_cache = 16 << 20);

/// Brings an opened database to the newest version, one transaction a step. Throws SqlError.
void migrate(Database& database);

} // namespace parlor::store
