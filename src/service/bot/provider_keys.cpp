#include "service/bot/provider_keys.hpp"

#include "service/bot/bot_secrets.hpp"

#include <algorithm>

namespace parlor::service {

ProviderKeys::ProviderKeys(const BotSettings& settings)
{
    // Their names are unique, and no id that is made begins so.
    for (const auto& provider : settings.providers)
        by_hash_[provider.key_hash] = {
            .key_id = "config." + provider.name, .name = provider.name, .types = provider.types};
}

void ProviderKeys::restore(std::vector<domain::ProviderKeyRecord> records)
{
    for (auto& record : records) add(std::move(record));
}

void ProviderKeys::add(domain::ProviderKeyRecord record)
{
    by_hash_[record.key_hash] = {.key_id = record.id, .name = record.name, .types = record.types};
    auto id = record.id;
    made_.insert_or_assign(std::move(id), std::move(record));
}

void ProviderKeys::remove(const std::string& id)
{
    auto found = made_.find(id);
    if (found == made_.end()) return;
    by_hash_.erase(found->second.key_hash);
    made_.erase(found);
}

std::vector<domain::ProviderKeyRecord> ProviderKeys::list() const
{
    std::vector<domain::ProviderKeyRecord> all;
    for (const auto& [id, record] : made_) all.push_back(record);
    std::ranges::sort(all, {}, [](const auto& record) { return std::pair{record.created_at, record.id}; });
    return all;
}

std::optional<ProviderAccess> ProviderKeys::find(std::string_view key) const
{
    // By its hash: how long that takes tells nothing about the key.
    auto found = by_hash_.find(hash_of_secret(key));
    if (found == by_hash_.end()) return {};
    return found->second;
}

} // namespace parlor::service
