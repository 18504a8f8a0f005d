#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

/// What waits for the targets of web hooks.
namespace parlor::store {

void SqliteStore::push_hook(HookRecord record, Done<std::int64_t> done)
{
    writer_.add(job(std::move(done),
                    [record = std::move(record)](Database& database) { return tables::push_hook(database, record); }));
}

void SqliteStore::load_hooks(Done<std::vector<HookPlace>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_hooks(database); }));
}

void SqliteStore::read_hook(std::int64_t number, Done<std::string> done)
{
    reader_.add(job(std::move(done), [number](Database& database) { return tables::read_hook(database, number); }));
}

void SqliteStore::drop_hook(std::int64_t number, Done<void> done)
{
    writer_.add(job(std::move(done), [number](Database& database) { return tables::drop_hook(database, number); }));
}

} // namespace parlor::store
