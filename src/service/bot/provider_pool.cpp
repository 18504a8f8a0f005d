#include "service/bot/provider_pool.hpp"

#include "protocol/decode.hpp"
#include "service/bot/config_json.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

std::string place_of(std::size_t index, std::string_view field)
{
    return "types[" + std::to_string(index) + "]." + std::string{field};
}

Result<KnownTypePtr> read_type(const protocol::OfferedType& offered, std::size_t index)
{
    KnownType type{.title = offered.title ? std::string{*offered.title} : std::string{offered.type},
                   .description = {},
                   .capabilities = {},
                   .schema = {}};
    if (offered.description) type.description = *offered.description;
    if (offered.capabilities) type.capabilities.assign(offered.capabilities->begin(), offered.capabilities->end());
    if (offered.config_schema) {
        // The text is what the decoder has read already.
        auto schema =
            read_config_schema(*protocol::parse_json(offered.config_schema->text), place_of(index, "config_schema"));
        if (!schema) return std::move(schema).error();
        type.schema = std::move(*schema);
    }
    return KnownTypePtr{std::make_shared<const KnownType>(std::move(type))};
}

} // namespace

bool KnownType::has(std::string_view capability) const
{
    return std::ranges::find(capabilities, capability) != capabilities.end();
}

void ProviderPool::add(ConnectionPtr connection, ProviderAccess access, std::string url, std::string provider_id)
{
    const auto id = connection->id();
    auto& provider = providers_[id];
    provider.connection = std::move(connection);
    provider.access = std::move(access);
    provider.url = std::move(url);
    provider.id = std::move(provider_id);
}

void ProviderPool::remove(ProviderId id)
{
    providers_.erase(id);
}

Provider* ProviderPool::find(ProviderId id)
{
    auto found = providers_.find(id);
    return found == providers_.end() ? nullptr : &found->second;
}

const Provider* ProviderPool::find(ProviderId id) const
{
    auto found = providers_.find(id);
    return found == providers_.end() ? nullptr : &found->second;
}

std::size_t ProviderPool::registered() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(providers_, [](const auto& item) { return item.second.registered; }));
}

std::vector<const Provider*> ProviderPool::with_key(const std::string& key_id) const
{
    std::vector<const Provider*> all;
    for (const auto& [id, provider] : providers_)
        if (provider.access.key_id == key_id) all.push_back(&provider);
    return all;
}

Result<void> ProviderPool::enroll(Provider& provider, const protocol::Register& message)
{
    const auto& allowed = provider.access.types;
    std::map<std::string, KnownTypePtr> types;
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < message.types.size(); ++i) {
        const std::string& name = message.types[i].type;
        if (!allowed.empty() && std::ranges::find(allowed, name) == allowed.end())
            return Error{Errc::forbidden, "The key of this provider does not allow it to offer \"" + name + "\".",
                         place_of(i, "type")};
        if (!known_.contains(name)) ++fresh;
        auto type = read_type(message.types[i], i);
        if (!type) return std::move(type).error();
        if (!types.emplace(name, std::move(*type)).second)
            return Error{Errc::bad_request, place_of(i, "type") + ": offered twice.", place_of(i, "type")};
    }
    if (known_.size() + fresh > settings_.max_types)
        return Error{Errc::too_large,
                     "This server knows at most " + std::to_string(settings_.max_types) + " types of bots.", "types"};
    for (const auto& [name, type] : types) known_[name] = type;
    provider.name = message.name;
    provider.types = std::move(types);
    provider.max_instances = static_cast<std::size_t>(message.max_instances.value);
    provider.registered = true;
    provider.last_load = clock_.instant();
    return {};
}

void ProviderPool::report(Provider& provider, const protocol::Load& message)
{
    provider.load = message.load.value;
    provider.draining = message.draining.value_or(false);
    provider.last_load = clock_.instant();
}

std::vector<domain::ProviderFacts> ProviderPool::facts() const
{
    std::vector<domain::ProviderFacts> all;
    const auto heard_after = clock_.instant() - settings_.load_silence;
    for (const auto& [id, provider] : providers_) {
        if (!provider.registered || !provider.connection->is_open()) continue;
        domain::ProviderFacts facts{.id = id,
                                    .types = {},
                                    .held = provider.held,
                                    .max_instances = provider.max_instances,
                                    .load = provider.load,
                                    .draining = provider.draining,
                                    .silent = provider.last_load < heard_after};
        for (const auto& [name, type] : provider.types) facts.types.insert(name);
        all.push_back(std::move(facts));
    }
    return all;
}

Result<ProviderId> ProviderPool::choose(const std::string& type, const std::set<ProviderId>& tried) const
{
    return domain::choose_provider(facts(), type, tried);
}

void ProviderPool::take_slot(ProviderId id)
{
    if (auto* provider = find(id)) ++provider->held;
}

void ProviderPool::free_slot(ProviderId id)
{
    if (auto* provider = find(id); provider && provider->held > 0) --provider->held;
}

KnownTypePtr ProviderPool::find_type(const std::string& type) const
{
    auto found = known_.find(type);
    return found == known_.end() ? nullptr : found->second;
}

KnownTypePtr ProviderPool::find_type(ProviderId id, const std::string& type) const
{
    auto provider = providers_.find(id);
    if (provider == providers_.end()) return nullptr;
    auto found = provider->second.types.find(type);
    return found == provider->second.types.end() ? nullptr : found->second;
}

protocol::BotTypes ProviderPool::types() const
{
    protocol::BotTypes all;
    const auto providers = facts();
    for (const auto& [name, type] : known_) {
        protocol::BotType wire{.type = name,
                               .title = type->title,
                               .description = type->description,
                               .capabilities = type->capabilities,
                               .config_schema = {to_json_text(type->schema)},
                               .available = true,
                               .reason = {}};
        if (auto chosen = domain::choose_provider(providers, name); !chosen) {
            wire.available = false;
            wire.reason = chosen.error().message;
        }
        all.types.push_back(std::move(wire));
    }
    return all;
}

} // namespace parlor::service
