#include "store/sqlite/tables.hpp"

namespace parlor::store::tables {
namespace {

Error no_session()
{
    return {Errc::not_found, "There is no such session."};
}

constexpr const char* select_one =
    "SELECT id, token_hash, name, name_protected, created_at, expires_at FROM sessions WHERE id = ?";
constexpr const char* select_page = "SELECT id, token_hash, name, name_protected, created_at, expires_at FROM sessions "
                                    "WHERE id > ? ORDER BY id LIMIT ?";

domain::SessionRecord read_session(const Query& row)
{
    return {.id = SessionId{row.text(0)},
            .token_hash = row.text(1),
            .name = row.text(2),
            .name_protected = row.number(3) != 0,
            .created_at = from_ms(row.number(4)),
            .expires_at = from_ms(row.number(5))};
}

} // namespace

Result<void> create_session(Database& database, const domain::SessionRecord& record)
{
    database
        .query("INSERT INTO sessions (id, token_hash, name, name_protected, created_at, expires_at) VALUES (?, ?, ?, "
               "?, ?, ?)")
        .bind(record.id.str())
        .bind_blob(record.token_hash)
        .bind(record.name)
        .bind(std::int64_t{record.name_protected})
        .bind(to_ms(record.created_at))
        .bind(to_ms(record.expires_at))
        .run();
    return {};
}

Result<domain::SessionRecord> find_session(Database& database, const SessionId& id)
{
    auto row = database.query(select_one);
    if (!row.bind(id.str()).step()) return no_session();
    return read_session(row);
}

Result<std::vector<domain::SessionRecord>> list_sessions(Database& database, const SessionId& after, std::size_t limit)
{
    auto rows = database.query(select_page);
    rows.bind(after.str()).bind(static_cast<std::int64_t>(limit));
    std::vector<domain::SessionRecord> page;
    while (rows.step()) page.push_back(read_session(rows));
    return page;
}

Result<void> renew_session(Database& database, const SessionId& id, Timestamp expires_at)
{
    if (database.query("UPDATE sessions SET expires_at = ? WHERE id = ?")
            .bind(to_ms(expires_at))
            .bind(id.str())
            .run() == 0)
        return no_session();
    return {};
}

Result<void> delete_session(Database& database, const SessionId& id)
{
    if (database.query("DELETE FROM sessions WHERE id = ?").bind(id.str()).run() == 0) return no_session();
    drop_name(database, id);
    database.query("DELETE FROM standings WHERE session = ?").bind(id.str()).run();
    return {};
}

Result<std::vector<SessionId>> erase_expired_sessions(Database& database, Timestamp now, std::size_t limit)
{
    std::vector<SessionId> expired;
    {
        auto rows = database.query("SELECT id FROM sessions WHERE expires_at < ? LIMIT ?");
        rows.bind(to_ms(now)).bind(static_cast<std::int64_t>(limit));
        while (rows.step()) expired.emplace_back(rows.text(0));
    }
    for (const auto& id : expired)
        if (auto gone = delete_session(database, id); !gone) return gone.error();
    return expired;
}

Result<std::string> load_secret(Database& database, const std::string& name, const std::string& fresh)
{
    database.query("INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)").bind(name).bind_blob(fresh).run();
    auto row = database.query("SELECT value FROM secrets WHERE name = ?");
    if (!row.bind(name).step()) return Error{Errc::internal, "A secret that was just kept is not there."};
    return row.text(0);
}

} // namespace parlor::store::tables
