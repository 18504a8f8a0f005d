#include "store/sqlite/tables.hpp"

namespace parlor::store::tables {

Result<std::int64_t> push_hook(Database& database, const HookRecord& record)
{
    database.query("INSERT INTO hooks (target, at, body) VALUES (?, ?, ?)")
        .bind(record.target)
        .bind(to_ms(record.at))
        .bind(record.body)
        .run();
    return static_cast<std::int64_t>(sqlite3_last_insert_rowid(database.handle()));
}

Result<std::vector<HookPlace>> load_hooks(Database& database)
{
    auto rows = database.query("SELECT number, target, at FROM hooks ORDER BY number");
    std::vector<HookPlace> places;
    while (rows.step()) places.push_back({rows.number(0), rows.text(1), from_ms(rows.number(2))});
    return places;
}

Result<std::string> read_hook(Database& database, std::int64_t number)
{
    auto row = database.query("SELECT body FROM hooks WHERE number = ?");
    if (!row.bind(number).step()) return Error{Errc::not_found, "There is no such event."};
    return row.text(0);
}

Result<void> drop_hook(Database& database, std::int64_t number)
{
    database.query("DELETE FROM hooks WHERE number = ?").bind(number).run();
    return {};
}

} // namespace parlor::store::tables
