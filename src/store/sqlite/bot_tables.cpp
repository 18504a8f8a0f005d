#include "store/sqlite/tables.hpp"

namespace parlor::store::tables {
namespace {

/// Types are ids, so a comma parts them.
std::string joined(const std::vector<std::string>& types)
{
    std::string text;
    for (const auto& type : types) text += (text.empty() ? "" : ",") + type;
    return text;
}

std::vector<std::string> parted(std::string_view text)
{
    std::vector<std::string> types;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        types.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return types;
}

} // namespace

Result<void> put_bot(Database& database, const domain::BotRecord& record)
{
    const auto lobby = find_lobby(database, record.lobby);
    if (!lobby) return Error{Errc::not_found, "There is no such lobby."};
    auto insert = database.query("INSERT OR REPLACE INTO bots (id, lobby, type, name, config, wanted_by, created_at) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(record.id.str()).bind(lobby->n).bind(record.type).bind(record.name).bind(record.config);
    insert.bind(record.wanted_by.str()).bind(to_ms(record.created_at)).run();
    return {};
}

Result<void> delete_bot(Database& database, const BotId& id)
{
    if (database.query("DELETE FROM bots WHERE id = ?").bind(id.str()).run() == 0)
        return Error{Errc::not_found, "There is no such bot."};
    return {};
}

void delete_bots(Database& database, const LobbyId& lobby)
{
    database.query("DELETE FROM bots WHERE lobby = (SELECT n FROM lobbies WHERE id = ?)").bind(lobby.str()).run();
}

Result<std::vector<domain::BotRecord>> load_bots(Database& database)
{
    auto rows =
        database.query("SELECT bots.id, lobbies.id, bots.type, bots.name, bots.config, bots.wanted_by, "
                       "bots.created_at FROM bots JOIN lobbies ON lobbies.n = bots.lobby WHERE NOT lobbies.ended "
                       "ORDER BY bots.created_at, bots.id");
    std::vector<domain::BotRecord> all;
    while (rows.step())
        all.push_back({.id = BotId{rows.text(0)},
                       .lobby = LobbyId{rows.text(1)},
                       .type = rows.text(2),
                       .name = rows.text(3),
                       .config = rows.text(4),
                       .wanted_by = SessionId{rows.text(5)},
                       .created_at = from_ms(rows.number(6))});
    return all;
}

Result<void> put_provider_key(Database& database, const domain::ProviderKeyRecord& record)
{
    const auto types = joined(record.types);
    auto insert = database.query(
        "INSERT OR REPLACE INTO provider_keys (id, name, key_hash, types, created_at) VALUES (?, ?, ?, ?, ?)");
    insert.bind(record.id).bind(record.name).bind(record.key_hash).bind(types).bind(to_ms(record.created_at)).run();
    return {};
}

Result<void> delete_provider_key(Database& database, const std::string& id)
{
    if (database.query("DELETE FROM provider_keys WHERE id = ?").bind(id).run() == 0)
        return Error{Errc::not_found, "There is no such key."};
    return {};
}

Result<std::vector<domain::ProviderKeyRecord>> load_provider_keys(Database& database)
{
    auto rows =
        database.query("SELECT id, name, key_hash, types, created_at FROM provider_keys ORDER BY created_at, id");
    std::vector<domain::ProviderKeyRecord> all;
    while (rows.step())
        all.push_back({.id = rows.text(0),
                       .name = rows.text(1),
                       .key_hash = rows.text(2),
                       .types = parted(rows.text(3)),
                       .created_at = from_ms(rows.number(4))});
    return all;
}

} // namespace parlor::store::tables
