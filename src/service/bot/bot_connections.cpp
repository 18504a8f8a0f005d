#include "service/bot/bot_manager.hpp"
#include "service/bot/bot_manager_impl.hpp"
#include "service/bot/bot_secrets.hpp"

/// Those who run bots: connections of providers and of instances, and the keys of providers.
namespace parlor::service {
namespace {

Error not_registered()
{
    return {Errc::conflict, "A provider registers first."};
}

Result<void> check_key_name(const std::string& name)
{
    if (is_id(name)) return {};
    return Error{Errc::bad_request, "name: must be 1 to 64 letters, digits, '_' or '-'.", "name"};
}

} // namespace

void BotManager::reserve(std::string token, Reply<SessionTicket> reply)
{
    on_home(
        [this, token = std::move(token), reply = back(std::move(reply))]() mutable { reply(access_.reserve(token)); });
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
    on_home([this, key = std::move(key), reply = back(std::move(reply))]() mutable {
        auto access = keys_.find(key);
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

void BotManager::create_key(std::string name, std::vector<std::string> types, Reply<CreatedProviderKey> reply)
{
    if (auto fine = check_key_name(name); !fine) return reply(std::move(fine).error());
    for (std::size_t i = 0; i < types.size(); ++i)
        if (!is_id(types[i]))
            return reply(Error{Errc::bad_request, "types: each must be the id of a bot type.",
                               "types[" + std::to_string(i) + "]"});
    CreatedProviderKey made{.record = {.id = random_id(random_),
                                       .name = std::move(name),
                                       .key_hash = {},
                                       .types = std::move(types),
                                       .created_at = context_.clock.now()},
                            .key = new_provider_key(random_)};
    made.record.key_hash = hash_of_secret(made.key);
    on_home([this, made = std::move(made), reply = back(std::move(reply))]() mutable {
        auto record = made.record;
        context_.store.put_provider_key(
            std::move(record),
            context_.here<void>([this, made = std::move(made), reply = std::move(reply)](Result<void> kept) mutable {
                if (!kept) return reply(std::move(kept).error());
                keys_.add(made.record);
                reply(std::move(made));
            }));
    });
}

void BotManager::list_keys(Reply<std::vector<domain::ProviderKeyRecord>> reply)
{
    on_home([this, reply = back(std::move(reply))]() mutable { reply(keys_.list()); });
}

void BotManager::delete_key(std::string id, Reply<protocol::Empty> reply)
{
    on_home([this, id = std::move(id), reply = back(std::move(reply))]() mutable {
        context_.store.delete_provider_key(
            id, context_.here<void>([this, id, reply = std::move(reply)](Result<void> deleted) mutable {
                if (!deleted) return reply(std::move(deleted).error());
                keys_.remove(id);
                for (const auto& connection : pool_.connections_of(id))
                    context_.courier.close(connection, protocol::CloseCode::session_ended, "This key is no more.");
                reply(protocol::Empty{});
            }));
    });
}

BotStats BotManager::stats() const
{
    BotStats stats;
    stats.providers = pool_.size();
    stats.loads = loads_;
    life_.count_states(stats);
    return stats;
}

} // namespace parlor::service
