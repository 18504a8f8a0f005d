#pragma once
#include "domain/bot/provider_key.hpp"
#include "protocol/admin_bots.hpp"
#include "service/audit_trail.hpp"
#include "service/bot/bot_api.hpp"
#include "service/bot/bot_life.hpp"
#include "service/bot/provider_keys.hpp"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// Bots and their providers. All state lives on one shard, shard 0, where calls from any shard are taken; what must be
/// known of a lobby is asked at its home first. Replies come on the calling shard, but for those to providers.
class BotManager final : public BotApi {
public:
    /// `homes`: one per shard, by index; they outlive this. `random` must be thread-safe.
    BotManager(std::vector<std::unique_ptr<LobbyShard>>& homes, LobbyManager& lobbies, Random& random);

    /// Takes up the bots and keys that the store kept; the lobbies must be open. To be called once, on shard 0, before
    /// connections come.
    void restore(std::vector<domain::BotRecord> bots, std::vector<domain::ProviderKeyRecord> keys);

    // HTTP
    void types(Reply<protocol::BotTypes> reply) override;
    void add(Actor actor, LobbyId lobby, protocol::AddBot body, Reply<protocol::BotResult> reply) override;
    void list(Actor actor, LobbyId lobby, Reply<protocol::BotList> reply) override;
    void configure(Actor actor, LobbyId lobby, BotId bot, protocol::BotPatch body,
                   Reply<protocol::BotResult> reply) override;
    void remove(Actor actor, LobbyId lobby, BotId bot, Reply<protocol::BotResult> reply) override;

    // Administration; on shard 0, replies too

    /// Of all lobbies, by id, those behind `after`.
    std::vector<protocol::AdminBot> bots(const BotId& after, std::size_t limit) const;
    /// Refuses with `not_found`, as does the next one.
    Result<protocol::AdminBot> bot(const BotId& id) const;
    /// It leaves once it is durably unwanted.
    void end(const BotId& id, Reply<protocol::Empty> reply);
    /// By id, those behind `after`.
    std::vector<protocol::AdminProvider> provider_keys(const std::string& after, std::size_t limit) const;
    /// Refuses with `conflict` where there are as many keys as there may be.
    Result<void> may_add_key() const;
    /// Refuses with `not_found`, and with `conflict` where the key is in the configuration.
    Result<void> may_delete_key(const std::string& id) const;
    void add_key(protocol::AdminProviderRequest request, Reply<protocol::AdminProviderResult> reply);
    /// The provider's connections close with 4001.
    void delete_key(const std::string& id, Reply<protocol::Empty> reply);

    // Connections of bots' instances; as SessionManager has them for sessions
    void reserve(std::string token, std::string client_address, Reply<SessionTicket> reply);
    void attach(const SessionTicket& ticket, ConnectionPtr connection, std::weak_ptr<SessionListener> listener);

    // Connections of providers; replies to their messages come on shard 0

    /// Refuses with `unauthenticated`, and with `unavailable` where there are as many providers as there may be.
    void admit_provider(std::string key, Reply<ProviderAccess> reply);
    void provider_opened(ConnectionPtr connection, ProviderAccess access, std::string url);
    void provider_lost(ProviderId provider);
    void call(ProviderId provider, protocol::Register message, Reply<protocol::Registered> reply);
    /// These two refuse with `conflict` before `register`.
    void call(ProviderId provider, protocol::Load message, Reply<protocol::Empty> reply);
    void call(ProviderId provider, protocol::BotStateReport message, Reply<protocol::Empty> reply);
    void answered(ProviderId provider, std::string id, Result<protocol::Json> result);

    /// Shard 0 only.
    BotStats stats() const;

private:
    /// A bot that is about to be wanted: checked, its slot taken, on its way to the store.
    struct Wish {
        domain::BotRecord record;
        domain::ConfigValue config;
        ProviderId provider = 0;
        Actor actor;
    };
    /// Somebody does something to a bot that is there.
    struct Change {
        Actor actor;
        LobbyId lobby;
        BotId bot;
        Reply<protocol::BotResult> reply;
    };

    void on_home(Task task) { context_.shards.post(context_.self, std::move(task)); }
    /// Runs `check(const domain::Lobby&, const SessionId&)` at the lobby's home, where the actor may know of it, and then,
    /// where that refuses nothing, `then(reply)` on shard 0.
    template <class T, class Check, class Then>
    void after_check(const Actor& actor, const LobbyId& lobby, Reply<T> reply, Check check, Then then);

    Result<Wish> make_wish(const Actor& actor, const LobbyId& lobby, const protocol::AddBot& body);
    void want(Wish wish, Reply<protocol::BotResult> reply);
    void wanted(Wish wish, Result<void> stored, Reply<protocol::BotResult> reply);
    Result<LiveBot*> require(const LobbyId& lobby, const BotId& bot);
    Result<domain::ConfigValue> completed(const KnownTypePtr& type, const domain::ConfigValue& config) const;
    void reconfigure(Change change, const protocol::BotPatch& body);
    void keep_config(Change change, domain::ConfigValue config);
    void take_out(Change change);
    /// Nobody wants it any more, which is durable when `then` is told; it leaves then. `why` is told to the lobby.
    void unwant(LiveBot& bot, std::string why, UniqueFunction<void(Result<void>)> then);
    /// Writes down who did what to the bot, and answers with the bot once that is durable.
    void note(Change change, std::string action, protocol::Bot bot);
    protocol::Bot to_wire(const LiveBot& bot) const;
    protocol::AdminBot to_admin_wire(const LiveBot& bot) const;
    protocol::AdminProvider to_admin_wire(const ProviderKey& key) const;
    void tell_lobby(const LiveBot& bot);
    void watch(ShardContext& home);

    ShardContext& context_;
    LobbyManager& lobbies_;
    Random& random_;
    AuditTrail trail_;
    ProviderPool pool_;
    ProviderKeys keys_;
    BotAccess access_;
    BotLife life_;
    std::uint64_t loads_ = 0;
    /// Bots on their way to the store, by lobby.
    std::unordered_map<LobbyId, std::size_t> arriving_;
    /// Bots whose new configuration is being tried.
    std::set<BotId> configuring_;
};

} // namespace parlor::service
