#include "store/sqlite/entry_rows.hpp"
#include "store/sqlite/tables.hpp"

#include <algorithm>
#include <set>

/// What goes when somebody wants to be forgotten, and what goes by its age.
namespace parlor::store::tables {
namespace {

Error no_lobby()
{
    return {Errc::not_found, "There is no such lobby."};
}

/// Somebody whose texts are being erased, and where this has come to.
struct Erasing {
    std::string session;
    std::int64_t lobby = 0;
    Seq seq = 0;
};

/// An entry that loses its words. `extra`: what stays beside what was heard of the speaker who goes.
struct Emptied {
    std::int64_t lobby = 0;
    Seq seq = 0;
    bool written = false;
    std::optional<std::string> extra;
};

/// Moves `place` over the next entries; gives those in which there is something of its session.
std::vector<Emptied> entries_of(Database& database, Erasing& place, std::size_t limit, bool& more)
{
    std::vector<Emptied> found;
    auto rows = database.query("SELECT lobby, seq, session, CASE WHEN kind = 5 THEN extra END FROM entries WHERE "
                               "(lobby, seq) > (?, ?) ORDER BY lobby, seq LIMIT ?");
    rows.bind(place.lobby).bind(place.seq).bind(static_cast<std::int64_t>(limit));
    std::size_t seen = 0;
    for (; rows.step(); ++seen) {
        place.lobby = rows.number(0);
        place.seq = rows.number(1);
        Emptied entry{place.lobby, place.seq, rows.text(2) == place.session, {}};
        if (!rows.is_null(3)) entry.extra = without_speaker(rows.text(3), place.session);
        if (entry.written || entry.extra) found.push_back(std::move(entry));
    }
    more = seen == limit;
    return found;
}

void empty(Database& database, const Emptied& entry)
{
    if (entry.written)
        database
            .query("UPDATE entries SET name = '', text = CASE WHEN kind IN (1, 2, 5) THEN '' ELSE text END, flag = "
                   "CASE WHEN kind = 1 THEN 1 ELSE flag END WHERE lobby = ? AND seq = ?")
            .bind(entry.lobby)
            .bind(entry.seq)
            .run();
    if (entry.extra)
        database.query("UPDATE entries SET text = '', extra = ? WHERE lobby = ? AND seq = ?")
            .bind(*entry.extra)
            .bind(entry.lobby)
            .bind(entry.seq)
            .run();
}

} // namespace

Result<void> erase_session(Database& database, const SessionId& id, const Erasure& also)
{
    if (also.name)
        database.query("DELETE FROM protected_names WHERE key = (SELECT key FROM names WHERE session = ?)")
            .bind(id.str())
            .run();
    if (auto gone = delete_session(database, id); !gone) return gone;
    if (also.texts) database.query("INSERT INTO erasures (session, lobby, seq) VALUES (?, 0, 0)").bind(id.str()).run();
    return {};
}

bool erase_next_texts(Database& database, std::size_t limit)
{
    Erasing place;
    {
        auto row = database.query("SELECT session, lobby, seq FROM erasures LIMIT 1");
        if (!row.step()) return false;
        place = {row.text(0), row.number(1), row.number(2)};
    }
    bool more = false;
    for (const auto& entry : entries_of(database, place, limit, more)) empty(database, entry);
    if (more)
        database.query("UPDATE erasures SET lobby = ?, seq = ? WHERE session = ?")
            .bind(place.lobby)
            .bind(place.seq)
            .bind(place.session)
            .run();
    else
        database.query("DELETE FROM erasures WHERE session = ?").bind(place.session).run();
    return true;
}

void hide_erased(Database& database, std::vector<domain::Entry>& entries)
{
    std::set<std::string> hidden;
    auto rows = database.query("SELECT session FROM erasures");
    while (rows.step()) hidden.insert(rows.text(0));
    if (hidden.empty()) return;
    for (auto& entry : entries)
        domain::erase_writing(entry, [&](const SessionId& session) { return hidden.contains(session.str()); });
}

Result<Trimmed> trim_log(Database& database, const LobbyId& lobby, Seq up_to, Timestamp before, std::size_t limit)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    Trimmed step{.up_to = row->last_seq, .more = false, .oldest = {}};
    {
        auto rows = database.query("SELECT seq, at FROM entries WHERE lobby = ? ORDER BY seq LIMIT ?");
        rows.bind(row->n).bind(static_cast<std::int64_t>(limit) + 1);
        for (std::size_t seen = 0; rows.step(); ++seen) {
            const auto at = from_ms(rows.number(1));
            const bool goes = rows.number(0) <= up_to || at < before;
            if (goes && seen < limit) continue;
            step = {.up_to = rows.number(0) - 1, .more = goes, .oldest = at};
            break;
        }
    }
    database.query("DELETE FROM entries WHERE lobby = ? AND seq <= ?").bind(row->n).bind(step.up_to).run();
    return step;
}

} // namespace parlor::store::tables
