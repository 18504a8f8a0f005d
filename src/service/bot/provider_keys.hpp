#pragma once
#include "domain/bot/provider_key.hpp"
#include "service/bot/bot_settings.hpp"
#include "service/bot/provider_pool.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// The keys that let providers in: those of the configuration, and those that administrators made. On one shard, used on
/// its thread alone.
class ProviderKeys {
public:
    explicit ProviderKeys(const BotSettings& settings);

    void restore(std::vector<domain::ProviderKeyRecord> records);
    void add(domain::ProviderKeyRecord record);
    void remove(const std::string& id);
    /// Those that administrators made, oldest first.
    std::vector<domain::ProviderKeyRecord> list() const;
    bool contains(const std::string& id) const { return made_.contains(id); }
    /// Nothing where no provider has this key.
    std::optional<ProviderAccess> find(std::string_view key) const;

private:
    std::unordered_map<std::string, ProviderAccess> by_hash_;
    std::unordered_map<std::string, domain::ProviderKeyRecord> made_;
};

} // namespace parlor::service
