#include "store/sqlite/tables.hpp"

namespace parlor::store::tables {
namespace {

/// What a session's row says of its name; derived from the tables of names.
void show_name(Database& database, const SessionId& session, const std::string& name, bool is_protected)
{
    database.query("UPDATE sessions SET name = ?, name_protected = ? WHERE id = ?")
        .bind(name)
        .bind(std::int64_t{is_protected})
        .bind(session.str())
        .run();
}

Error no_name()
{
    return {Errc::not_found, "There is no such name."};
}

/// An empty hash = no protection. The holder's row says so too.
void keep_protection(Database& database, const std::string& key, const std::string& hash,
                     const std::optional<SessionId>& holder)
{
    if (hash.empty())
        database.query("DELETE FROM protected_names WHERE key = ?").bind(key).run();
    else
        database.query("INSERT OR REPLACE INTO protected_names (key, password_hash) VALUES (?, ?)")
            .bind(key)
            .bind(hash)
            .run();
    if (!holder) return;
    database.query("UPDATE sessions SET name_protected = ? WHERE id = ?")
        .bind(std::int64_t{!hash.empty()})
        .bind(holder->str())
        .run();
}

} // namespace

void drop_name(Database& database, const SessionId& session)
{
    database.query("DELETE FROM names WHERE session = ?").bind(session.str()).run();
}

Result<domain::NameState> read_name(Database& database, const std::string& key)
{
    domain::NameState state;
    {
        auto row = database.query("SELECT password_hash FROM protected_names WHERE key = ?");
        if (row.bind(key).step()) state.password_hash = row.text(0);
    }
    auto held = database.query("SELECT session, released_at FROM names WHERE key = ?");
    if (held.bind(key).step()) {
        state.holder = SessionId{held.text(0)};
        if (!held.is_null(1)) state.released_at = from_ms(held.number(1));
    }
    return state;
}

Result<NameClaimed> claim_name(Database& database, const NameClaim& claim)
{
    if (auto session = find_session(database, claim.session); !session) return session.error();
    const auto state = *read_name(database, claim.key);
    auto displaced = domain::decide(state, domain::ClaimName{.session = claim.session,
                                                             .proof = claim.proof,
                                                             .force = claim.force,
                                                             .free_if_released_before = claim.free_if_released_before});
    if (!displaced) return displaced.error();
    if (*displaced) {
        drop_name(database, **displaced);
        show_name(database, **displaced, {}, false);
    }
    drop_name(database, claim.session);
    auto insert = database.query("INSERT INTO names (key, session, released_at) VALUES (?, ?, ?)");
    insert.bind(claim.key).bind(claim.session.str());
    claim.connected ? insert.bind_null() : insert.bind(to_ms(claim.now));
    insert.run();
    const bool is_protected = !state.password_hash.empty();
    show_name(database, claim.session, claim.name, is_protected);
    return NameClaimed{*displaced, is_protected};
}

Result<void> protect_name(Database& database, const std::string& key, const domain::ProtectName& command)
{
    if (auto fine = domain::decide(*read_name(database, key), command); !fine) return fine;
    keep_protection(database, key, command.new_hash, command.session);
    return {};
}

Result<void> rehash_name(Database& database, const std::string& key, const std::string& old_hash,
                         const std::string& new_hash)
{
    database.query("UPDATE protected_names SET password_hash = ? WHERE key = ? AND password_hash = ?")
        .bind(new_hash)
        .bind(key)
        .bind(old_hash)
        .run();
    return {};
}

Result<std::vector<NameRecord>> list_names(Database& database, const std::string& after, std::size_t limit)
{
    auto rows = database.query(
        "WITH keys AS (SELECT key FROM names WHERE key > ? UNION SELECT key FROM protected_names WHERE key > ? "
        "ORDER BY key LIMIT ?) "
        "SELECT keys.key, sessions.name, protected_names.password_hash, names.session, names.released_at FROM keys "
        "LEFT JOIN names ON names.key = keys.key LEFT JOIN protected_names ON protected_names.key = keys.key "
        "LEFT JOIN sessions ON sessions.id = names.session ORDER BY keys.key");
    rows.bind(after).bind(after).bind(static_cast<std::int64_t>(limit));
    std::vector<NameRecord> page;
    while (rows.step()) {
        NameRecord record{.key = rows.text(0), .name = rows.text(1), .state = {.password_hash = rows.text(2)}};
        if (!rows.is_null(3)) record.state.holder = SessionId{rows.text(3)};
        if (!rows.is_null(4)) record.state.released_at = from_ms(rows.number(4));
        page.push_back(std::move(record));
    }
    return page;
}

Result<std::optional<SessionId>> overrule_protection(Database& database, const std::string& key,
                                                     const std::string& hash)
{
    const auto state = *read_name(database, key);
    if (hash.empty() && state.password_hash.empty()) return no_name();
    keep_protection(database, key, hash, state.holder);
    return state.holder;
}

Result<std::optional<SessionId>> free_name(Database& database, const std::string& key)
{
    const auto state = *read_name(database, key);
    if (!state.holder && state.password_hash.empty()) return no_name();
    keep_protection(database, key, {}, {});
    if (state.holder) {
        drop_name(database, *state.holder);
        show_name(database, *state.holder, {}, false);
    }
    return state.holder;
}

Result<void> hold_name(Database& database, const SessionId& session)
{
    database.query("UPDATE names SET released_at = NULL WHERE session = ?").bind(session.str()).run();
    return {};
}

Result<void> release_name(Database& database, const SessionId& session, Timestamp at)
{
    database.query("UPDATE names SET released_at = ? WHERE session = ? AND released_at IS NULL")
        .bind(to_ms(at))
        .bind(session.str())
        .run();
    return {};
}

Result<void> release_all_names(Database& database, Timestamp at)
{
    database.query("UPDATE names SET released_at = ? WHERE released_at IS NULL").bind(to_ms(at)).run();
    return {};
}

} // namespace parlor::store::tables
