#include "service/bot/bot_manager.hpp"
#include "service/bot/bot_secrets.hpp"

/// What administrators see of bots and providers, and do to them. All on shard 0.
namespace parlor::service {
namespace {

Error no_bot()
{
    return {Errc::not_found, "There is no such bot."};
}

Error no_provider_key()
{
    return {Errc::not_found, "There is no such provider."};
}

} // namespace

protocol::AdminBot BotManager::to_admin_wire(const LiveBot& bot) const
{
    protocol::AdminBot wire{
        .bot = to_wire(bot), .lobby_id = bot.record.lobby, .wanted_by = bot.record.wanted_by, .provider = {}};
    if (const auto* provider = pool_.find(bot.provider)) wire.provider.emplace(provider->name);
    return wire;
}

std::vector<protocol::AdminBot> BotManager::bots(const BotId& after, std::size_t limit) const
{
    std::vector<protocol::AdminBot> page;
    for (const auto* bot : life_.page(after, limit)) page.push_back(to_admin_wire(*bot));
    return page;
}

Result<protocol::AdminBot> BotManager::bot(const BotId& id) const
{
    const auto* bot = life_.find(id);
    if (!bot) return no_bot();
    return to_admin_wire(*bot);
}

void BotManager::end(const BotId& id, Reply<protocol::Empty> reply)
{
    auto* bot = life_.find(id);
    if (!bot) return reply(no_bot());
    if (bot->unwanted) return reply(protocol::Empty{});
    unwant(*bot, "An administrator took it out of the lobby.", [reply = std::move(reply)](Result<void> done) mutable {
        if (!done) return reply(std::move(done).error());
        reply(protocol::Empty{});
    });
}

protocol::AdminProvider BotManager::to_admin_wire(const ProviderKey& key) const
{
    protocol::AdminProvider wire{.id = key.access.key_id,
                                 .name = key.access.name,
                                 .types = {},
                                 .origin = protocol::ProviderOrigin::configuration,
                                 .created_at = {},
                                 .connections = 0,
                                 .bots = 0};
    for (const auto& type : key.access.types) wire.types.emplace_back(type);
    if (key.created_at) {
        wire.origin = protocol::ProviderOrigin::administration;
        wire.created_at.emplace(to_ms(*key.created_at));
    }
    for (const auto* provider : pool_.with_key(key.access.key_id)) {
        wire.connections.value += 1;
        wire.bots.value += static_cast<std::int64_t>(provider->held);
    }
    return wire;
}

std::vector<protocol::AdminProvider> BotManager::provider_keys(const std::string& after, std::size_t limit) const
{
    std::vector<protocol::AdminProvider> page;
    for (const auto* key : keys_.page(after, limit)) page.push_back(to_admin_wire(*key));
    return page;
}

Result<void> BotManager::may_delete_key(const std::string& id) const
{
    const auto* key = keys_.find(id);
    if (!key) return no_provider_key();
    if (!key->created_at)
        return Error{Errc::conflict, "This provider is in the server's configuration, and goes from there."};
    return {};
}

Result<void> BotManager::may_add_key() const
{
    const auto most = context_.settings.bots.max_keys;
    if (keys_.made() < most) return {};
    return Error{Errc::conflict, "There are at most " + std::to_string(most) + " keys of providers (bots.max_keys)."};
}

void BotManager::add_key(protocol::AdminProviderRequest request, Reply<protocol::AdminProviderResult> reply)
{
    if (auto allowed = may_add_key(); !allowed) return reply(std::move(allowed).error());
    auto key = new_provider_key(random_);
    domain::ProviderKeyRecord record{.id = random_id(random_),
                                     .name = std::move(request.name),
                                     .key_hash = hash_of_secret(key),
                                     .types = {},
                                     .created_at = context_.clock.now()};
    if (request.types) record.types.assign(request.types->begin(), request.types->end());
    context_.store.put_provider_key(record, context_.here<void>([this, record, key = std::move(key),
                                                                 reply = std::move(reply)](Result<void> kept) mutable {
        if (!kept) return reply(std::move(kept).error());
        keys_.add(record);
        reply(protocol::AdminProviderResult{to_admin_wire(*keys_.find(record.id)), std::move(key)});
    }));
}

void BotManager::delete_key(const std::string& id, Reply<protocol::Empty> reply)
{
    if (auto allowed = may_delete_key(id); !allowed) return reply(std::move(allowed).error());
    context_.store.delete_provider_key(id, context_.here<void>([this, id, reply = std::move(reply)](
                                                                   Result<void> deleted) mutable {
        if (!deleted) return reply(std::move(deleted).error());
        keys_.remove(id);
        for (const auto* provider : pool_.with_key(id))
            context_.courier.close(provider->connection, protocol::CloseCode::session_ended, "This key is no more.");
        reply(protocol::Empty{});
    }));
}

} // namespace parlor::service
