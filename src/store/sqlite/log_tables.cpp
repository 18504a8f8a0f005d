#include "store/sqlite/entry_rows.hpp"
#include "store/sqlite/tables.hpp"

#include <algorithm>

namespace parlor::store::tables {
namespace {

Error no_lobby()
{
    return {Errc::not_found, "There is no such lobby."};
}

/// The entry that this draft repeats.
domain::Accepted find_sent(Database& database, std::int64_t lobby, const domain::Draft& draft)
{
    const auto client_id = domain::idempotency_key(draft.body);
    auto sent = database.query("SELECT seq, at FROM entries WHERE lobby = ? AND session = ? AND client_id = ?");
    if (!sent.bind(lobby).bind(draft.author.session.str()).bind(client_id).step())
        throw SqlError{SQLITE_CORRUPT, "an entry is in the index of client ids alone"};
    return {sent.number(0), from_ms(sent.number(1))};
}

/// Takes a text and its edits out of the database (PRAGMA secure_delete overwrites them).
void erase_texts(Database& database, std::int64_t lobby, Seq target)
{
    database.query("UPDATE entries SET text = '', flag = 1 WHERE lobby = ? AND seq = ? AND kind = 1")
        .bind(lobby)
        .bind(target)
        .run();
    database.query("UPDATE entries SET text = '' WHERE lobby = ? AND target = ? AND kind = 2")
        .bind(lobby)
        .bind(target)
        .run();
}

void read_reactions(Database& database, std::int64_t lobby, domain::EntryFacts& facts)
{
    auto rows = database.query("SELECT " PARLOR_ENTRY_COLUMNS
                               " FROM entries WHERE lobby = ? AND target = ? AND kind IN (3, 4) ORDER BY seq");
    rows.bind(lobby).bind(facts.seq);
    while (rows.step()) {
        const auto entry = read_entry(rows);
        const domain::Accepted accepted{entry.seq, entry.at};
        if (std::holds_alternative<domain::DeleteBody>(entry.body))
            facts.deleted = accepted;
        else if (const auto* reaction = std::get_if<domain::ReactionBody>(&entry.body))
            facts.reactions[{reaction->emoji, entry.author.person}] = {reaction->on, accepted};
    }
}

} // namespace

Result<std::vector<Appended>> append(Database& database, const LobbyId& lobby, const std::vector<domain::Draft>& drafts,
                                     bool& erased)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    Seq seq = row->last_seq;
    std::vector<Appended> all;
    all.reserve(drafts.size());
    for (const auto& draft : drafts) {
        // Repeats are rare: the insertion finds them, and only then they are looked up.
        if (!insert_entry(database, row->n, seq + 1, draft)) {
            all.push_back({find_sent(database, row->n, draft), true});
            continue;
        }
        ++seq;
        if (const auto* erase = std::get_if<domain::DeleteBody>(&draft.body)) {
            erase_texts(database, row->n, erase->target);
            erased = true;
        }
        all.push_back({{seq, draft.at}, false});
    }
    if (seq != row->last_seq)
        database.query("UPDATE lobbies SET last_seq = ? WHERE n = ?").bind(seq).bind(row->n).run();
    return all;
}

Result<EntrySlice> read_after(Database& database, const LobbyId& lobby, Seq after, std::size_t limit)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    auto rows =
        database.query("SELECT " PARLOR_ENTRY_COLUMNS " FROM entries WHERE lobby = ? AND seq > ? ORDER BY seq LIMIT ?");
    rows.bind(row->n).bind(after).bind(static_cast<std::int64_t>(limit) + 1);
    EntrySlice slice;
    while (rows.step()) slice.entries.push_back(read_entry(rows));
    slice.more = slice.entries.size() > limit;
    if (slice.more) slice.entries.pop_back();
    hide_erased(database, slice.entries);
    return slice;
}

Result<EntrySlice> read_before(Database& database, const LobbyId& lobby, Seq before, std::size_t limit)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    auto rows = database.query("SELECT " PARLOR_ENTRY_COLUMNS
                               " FROM entries WHERE lobby = ? AND seq < ? ORDER BY seq DESC LIMIT ?");
    rows.bind(row->n).bind(before).bind(static_cast<std::int64_t>(limit) + 1);
    EntrySlice slice;
    while (rows.step()) slice.entries.push_back(read_entry(rows));
    slice.more = slice.entries.size() > limit;
    if (slice.more) slice.entries.pop_back();
    hide_erased(database, slice.entries);
    std::ranges::reverse(slice.entries);
    return slice;
}

Result<std::vector<std::optional<domain::EntryFacts>>> read_facts(Database& database, const LobbyId& lobby,
                                                                  const std::vector<Seq>& seqs)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    std::vector<std::optional<domain::EntryFacts>> all(seqs.size());
    for (std::size_t i = 0; i < seqs.size(); ++i) {
        {
            auto found = database.query("SELECT session, kind FROM entries WHERE lobby = ? AND seq = ?");
            if (!found.bind(row->n).bind(seqs[i]).step()) continue;
            auto& facts = all[i].emplace();
            facts.seq = seqs[i];
            facts.author = SessionId{found.text(0)};
            facts.is_text = static_cast<EntryKind>(found.number(1)) == EntryKind::text;
        }
        read_reactions(database, row->n, *all[i]);
    }
    return all;
}

} // namespace parlor::store::tables
