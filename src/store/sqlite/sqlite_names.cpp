#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

/// The calls about names.
namespace parlor::store {

void SqliteStore::claim_name(NameClaim claim, Done<NameClaimed> done)
{
    writer_.add(job(std::move(done),
                    [claim = std::move(claim)](Database& database) { return tables::claim_name(database, claim); }));
}

void SqliteStore::hold_name(SessionId session, Done<void> done)
{
    writer_.add(job(std::move(done), [session = std::move(session)](Database& database) {
        return tables::hold_name(database, session);
    }));
}

void SqliteStore::release_name(SessionId session, Timestamp at, Done<void> done)
{
    writer_.add(job(std::move(done), [session = std::move(session), at](Database& database) {
        return tables::release_name(database, session, at);
    }));
}

void SqliteStore::release_all_names(Timestamp at, Done<void> done)
{
    writer_.add(job(std::move(done), [at](Database& database) { return tables::release_all_names(database, at); }));
}

void SqliteStore::read_name(std::string key, Done<domain::NameState> done)
{
    // By the writer, so that it sees what was answered already.
    writer_.add(
        job(std::move(done), [key = std::move(key)](Database& database) { return tables::read_name(database, key); }));
}

void SqliteStore::protect_name(std::string key, domain::ProtectName command, Done<void> done)
{
    writer_.add(job(std::move(done), [key = std::move(key), command = std::move(command)](Database& database) {
        return tables::protect_name(database, key, command);
    }));
}

void SqliteStore::rehash_name(std::string key, std::string old_hash, std::string new_hash, Done<void> done)
{
    writer_.add(job(std::move(done),
                    [key = std::move(key), old_hash = std::move(old_hash), new_hash = std::move(new_hash)](
                        Database& database) { return tables::rehash_name(database, key, old_hash, new_hash); }));
}

void SqliteStore::list_names(std::string after, std::size_t limit, Done<std::vector<NameRecord>> done)
{
    reader_.add(job(std::move(done), [after = std::move(after), limit](Database& database) {
        return tables::list_names(database, after, limit);
    }));
}

void SqliteStore::overrule_protection(std::string key, std::string hash, Done<std::optional<SessionId>> done)
{
    writer_.add(job(std::move(done), [key = std::move(key), hash = std::move(hash)](Database& database) {
        return tables::overrule_protection(database, key, hash);
    }));
}

void SqliteStore::free_name(std::string key, Done<std::optional<SessionId>> done)
{
    writer_.add(
        job(std::move(done), [key = std::move(key)](Database& database) { return tables::free_name(database, key); }));
}

} // namespace parlor::store
