#pragma once
#include "domain/lobby/entry.hpp"
#include "store/sqlite/database.hpp"

#include <optional>
#include <string>

namespace parlor::store {

/// Numbers of entry kinds in the database; never changed.
enum class EntryKind : std::int64_t { text = 1, edit = 2, erase = 3, reaction = 4, transcript = 5, notice = 6 };

/// Columns that `read_entry` expects, in its order.
#define PARLOR_ENTRY_COLUMNS                                                                                           \
    "seq, at, session, participant, person, name, author_kind, kind, text, client_id, target, flag, extra"

/// False where the author has sent the same `client_id` to this lobby before; nothing is inserted then.
bool insert_entry(Database& database, std::int64_t lobby, Seq seq, const domain::Draft& draft);
domain::Entry read_entry(const Query& row);
/// Of the column `extra` of a transcript: what is left of it once its speaker is forgotten; nothing where that is another one.
std::optional<std::string> without_speaker(const std::string& extra, const std::string& session);

} // namespace parlor::store
