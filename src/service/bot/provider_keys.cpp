#include "service/bot/provider_keys.hpp"

#include "service/bot/bot_secrets.hpp"

#include <algorithm>

namespace parlor::service {

ProviderKeys::ProviderKeys(const BotSettings& settings)
{
    for (const auto& provider : settings.providers)
        keep({.access = {.key_id = provider.name, .name = provider.name, .types = provider.types},
              .hash = provider.key_hash,
              .created_at = {}});
}

void ProviderKeys::restore(std::vector<domain::ProviderKeyRecord> records)
{
    for (auto& record : records) add(std::move(record));
}

void ProviderKeys::add(domain::ProviderKeyRecord record)
{
    keep({.access = {.key_id = std::move(record.id), .name = std::move(record.name), .types = std::move(record.types)},
          .hash = std::move(record.key_hash),
          .created_at = record.created_at});
}

void ProviderKeys::keep(ProviderKey key)
{
    auto id = key.access.key_id;
    id_by_hash_.insert_or_assign(key.hash, id);
    by_id_.insert_or_assign(std::move(id), std::move(key));
}

void ProviderKeys::remove(const std::string& id)
{
    auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    id_by_hash_.erase(found->second.hash);
    by_id_.erase(found);
}

const ProviderKey* ProviderKeys::find(const std::string& id) const
{
    auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

std::vector<const ProviderKey*> ProviderKeys::page(const std::string& after, std::size_t limit) const
{
    std::vector<const ProviderKey*> all;
    for (auto key = by_id_.upper_bound(after); key != by_id_.end() && all.size() < limit; ++key)
        all.push_back(&key->second);
    return all;
}

std::size_t ProviderKeys::made() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(by_id_, [](const auto& item) { return item.second.created_at.has_value(); }));
}

std::optional<ProviderAccess> ProviderKeys::admit(std::string_view key) const
{
    // By its hash: how long that takes tells nothing about the key.
    auto found = id_by_hash_.find(hash_of_secret(key));
    if (found == id_by_hash_.end()) return {};
    return by_id_.at(found->second).access;
}

} // namespace parlor::service
