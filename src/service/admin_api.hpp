#pragma once
#include "protocol/admin.hpp"
#include "protocol/admin_bots.hpp"
#include "service/api.hpp"

#include <cstddef>
#include <string>

/// What administrators may ask of the services. As in api.hpp: any shard, one reply, on the calling shard. Every action
/// is in the audit log before it is carried out, so that none can happen without a trace; one that is refused afterwards
/// is there as well.
namespace parlor::service {

/// What a request shows to prove that it comes from an administrator.
struct AdminCredentials {
    enum class Kind { token, pass } kind = Kind::token;
    std::string secret; ///< empty = nothing was shown
};

/// Somebody who proved to be an administrator.
struct AdminActor {
    std::string address; ///< textual IP address
};

/// What the token was exchanged for.
struct AdminPass {
    std::string secret;
    Timestamp expires_at{};
    std::int64_t max_age_s = 0;
};

/// Where a page begins, how long it may be, and what its items contain.
struct PageQuery {
    std::string cursor; ///< empty = from the start
    std::size_t limit = 50;
    std::string query{}; ///< any text; empty = all items. Case is of no account.
};

/// Lists that are searched look through a bounded number of items for one page (`admin.search_rows`): a page may be short, even
/// empty, and still say that there is a next one.
class AdminApi {
public:
    virtual ~AdminApi() = default;

    /// Refuses with `not_found` where administration is off, `unauthenticated`, and with `rate_limited` after too many
    /// wrong tokens from this address.
    virtual void authenticate(AdminCredentials shown, std::string address, Reply<AdminActor> reply) = 0;
    /// Exchanges the token for a pass of an hour. Refuses as `authenticate`.
    virtual void login(AdminCredentials shown, std::string address, Reply<AdminPass> reply) = 0;

    virtual void stats(Reply<protocol::AdminStats> reply) = 0;

    virtual void list_sessions(PageQuery page, Reply<protocol::AdminSessionPage> reply) = 0;
    /// Refuses with `not_found`, as do all that name something.
    virtual void get_session(SessionId session, Reply<protocol::AdminSessionResult> reply) = 0;
    /// Ends the session everywhere: its connections close with 4001.
    virtual void end_session(AdminActor actor, SessionId session, Reply<protocol::Empty> reply) = 0;

    /// Names that are held or protected.
    virtual void list_names(PageQuery page, Reply<protocol::AdminNamePage> reply) = 0;
    /// Protects a name by a password, or changes the one that does, whoever holds it; one that nobody holds is kept for
    /// those who know the password. Refuses with `bad_request` (not a name), as do all about one name.
    virtual void set_name_password(AdminActor actor, std::string name, protocol::AdminNamePassword body,
                                   Reply<protocol::AdminNameResult> reply) = 0;
    virtual void remove_name_password(AdminActor actor, std::string name, Reply<protocol::Empty> reply) = 0;
    /// Takes the name from its holder and its password away: it is free at once.
    virtual void free_name(AdminActor actor, std::string name, Reply<protocol::Empty> reply) = 0;

    virtual void list_lobbies(PageQuery page, Reply<protocol::AdminLobbyPage> reply) = 0;
    virtual void get_lobby(LobbyId lobby, Reply<protocol::AdminLobbyResult> reply) = 0;
    virtual void end_lobby(AdminActor actor, LobbyId lobby, Reply<protocol::Empty> reply) = 0;

    virtual void list_bans(PageQuery page, Reply<protocol::AdminBanPage> reply) = 0;
    /// From the whole server: whoever it holds is closed with 4003 and stays out. Refuses with `bad_request`, and with
    /// `conflict` where as many as may be are in force.
    virtual void add_ban(AdminActor actor, protocol::AdminBanRequest request,
                         Reply<protocol::AdminBanResult> reply) = 0;
    virtual void remove_ban(AdminActor actor, BanId ban, Reply<protocol::Empty> reply) = 0;

    /// Bots of all lobbies.
    virtual void list_bots(PageQuery page, Reply<protocol::AdminBotPage> reply) = 0;
    virtual void get_bot(BotId bot, Reply<protocol::AdminBotResult> reply) = 0;
    /// Takes it out of its lobby for good.
    virtual void end_bot(AdminActor actor, BotId bot, Reply<protocol::Empty> reply) = 0;

    /// The keys that let bot providers in, those of the configuration included.
    virtual void list_providers(PageQuery page, Reply<protocol::AdminProviderPage> reply) = 0;
    /// Makes a key, which is told this once. Refuses with `conflict` where there are as many as there may be.
    virtual void add_provider(AdminActor actor, protocol::AdminProviderRequest request,
                              Reply<protocol::AdminProviderResult> reply) = 0;
    /// Its connections close with 4001, and its bots run on elsewhere. Refuses with `conflict` where the key is in the
    /// configuration.
    virtual void remove_provider(AdminActor actor, std::string id, Reply<protocol::Empty> reply) = 0;

    /// Writes a copy of everything durable into the configured folder. Answers once it is complete; `conflict` while
    /// another one is written.
    virtual void back_up(AdminActor actor, Reply<protocol::AdminBackupResult> reply) = 0;

    /// Newest first.
    virtual void list_audit(PageQuery page, Reply<protocol::AuditPage> reply) = 0;
};

} // namespace parlor::service
