#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

/// The calls about who may do what, and the audit log.
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

void SqliteStore::put_ban(LobbyId lobby, domain::Ban ban, Done<void> done)
{
    writer_.add(job(std::move(done), [lobby = std::move(lobby), ban = std::move(ban)](Database& database) {
        return tables::put_ban(database, lobby, ban);
    }));
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

} // namespace parlor::store
