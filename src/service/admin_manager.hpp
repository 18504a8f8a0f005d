#pragma once
#include "domain/session/name.hpp"
#include "service/admin_api.hpp"
#include "service/admin_gate.hpp"
#include "service/admin_search.hpp"
#include "service/audit_trail.hpp"
#include "service/back.hpp"
#include "service/bot/bot_manager.hpp"
#include "service/lobby_manager.hpp"
#include "service/session_manager.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace parlor::service {

/// Administration of this node. Requests from any shard are taken to shard 0, where the sessions are; what is listed
/// comes from the store, off the event loops, and is completed with what only the shards know.
class AdminManager final : public AdminApi {
public:
    /// Completes statistics with what lies outside the services (sockets, loops, rates); called on shard 0.
    using Outside = std::function<void(protocol::AdminStats&)>;

    struct Parts {
        SessionManager& sessions;
        LobbyManager& lobbies;
        BotManager& bots;
        /// One per shard.
        std::vector<std::unique_ptr<LobbyShard>>& homes;
        /// Thread-safe.
        Random& random;
        Outside outside;
    };
    /// What `parts` refers to outlives this.
    explicit AdminManager(Parts parts);

    /// Begins to erase what the audit log has kept long enough. Once, on shard 0.
    void start() { sweep_audit(); }

    void authenticate(AdminCredentials shown, std::string address, Reply<AdminActor> reply) override;
    void login(AdminCredentials shown, std::string address, Reply<AdminPass> reply) override;
    void stats(Reply<protocol::AdminStats> reply) override;

    void list_sessions(PageQuery page, Reply<protocol::AdminSessionPage> reply) override;
    void get_session(SessionId session, Reply<protocol::AdminSessionResult> reply) override;
    void end_session(AdminActor actor, SessionId session, Reply<protocol::Empty> reply) override;

    void list_names(PageQuery page, Reply<protocol::AdminNamePage> reply) override;
    void set_name_password(AdminActor actor, std::string name, protocol::AdminNamePassword body,
                           Reply<protocol::AdminNameResult> reply) override;
    void remove_name_password(AdminActor actor, std::string name, Reply<protocol::Empty> reply) override;
    void free_name(AdminActor actor, std::string name, Reply<protocol::Empty> reply) override;

    void list_lobbies(PageQuery page, Reply<protocol::AdminLobbyPage> reply) override;
    void get_lobby(LobbyId lobby, Reply<protocol::AdminLobbyResult> reply) override;
    void end_lobby(AdminActor actor, LobbyId lobby, Reply<protocol::Empty> reply) override;

    void list_bans(PageQuery page, Reply<protocol::AdminBanPage> reply) override;
    void add_ban(AdminActor actor, protocol::AdminBanRequest request, Reply<protocol::AdminBanResult> reply) override;
    void remove_ban(AdminActor actor, BanId ban, Reply<protocol::Empty> reply) override;

    void list_bots(PageQuery page, Reply<protocol::AdminBotPage> reply) override;
    void get_bot(BotId bot, Reply<protocol::AdminBotResult> reply) override;
    void end_bot(AdminActor actor, BotId bot, Reply<protocol::Empty> reply) override;

    void list_providers(PageQuery page, Reply<protocol::AdminProviderPage> reply) override;
    void add_provider(AdminActor actor, protocol::AdminProviderRequest request,
                      Reply<protocol::AdminProviderResult> reply) override;
    void remove_provider(AdminActor actor, std::string id, Reply<protocol::Empty> reply) override;

    void back_up(AdminActor actor, Reply<protocol::AdminBackupResult> reply) override;
    void list_audit(PageQuery page, Reply<protocol::AuditPage> reply) override;

private:
    /// Runs on shard 0; `use(reply)` is given a reply that comes back to the calling shard.
    template <class T, class Use> void at_home(Reply<T> reply, Use use)
    {
        shards_.post(
            0, [reply = back(shards_, std::move(reply)), use = std::move(use)]() mutable { use(std::move(reply)); });
    }
    /// Records the action, then carries it out by `act(reply)`; refuses where it can't be recorded. Shard 0.
    template <class T, class Act> void audited(const AdminActor& actor, AuditRecord record, Reply<T> reply, Act act);
    /// A completion on shard 0 that refuses by itself, or goes on by `then(value, reply)`.
    template <class T, class Answer, class Then> Done<T> stored(Reply<Answer> reply, Then then);
    /// Answers with one page of a list, made by `then(found, reply)` of what was found. Any shard.
    template <class Item, class Page, class Then>
    void search(SearchableList<Item> list, PageQuery page, Reply<Page> reply, Then then);
    /// Replaces what the store kept by what is true now, with the participants counted.
    void with_people(protocol::AdminLobbyPage page, Reply<protocol::AdminLobbyPage> reply);
    using NameAct = UniqueFunction<void(std::string key, Reply<protocol::Empty>)>;
    void about_name(AdminActor actor, std::string action, const std::string& name, Reply<protocol::Empty> reply,
                    NameAct act);
    void show_name(domain::Name name, Reply<protocol::AdminNameResult> reply);
    void sweep_audit();
    void keep_ban(const domain::Ban& ban, Reply<protocol::AdminBanResult> reply);

    Parts parts_;
    ShardContext& context_;
    Shards& shards_;
    AuditTrail trail_;
    AdminGate gate_;
};

template <class T, class Act>
void AdminManager::audited(const AdminActor& actor, AuditRecord record, Reply<T> reply, Act act)
{
    record.at = context_.clock.now();
    record.address = actor.address;
    trail_.write(std::move(record), [reply = std::move(reply), act = std::move(act)](Result<void> kept) mutable {
        if (!kept) return reply(kept.error());
        act(std::move(reply));
    });
}

template <class Item, class Page, class Then>
void AdminManager::search(SearchableList<Item> list, PageQuery page, Reply<Page> reply, Then then)
{
    at_home(std::move(reply), [this, list = std::move(list), page = std::move(page),
                               then = std::move(then)](Reply<Page> answer) mutable {
        auto found = [answer = std::move(answer), then = std::move(then)](Result<FoundPage<Item>> result) mutable {
            if (!result) return answer(std::move(result).error());
            then(std::move(*result), std::move(answer));
        };
        std::make_shared<AdminSearch<Item>>(context_, std::move(list), std::move(page), std::move(found))->step();
    });
}

template <class T, class Answer, class Then> Done<T> AdminManager::stored(Reply<Answer> reply, Then then)
{
    return context_.here<T>([reply = std::move(reply), then = std::move(then)](Result<T> result) mutable {
        if (!result) return reply(std::move(result).error());
        then(std::move(*result), std::move(reply));
    });
}

} // namespace parlor::service
