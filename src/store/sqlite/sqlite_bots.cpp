#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

namespace parlor::store {

void SqliteStore::put_bot(domain::BotRecord record, Done<void> done)
{
    writer_.add(job(std::move(done),
                    [record = std::move(record)](Database& database) { return tables::put_bot(database, record); }));
}

void SqliteStore::delete_bot(BotId id, Done<void> done)
{
    writer_.add(
        job(std::move(done), [id = std::move(id)](Database& database) { return tables::delete_bot(database, id); }));
}

void SqliteStore::load_bots(Done<std::vector<domain::BotRecord>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_bots(database); }));
}

void SqliteStore::put_provider_key(domain::ProviderKeyRecord record, Done<void> done)
{
    writer_.add(job(std::move(done), [record = std::move(record)](Database& database) {
        return tables::put_provider_key(database, record);
    }));
}

void SqliteStore::delete_provider_key(std::string id, Done<void> done)
{
    writer_.add(job(std::move(done),
                    [id = std::move(id)](Database& database) { return tables::delete_provider_key(database, id); }));
}

void SqliteStore::load_provider_keys(Done<std::vector<domain::ProviderKeyRecord>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_provider_keys(database); }));
}

} // namespace parlor::store
