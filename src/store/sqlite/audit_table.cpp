#include "store/sqlite/tables.hpp"

#include <limits>

namespace parlor::store::tables {

Result<void> append_audit(Database& database, const AuditRecord& record)
{
    auto insert =
        database.query("INSERT INTO audit (at, session, name, address, action, lobby, target, details) VALUES "
                       "(?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(to_ms(record.at)).bind(record.session.str()).bind(record.name).bind(record.address);
    insert.bind(record.action).bind(record.lobby.str()).bind(record.target).bind(record.details).run();
    return {};
}

Result<AuditSlice> read_audit(Database& database, std::int64_t before, std::size_t limit)
{
    auto rows = database.query("SELECT number, at, session, name, address, action, lobby, target, details FROM audit "
                               "WHERE number < ? ORDER BY number DESC LIMIT ?");
    rows.bind(before > 0 ? before : std::numeric_limits<std::int64_t>::max());
    rows.bind(static_cast<std::int64_t>(limit) + 1);
    AuditSlice slice;
    while (rows.step()) {
        slice.more = slice.records.size() == limit;
        if (slice.more) break;
        slice.records.push_back({.number = rows.number(0),
                                 .at = from_ms(rows.number(1)),
                                 .session = SessionId{rows.text(2)},
                                 .name = rows.text(3),
                                 .address = rows.text(4),
                                 .action = rows.text(5),
                                 .lobby = LobbyId{rows.text(6)},
                                 .target = rows.text(7),
                                 .details = rows.text(8)});
    }
    return slice;
}

Result<std::size_t> erase_old_audit(Database& database, Timestamp before, std::size_t limit)
{
    auto erase = database.query(
        "DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE at < ? ORDER BY number LIMIT ?)");
    return static_cast<std::size_t>(erase.bind(to_ms(before)).bind(static_cast<std::int64_t>(limit)).run());
}

} // namespace parlor::store::tables
