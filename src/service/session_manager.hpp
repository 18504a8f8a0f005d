#pragma once
#include "domain/session/name.hpp"
#include "domain/session/session_record.hpp"
#include "service/api.hpp"
#include "service/names.hpp"
#include "service/rate_table.hpp"
#include "service/secrets.hpp"
#include "service/server_bans.hpp"
#include "service/shard_context.hpp"

#include <memory>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// Who wants to hear of a session's changes: the owner of one of its connections. Called on the connection's shard.
class SessionListener {
public:
    virtual ~SessionListener() = default;
    /// `by_itself`: this very connection asked for it, and is answered anyway.
    virtual void session_changed(const domain::SessionRecord& session, bool by_itself) = 0;
    /// The session has ended everywhere; the connection is to close with 4001.
    virtual void session_ended() = 0;
    /// A ban from the whole server holds this connection; it is to close with 4003.
    virtual void session_banned(const Error& why) = 0;
    /// What let this connection in is no longer good, though its participants stay; it is to close with 4001.
    virtual void access_ended() = 0;
};

/// One of a session's connections, reserved before the handshake and held as long as the connection lives. Destroying it
/// gives the place back. Movable, any shard.
class SessionTicket {
public:
    SessionTicket(domain::SessionRecord session, std::string address, std::uint64_t place, Task give_back,
                  std::shared_ptr<const BotPass> bot = {})
        : session_(std::move(session)), address_(std::move(address)), place_(place), give_back_(std::move(give_back)),
          bot_(std::move(bot))
    {
    }
    SessionTicket(SessionTicket&&) noexcept = default;
    SessionTicket& operator=(SessionTicket&&) = delete;
    ~SessionTicket()
    {
        if (give_back_) give_back_();
    }
    const domain::SessionRecord& session() const { return session_; }
    /// The client's textual IP address.
    const std::string& address() const { return address_; }
    std::uint64_t place() const { return place_; }
    /// Set where it is a bot's; null for people.
    const std::shared_ptr<const BotPass>& bot() const { return bot_; }

private:
    domain::SessionRecord session_;
    std::string address_;
    std::uint64_t place_;
    Task give_back_;
    std::shared_ptr<const BotPass> bot_;
};

/// Sessions and names. All state lives on one shard, shard 0, where requests from any shard are taken; replies come on
/// the calling shard.
class SessionManager final : public SessionApi {
public:
    /// `context`: shard 0's. `random` must be thread-safe.
    SessionManager(ShardContext& context, Random& random);

    /// Frees the names of those who were connected when the server last ended. To be called once, before connections
    /// come; `done` runs on shard 0.
    void start(Reply<protocol::Empty> done);
    /// Begins to sweep expired sessions, once there is everybody who must hear of their end (`SessionsGone`). On shard 0.
    void sweep();

    void create(std::string client_address, Reply<CreatedSession> reply) override;
    void authenticate(std::string token, std::string client_address, Reply<AuthenticatedSession> reply) override;
    void set_name(Actor actor, protocol::SetName message, Reply<protocol::SessionResult> reply) override;
    void set_password(Actor actor, protocol::SetPassword body, Reply<protocol::SessionResult> reply) override;
    void remove_password(Actor actor, protocol::RemovePassword body, Reply<protocol::SessionResult> reply) override;
    void end(Actor actor, protocol::EndSession body, Reply<protocol::Empty> reply) override;

    /// Reserves a place for one more connection. Refuses with `unauthenticated`, `banned`, and with `rate_limited` where the
    /// session has as many as it may.
    void reserve(std::string token, std::string client_address, Reply<SessionTicket> reply);
    /// The connection of a reserved place is open: its listener hears of changes from now on, also of one that happened
    /// since the ticket was made. Forgotten when the ticket is destroyed.
    void attach(const SessionTicket& ticket, ConnectionPtr connection, std::weak_ptr<SessionListener> listener);

    // Shard 0 only

    /// Sessions with a connection.
    std::size_t connected() const { return connected_; }
    /// Connections of a session.
    std::size_t connections_of(const SessionId& session) const;
    /// Overrules the name's holder: protects the name by a password, or, with nothing, takes the protection away. Refuses
    /// with `not_found` where there is none to take, `rate_limited` where too many passwords are being hashed.
    void overrule_password(std::string key, std::optional<std::string> password, Reply<protocol::Empty> reply);
    /// Takes a name from its holder, and its protection away. Refuses with `not_found`.
    void free_name(std::string key, Reply<protocol::Empty> reply);
    const ServerBans& bans() const { return bans_; }
    /// A ban of the whole server that is committed: whoever it holds is closed.
    void banned(const domain::Ban& ban);
    void unbanned(const BanId& ban) { bans_.remove(ban); }

private:
    struct Listening {
        std::uint64_t place;
        std::string address;
        ConnectionPtr connection;
        std::weak_ptr<SessionListener> listener;
    };
    struct Live {
        domain::SessionRecord record;
        std::size_t reserved = 0;
        std::vector<Listening> listening;
    };

    template <class T> Reply<T> back(Reply<T> reply);
    void on_home(Task task) { context_.shards.post(context_.self, std::move(task)); }

    void find(SessionToken token, Reply<Live*> reply);
    void find(SessionId session, Reply<Live*> reply);
    void load(SessionId session, Reply<Live*> reply);
    bool is_connected(const SessionId& session) const;
    void live_on(Live& session);
    Live& keep(domain::SessionRecord record);
    void make_room();
    void load_bans(Reply<protocol::Empty> done);
    static domain::Visitor visitor(const domain::SessionRecord& session, const std::string& address);
    /// Refuses with `banned`.
    Result<void> admit(const domain::SessionRecord& session, const std::string& address) const;
    SessionTicket take_place(Live& session, std::string address);
    void give_back(const SessionId& session, std::uint64_t place);
    void claimed(const Names::Wish& wish, const NameClaimed& outcome, ConnectionId asker);
    void protect(Actor actor, std::optional<std::string> old_password, std::optional<std::string> password,
                 Reply<protocol::SessionResult> reply);
    void renamed(const SessionId& session, const std::string& name, bool name_protected, ConnectionId asker);
    Result<protocol::SessionResult> known(const SessionId& session) const;
    void ended(const SessionId& session);
    void erase_expired();

    ShardContext& context_;
    Random& random_;
    RateTable creations_;
    Names names_;
    ServerBans bans_;
    std::unordered_map<SessionId, Live> live_;
    std::size_t connected_ = 0;
    /// How often a session's name changed without its doing: what was read from the store before may be outdated.
    std::uint64_t displacements_ = 0;
    std::uint64_t next_place_ = 1;
};

} // namespace parlor::service
