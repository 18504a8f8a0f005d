#include "store/sqlite/tables.hpp"

#include <map>

namespace parlor::store::tables {
namespace {

/// Stands in the column of lobbies for the whole server.
constexpr std::int64_t whole_server = 0;

Error no_lobby()
{
    return {Errc::not_found, "There is no such lobby."};
}

/// The lobbies that have not ended: number to id, in the order of their making.
std::map<std::int64_t, LobbyAccess> open_lobbies(Database& database)
{
    std::map<std::int64_t, LobbyAccess> all;
    auto rows = database.query("SELECT n, id, owner != '' AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.id = "
                               "owner) FROM lobbies WHERE NOT ended");
    while (rows.step())
        all.emplace(rows.number(0), LobbyAccess{.lobby = LobbyId{rows.text(1)},
                                                .standings = {},
                                                .bans = {},
                                                .invites = {},
                                                .orphaned = rows.number(2) != 0});
    return all;
}

domain::Ban read_ban(const Query& row)
{
    domain::Ban ban{.id = BanId{row.text(1)},
                    .session = SessionId{row.text(2)},
                    .name = row.text(3),
                    .protected_name = row.text(4),
                    .network = row.text(5),
                    .reason = row.text(6),
                    .by = row.text(7),
                    .at = from_ms(row.number(8)),
                    .until = {}};
    if (!row.is_null(9)) ban.until = from_ms(row.number(9));
    return ban;
}

/// The number under which a lobby's bans stand; nothing where there is no such lobby.
std::optional<std::int64_t> place_of(Database& database, const LobbyId& lobby)
{
    if (lobby.empty()) return whole_server;
    const auto row = find_lobby(database, lobby);
    if (!row) return {};
    return row->n;
}

} // namespace

Result<void> put_standing(Database& database, const LobbyId& lobby, const domain::Standing& standing)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    database.query("INSERT OR REPLACE INTO standings (lobby, session, role, muted, since) VALUES (?, ?, ?, ?, ?)")
        .bind(row->n)
        .bind(standing.session.str())
        .bind(static_cast<std::int64_t>(standing.role))
        .bind(std::int64_t{standing.muted})
        .bind(to_ms(standing.since))
        .run();
    return {};
}

Result<void> drop_standing(Database& database, const LobbyId& lobby, const SessionId& session)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    database.query("DELETE FROM standings WHERE lobby = ? AND session = ?").bind(row->n).bind(session.str()).run();
    return {};
}

Result<void> put_ban(Database& database, const LobbyId& lobby, const domain::Ban& ban,
                     const std::optional<domain::Standing>& left)
{
    const auto place = place_of(database, lobby);
    if (!place) return no_lobby();
    if (!lobby.empty()) {
        auto changed = left ? put_standing(database, lobby, *left) : drop_standing(database, lobby, ban.session);
        if (!changed) return changed;
    }
    auto insert = database.query("INSERT OR REPLACE INTO bans (lobby, id, session, name, protected_name, network, "
                                 "reason, by_name, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(*place).bind(ban.id.str()).bind(ban.session.str()).bind(ban.name).bind(ban.protected_name);
    insert.bind(ban.network).bind(ban.reason).bind(ban.by).bind(to_ms(ban.at));
    ban.until ? insert.bind(to_ms(*ban.until)) : insert.bind_null();
    insert.run();
    return {};
}

Result<void> drop_ban(Database& database, const LobbyId& lobby, const BanId& ban)
{
    const auto place = place_of(database, lobby);
    if (!place) return no_lobby();
    database.query("DELETE FROM bans WHERE lobby = ? AND id = ?").bind(*place).bind(ban.str()).run();
    return {};
}

Result<void> put_invite(Database& database, const LobbyId& lobby, const domain::Invite& invite)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    auto insert = database.query("INSERT OR REPLACE INTO invites (lobby, id, token_hash, created_at, expires_at, "
                                 "max_uses, uses) VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(row->n).bind(invite.id.str()).bind_blob(invite.token_hash);
    insert.bind(to_ms(invite.created_at)).bind(to_ms(invite.expires_at));
    insert.bind(std::int64_t{invite.max_uses}).bind(std::int64_t{invite.uses}).run();
    return {};
}

Result<void> drop_invite(Database& database, const LobbyId& lobby, const InviteId& invite)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    database.query("DELETE FROM invites WHERE lobby = ? AND id = ?").bind(row->n).bind(invite.str()).run();
    return {};
}

Result<void> admit(Database& database, const LobbyId& lobby, const std::optional<domain::Standing>& standing,
                   const InviteId& invite)
{
    const auto row = find_lobby(database, lobby);
    if (!row) return no_lobby();
    database.query("UPDATE invites SET uses = uses + 1 WHERE lobby = ? AND id = ?")
        .bind(row->n)
        .bind(invite.str())
        .run();
    if (standing) return put_standing(database, lobby, *standing);
    return {};
}

Result<std::vector<domain::Ban>> load_server_bans(Database& database)
{
    auto rows = database.query("SELECT lobby, id, session, name, protected_name, network, reason, by_name, at, until "
                               "FROM bans WHERE lobby = ?");
    rows.bind(whole_server);
    std::vector<domain::Ban> bans;
    while (rows.step()) bans.push_back(read_ban(rows));
    return bans;
}

Result<std::vector<LobbyAccess>> load_access(Database& database)
{
    auto lobbies = open_lobbies(database);
    {
        auto rows = database.query("SELECT lobby, session, role, muted, since FROM standings");
        while (rows.step())
            if (auto found = lobbies.find(rows.number(0)); found != lobbies.end())
                found->second.standings.push_back({.session = SessionId{rows.text(1)},
                                                   .role = static_cast<domain::Role>(rows.number(2)),
                                                   .muted = rows.number(3) != 0,
                                                   .since = from_ms(rows.number(4))});
    }
    {
        auto rows = database.query("SELECT lobby, id, session, name, protected_name, network, reason, by_name, at, "
                                   "until FROM bans");
        while (rows.step())
            if (auto found = lobbies.find(rows.number(0)); found != lobbies.end())
                found->second.bans.push_back(read_ban(rows));
    }
    {
        auto rows = database.query("SELECT lobby, id, token_hash, created_at, expires_at, max_uses, uses FROM invites");
        while (rows.step())
            if (auto found = lobbies.find(rows.number(0)); found != lobbies.end())
                found->second.invites.push_back({.id = InviteId{rows.text(1)},
                                                 .token_hash = rows.text(2),
                                                 .created_at = from_ms(rows.number(3)),
                                                 .expires_at = from_ms(rows.number(4)),
                                                 .max_uses = static_cast<int>(rows.number(5)),
                                                 .uses = static_cast<int>(rows.number(6))});
    }
    std::vector<LobbyAccess> all;
    for (auto& [number, access] : lobbies)
        if (access.orphaned || !access.standings.empty() || !access.bans.empty() || !access.invites.empty())
            all.push_back(std::move(access));
    return all;
}

void erase_access(Database& database, std::int64_t lobby)
{
    database.query("DELETE FROM standings WHERE lobby = ?").bind(lobby).run();
    database.query("DELETE FROM bans WHERE lobby = ?").bind(lobby).run();
    database.query("DELETE FROM invites WHERE lobby = ?").bind(lobby).run();
}

} // namespace parlor::store::tables
