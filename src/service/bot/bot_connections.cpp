#include "service/bot/bot_manager.hpp"
#include "service/bot/bot_manager_impl.hpp"

/// Those who run bots: connections of providers and of instances.
namespace parlor::service {
namespace {

Error not_registered()
{
    return {Errc::conflict, "A provider registers first."};
}

} // namespace

void BotManager::reserve(std::string token, std::string client_address, Reply<SessionTicket> reply)
{
    on_home([this, token = std::move(token), address = std::move(client_address),
             reply = back(context_.shards, std::move(reply))]() mutable {
        reply(access_.reserve(token, std::move(address)));
    });
}

void BotManager::attach(const SessionTicket& ticket, ConnectionPtr connection, std::weak_ptr<SessionListener> listener)
{
    on_home([this, pass = ticket.bot(), place = ticket.place(), connection = std::move(connection),
             listener = std::move(listener)]() mutable {
        access_.attach(pass, place, std::move(connection), std::move(listener));
    });
}

void BotManager::admit_provider(std::string key, Reply<ProviderAccess> reply)
{
    on_home([this, key = std::move(key), reply = back(context_.shards, std::move(reply))]() mutable {
        auto access = keys_.admit(key);
        if (!access) return reply(Error{Errc::unauthenticated, "This is not the key of a bot provider."});
        const auto most = context_.settings.bots.max_providers;
        if (pool_.size() >= most)
            return reply(Error{Errc::unavailable,
                               "There are at most " + std::to_string(most) + " bot providers at a time.",
                               {},
                               10'000});
        reply(std::move(*access));
    });
}

void BotManager::provider_opened(ConnectionPtr connection, ProviderAccess access, std::string url)
{
    on_home([this, connection = std::move(connection), access = std::move(access), url = std::move(url)]() mutable {
        pool_.add(std::move(connection), std::move(access), std::move(url), random_id(random_));
    });
}

void BotManager::provider_lost(ProviderId provider)
{
    on_home([this, provider] { life_.provider_lost(provider); });
}

void BotManager::call(ProviderId id, protocol::Register message, Reply<protocol::Registered> reply)
{
    on_home([this, id, message = std::move(message), reply = std::move(reply)]() mutable {
        auto* provider = pool_.find(id);
        if (!provider) return;
        if (auto enrolled = pool_.enroll(*provider, message); !enrolled) return reply(std::move(enrolled).error());
        // The answer goes before whatever the provider is asked next.
        reply(protocol::Registered{.provider_id = provider->id, .heartbeat_ms = context_.settings.heartbeat.count()});
        life_.provider_registered(id, message.bots.value_or(std::vector<protocol::Id>{}));
    });
}

void BotManager::call(ProviderId id, protocol::Load message, Reply<protocol::Empty> reply)
{
    on_home([this, id, message, reply = std::move(reply)]() mutable {
        auto* provider = pool_.find(id);
        if (!provider || !provider->registered) return reply(not_registered());
        ++loads_;
        const bool was_draining = provider->draining;
        pool_.report(*provider, message);
        if (was_draining && !provider->draining) life_.retry_waiting();
        reply(protocol::Empty{});
    });
}

void BotManager::call(ProviderId id, protocol::BotStateReport message, Reply<protocol::Empty> reply)
{
    on_home([this, id, message = std::move(message), reply = std::move(reply)]() mutable {
        auto* provider = pool_.find(id);
        if (!provider || !provider->registered) return reply(not_registered());
        reply(life_.reported(id, message));
    });
}

void BotManager::answered(ProviderId provider, std::string id, Result<protocol::Json> result)
{
    on_home([this, provider, id = std::move(id), result = std::move(result)]() mutable {
        life_.answered(provider, id, std::move(result));
    });
}

BotStats BotManager::stats() const
{
    BotStats stats;
    stats.providers = pool_.registered();
    stats.loads = loads_;
    life_.count_states(stats);
    return stats;
}

} // namespace parlor::service
