#include "store/sqlite/tables.hpp"

namespace parlor::store::tables {
namespace {

constexpr const char* select_by_id =
    "SELECT id, name, visibility, password_hash, capacity, locked, waiting_room, media, persistent, bots_by, owner, "
    "ice_policy, duplicates, history_days, max_entries, configured, created_at, version, last_seq FROM lobbies WHERE "
    "id = ? AND NOT ended";
constexpr const char* select_all =
    "SELECT id, name, visibility, password_hash, capacity, locked, waiting_room, media, persistent, bots_by, owner, "
    "ice_policy, duplicates, history_days, max_entries, configured, created_at, version, last_seq FROM lobbies WHERE "
    "NOT ended ORDER BY n";
constexpr const char* select_page =
    "SELECT id, name, visibility, password_hash, capacity, locked, waiting_room, media, persistent, bots_by, owner, "
    "ice_policy, duplicates, history_days, max_entries, configured, created_at, version, last_seq FROM lobbies WHERE "
    "id > ? AND NOT ended ORDER BY id LIMIT ?";

domain::LobbyRecord read_lobby(const Query& row)
{
    return {.id = LobbyId{row.text(0)},
            .name = row.text(1),
            .visibility = static_cast<domain::Visibility>(row.number(2)),
            .password_hash = row.text(3),
            .capacity = static_cast<int>(row.number(4)),
            .locked = row.number(5) != 0,
            .waiting_room = row.number(6) != 0,
            .media = static_cast<domain::MediaMode>(row.number(7)),
            .persistent = row.number(8) != 0,
            .bots_by = static_cast<domain::BotsBy>(row.number(9)),
            .ice_policy = static_cast<domain::IcePolicy>(row.number(11)),
            .duplicates = static_cast<domain::Duplicates>(row.number(12)),
            .history_days = static_cast<int>(row.number(13)),
            .max_entries = static_cast<int>(row.number(14)),
            .configured = row.number(15) != 0,
            .owner = SessionId{row.text(10)},
            .created_at = from_ms(row.number(16)),
            .version = row.number(17),
            .last_seq = row.number(18)};
}

/// Name to configured, in the order that both writing statements have them.
void bind_settings(Query& query, const domain::LobbyRecord& record)
{
    query.bind(record.name).bind(static_cast<std::int64_t>(record.visibility)).bind(record.password_hash);
    query.bind(std::int64_t{record.capacity}).bind(std::int64_t{record.locked}).bind(std::int64_t{record.waiting_room});
    query.bind(static_cast<std::int64_t>(record.media)).bind(std::int64_t{record.persistent});
    query.bind(static_cast<std::int64_t>(record.bots_by)).bind(record.owner.str());
    query.bind(static_cast<std::int64_t>(record.ice_policy)).bind(static_cast<std::int64_t>(record.duplicates));
    query.bind(std::int64_t{record.history_days}).bind(std::int64_t{record.max_entries});
    query.bind(std::int64_t{record.configured});
}

std::optional<domain::LobbyRecord> find_made(Database& database, const IdempotencyKey& key)
{
    auto made = database.query(
        "SELECT id FROM lobbies WHERE NOT ended AND n = (SELECT lobby FROM creations WHERE session = ? AND key = ?)");
    if (!made.bind(key.session.str()).bind(key.key).step()) return {};
    const auto id = made.text(0);
    auto row = database.query(select_by_id);
    if (!row.bind(id).step()) return {};
    return read_lobby(row);
}

std::size_t persistent_of(Database& database, const SessionId& owner)
{
    auto row = database.query("SELECT COUNT(*) FROM lobbies WHERE owner = ? AND persistent AND NOT ended");
    row.bind(owner.str()).step();
    return static_cast<std::size_t>(row.number(0));
}

} // namespace

std::optional<LobbyRow> find_lobby(Database& database, const LobbyId& lobby)
{
    auto row = database.query("SELECT n, last_seq FROM lobbies WHERE id = ? AND NOT ended");
    if (!row.bind(lobby.str()).step()) return {};
    return LobbyRow{row.number(0), row.number(1)};
}

Result<domain::LobbyRecord> create_lobby(Database& database, const domain::LobbyRecord& record,
                                         const CreationTerms& terms)
{
    const auto& key = terms.key;
    if (key)
        if (auto made = find_made(database, *key)) return *made;
    if (record.persistent && !record.owner.empty() && persistent_of(database, record.owner) >= terms.most_persistent)
        return service::too_many_persistent(terms);
    {
        auto insert = database.query(
            "INSERT INTO lobbies (name, visibility, password_hash, capacity, locked, waiting_room, media, persistent, "
            "bots_by, owner, ice_policy, duplicates, history_days, max_entries, configured, id, created_at, version, "
            "last_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        bind_settings(insert, record);
        insert.bind(record.id.str()).bind(to_ms(record.created_at)).bind(record.version).bind(record.last_seq).run();
    }
    if (key)
        database.query("INSERT OR REPLACE INTO creations (session, key, lobby) VALUES (?, ?, ?)")
            .bind(key->session.str())
            .bind(key->key)
            .bind(sqlite3_last_insert_rowid(database.handle()))
            .run();
    return record;
}

Result<domain::LobbyRecord> update_lobby(Database& database, domain::LobbyRecord record, std::int64_t expected_version)
{
    auto row = database.query("SELECT version, last_seq FROM lobbies WHERE id = ? AND NOT ended");
    if (!row.bind(record.id.str()).step()) return Error{Errc::not_found, "There is no such lobby."};
    if (row.number(0) != expected_version)
        return Error{Errc::conflict, "The settings have changed since you read them."};
    record.version = expected_version + 1;
    record.last_seq = row.number(1);
    auto update = database.query(
        "UPDATE lobbies SET name = ?, visibility = ?, password_hash = ?, capacity = ?, locked = ?, waiting_room = ?, "
        "media = ?, persistent = ?, bots_by = ?, owner = ?, ice_policy = ?, duplicates = ?, history_days = ?, "
        "max_entries = ?, configured = ?, version = ? WHERE id = ?");
    bind_settings(update, record);
    update.bind(record.version).bind(record.id.str()).run();
    return record;
}

Result<void> end_lobby(Database& database, const LobbyId& lobby)
{
    if (database.query("UPDATE lobbies SET ended = 1 WHERE id = ? AND NOT ended").bind(lobby.str()).run() == 0)
        return Error{Errc::not_found, "There is no such lobby."};
    delete_bots(database, lobby);
    return {};
}

Result<std::vector<domain::LobbyRecord>> load_lobbies(Database& database)
{
    auto rows = database.query(select_all);
    std::vector<domain::LobbyRecord> all;
    while (rows.step()) all.push_back(read_lobby(rows));
    return all;
}

Result<std::vector<domain::LobbyRecord>> list_lobbies(Database& database, const LobbyId& after, std::size_t limit)
{
    auto rows = database.query(select_page);
    rows.bind(after.str()).bind(static_cast<std::int64_t>(limit));
    std::vector<domain::LobbyRecord> page;
    while (rows.step()) page.push_back(read_lobby(rows));
    return page;
}

bool purge_ended(Database& database, std::size_t limit)
{
    const auto lobby = database.single_number("SELECT n FROM lobbies WHERE ended LIMIT 1");
    if (lobby == 0) return false;
    const auto erased = database
                            .query("DELETE FROM entries WHERE lobby = ?1 AND seq <= (SELECT MIN(seq) FROM entries "
                                   "WHERE lobby = ?1) + ?2 - 1")
                            .bind(lobby)
                            .bind(static_cast<std::int64_t>(limit))
                            .run();
    if (erased > 0) return true;
    database.query("DELETE FROM creations WHERE lobby = ?").bind(lobby).run();
    erase_access(database, lobby);
    database.query("DELETE FROM lobbies WHERE n = ?").bind(lobby).run();
    return database.single_number("SELECT EXISTS (SELECT 1 FROM lobbies WHERE ended)") != 0;
}

} // namespace parlor::store::tables
