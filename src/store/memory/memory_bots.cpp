#include "store/memory/memory_store_impl.hpp"

namespace parlor::store {

void MemoryStore::put_bot(domain::BotRecord record, Done<void> done)
{
    carry_out(std::move(done), [this, record = std::move(record)]() -> Result<void> {
        if (!lobbies_.contains(record.lobby)) return no_lobby();
        bots_.insert_or_assign(record.id, record);
        return {};
    });
}

void MemoryStore::delete_bot(BotId id, Done<void> done)
{
    carry_out(std::move(done), [this, id]() -> Result<void> {
        if (bots_.erase(id) == 0) return Error{Errc::not_found, "There is no such bot."};
        return {};
    });
}

void MemoryStore::load_bots(Done<std::vector<domain::BotRecord>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<domain::BotRecord>> {
        std::vector<domain::BotRecord> all;
        for (const auto& [id, record] : bots_) all.push_back(record);
        return all;
    });
}

void MemoryStore::put_provider_key(domain::ProviderKeyRecord record, Done<void> done)
{
    carry_out(std::move(done), [this, record = std::move(record)]() -> Result<void> {
        provider_keys_.insert_or_assign(record.id, record);
        return {};
    });
}

void MemoryStore::delete_provider_key(std::string id, Done<void> done)
{
    carry_out(std::move(done), [this, id = std::move(id)]() -> Result<void> {
        if (provider_keys_.erase(id) == 0) return Error{Errc::not_found, "There is no such key."};
        return {};
    });
}

void MemoryStore::load_provider_keys(Done<std::vector<domain::ProviderKeyRecord>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<domain::ProviderKeyRecord>> {
        std::vector<domain::ProviderKeyRecord> all;
        for (const auto& [id, record] : provider_keys_) all.push_back(record);
        return all;
    });
}

} // namespace parlor::store
