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

/// Brings an opened database to the newest version, one transaction a step. Throws SqlError.
void migrate(Database& database);

} // namespace parlor::store
