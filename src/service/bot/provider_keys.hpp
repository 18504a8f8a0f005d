#pragma once
#include "domain/bot/provider_key.hpp"
#include "service/bot/bot_settings.hpp"
#include "service/bot/provider_pool.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// A key that lets providers in.
struct ProviderKey {
    ProviderAccess access;
    std::string hash;
    /// When an administrator made it; nothing where the configuration names it.
    std::optional<Timestamp> created_at;
};

/// The keys that let providers in: those of the configuration, whose ids are their names, and those that administrators
/// made. On one shard, used on its thread alone.
class ProviderKeys {
public:
    explicit ProviderKeys(const BotSettings& settings);

    void restore(std::vector<domain::ProviderKeyRecord> records);
    void add(domain::ProviderKeyRecord record);
    void remove(const std::string& id);
    /// Null where there is none.
    const ProviderKey* find(const std::string& id) const;
    /// By id, those behind `after`.
    std::vector<const ProviderKey*> page(const std::string& after, std::size_t limit) const;
    /// Of those that administrators made.
    std::size_t made() const;
    /// What this key lets its bearer do; nothing where no provider has it.
    std::optional<ProviderAccess> admit(std::string_view key) const;

private:
    void keep(ProviderKey key);

    std::map<std::string, ProviderKey> by_id_;
    std::unordered_map<std::string, std::string> id_by_hash_;
};

} // namespace parlor::service
