#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

/// The calls about who may do what, the audit log, and what administrators look at.
namespace parlor::store {

void SqliteStore::put_standing(LobbyId lobby, domain::Standing standing, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), standing = std::move(standing)](Database& database) {
        return tables::put_standing(database, lobby, standing);
    }));
}

void SqliteStore::drop_standing(LobbyId lobby, SessionId session, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), session = std::move(session)](Database& database) {
        return tables::drop_standing(database, lobby, session);
    }));
}

void SqliteStore::put_ban(LobbyId lobby, domain::Ban ban, std::optional<domain::Standing> left, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), ban = std::move(ban), left = std::move(left)](
                                         Database& database) { return tables::put_ban(database, lobby, ban, left); }));
}

void SqliteStore::drop_ban(LobbyId lobby, BanId ban, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), ban = std::move(ban)](Database& database) {
        return tables::drop_ban(database, lobby, ban);
    }));
}

void SqliteStore::put_invite(LobbyId lobby, domain::Invite invite, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), invite = std::move(invite)](Database& database) {
        return tables::put_invite(database, lobby, invite);
    }));
}

void SqliteStore::drop_invite(LobbyId lobby, InviteId invite, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), invite = std::move(invite)](Database& database) {
        return tables::drop_invite(database, lobby, invite);
    }));
}

void SqliteStore::admit(LobbyId lobby, std::optional<domain::Standing> standing, InviteId invite, Done<void> done)
{
    writer_.add(
        job(std::move(done), [lobby = std::move(lobby), standing = std::move(standing), invite = std::move(invite)](
                                 Database& database) { return tables::admit(database, lobby, standing, invite); }));
}

void SqliteStore::load_server_bans(Done<std::vector<domain::Ban>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_server_bans(database); }));
}

void SqliteStore::load_access(Done<std::vector<LobbyAccess>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_access(database); }));
}

void SqliteStore::append_audit(AuditRecord record, Done<void> done)
{
    writer_.add(job(std::move(done), [record = std::move(record)](Database& database) {
        return tables::append_audit(database, record);
    }));
}

void SqliteStore::read_audit(std::int64_t before, std::size_t limit, Done<AuditSlice> done)
{
    reader_.add(job(std::move(done),
                    [before, limit](Database& database) { return tables::read_audit(database, before, limit); }));
}

void SqliteStore::erase_old_audit(Timestamp before, std::size_t limit, Done<std::size_t> done)
{
    writer_.add(job(std::move(done),
                    [before, limit](Database& database) { return tables::erase_old_audit(database, before, limit); }));
}

void SqliteStore::list_lobbies(LobbyId after, std::size_t limit, Done<std::vector<domain::LobbyRecord>> done)
{
    reader_.add(job(std::move(done), [after = std::move(after), limit](Database& database) {
        return tables::list_lobbies(database, after, limit);
    }));
}

void SqliteStore::list_sessions(SessionId after, std::size_t limit, Done<std::vector<domain::SessionRecord>> done)
{
    reader_.add(job(std::move(done), [after = std::move(after), limit](Database& database) {
        return tables::list_sessions(database, after, limit);
    }));
}

} // namespace parlor::store
