#pragma once
#include "base/clock.hpp"
#include "domain/bot/config.hpp"
#include "domain/bot/dispatch.hpp"
#include "protocol/bot.hpp"
#include "protocol/provider.hpp"
#include "service/bot/bot_settings.hpp"
#include "service/ports.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// A connection of a provider: its number among connections.
using ProviderId = ConnectionId;

/// What a provider's key lets it do.
struct ProviderAccess {
    std::string key_id;
    std::string name;
    /// Empty = any type.
    std::vector<std::string> types;
};

/// What is known of a bot type: the last registration's word.
struct KnownType {
    std::string title;
    std::string description;
    std::vector<std::string> capabilities;
    domain::ConfigSchema schema;

    bool has(std::string_view capability) const;
};
using KnownTypePtr = std::shared_ptr<const KnownType>;

/// One connected provider.
struct Provider {
    ConnectionPtr connection;
    ProviderAccess access;
    /// Where its bots find this server, as it found it itself.
    std::string url;
    std::string name;
    /// As it is told: `provider_id`.
    std::string id;
    std::map<std::string, KnownTypePtr> types;
    std::size_t max_instances = 0;
    std::size_t held = 0;
    double load = 0;
    bool draining = false;
    bool registered = false;
    Instant last_load{};
};

/// The providers that are connected, what they offer and how busy they are. On one shard, used on its thread alone.
class ProviderPool {
public:
    ProviderPool(const BotSettings& settings, const Clock& clock) : settings_(settings), clock_(clock) {}

    void add(ConnectionPtr connection, ProviderAccess access, std::string url, std::string provider_id);
    /// It is gone; what it offered stays known.
    void remove(ProviderId id);
    Provider* find(ProviderId id);
    const Provider* find(ProviderId id) const;
    /// Registered or not.
    std::size_t size() const { return providers_.size(); }
    std::size_t registered() const;
    /// Those that came in by this key.
    std::vector<const Provider*> with_key(const std::string& key_id) const;

    /// Refuses with `bad_request` (a schema, with its exact path), `forbidden` (a type that its key does not allow).
    Result<void> enroll(Provider& provider, const protocol::Register& message);
    void report(Provider& provider, const protocol::Load& message);

    /// The provider for a bot of this type; refuses with `no_provider` and why.
    Result<ProviderId> choose(const std::string& type, const std::set<ProviderId>& tried) const;
    void take_slot(ProviderId id);
    void free_slot(ProviderId id);

    /// Null where nobody has ever offered it.
    KnownTypePtr find_type(const std::string& type) const;
    /// As the type is configured at this provider; null where it does not offer it.
    KnownTypePtr find_type(ProviderId id, const std::string& type) const;
    protocol::BotTypes types() const;

private:
    std::vector<domain::ProviderFacts> facts() const;

    const BotSettings& settings_;
    const Clock& clock_;
    std::map<ProviderId, Provider> providers_;
    std::map<std::string, KnownTypePtr> known_;
};

} // namespace parlor::service
