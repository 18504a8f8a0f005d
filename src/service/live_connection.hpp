#pragma once
#include "service/lobby_manager.hpp"
#include "service/session_manager.hpp"
#include "service/token_bucket.hpp"

#include <memory>
#include <string>

namespace parlor::service {

/// What all live connections share; outlives them.
struct LiveServices {
    const Settings& settings;
    const Clock& clock;
    SessionManager& sessions;
    LobbyManager& lobbies;
    /// Told in `welcome`.
    protocol::ServerInfo server;
};

/// What becomes of a received message.
enum class Admission {
    pass,
    refuse, ///< answer `rate_limited`
    close,  ///< too many refusals were ignored: close with 4009
};

/// One client's WebSocket as the services see it: whose it is, how fast it may talk, which lobbies it is in. Lives on the
/// connection's shard.
class LiveConnection final : public SessionListener, public std::enable_shared_from_this<LiveConnection> {
public:
    LiveConnection(LiveServices& services, SessionTicket ticket, ConnectionPtr connection);

    /// Must be called once, before anything else.
    void open();
    /// The socket is gone. Nothing else is called after this.
    void lost();

    /// Charges one received message.
    Admission admit(std::size_t bytes);
    /// How long a refused client should wait.
    Millis retry_after() const { return messages_.wait_for(); }

    const Actor& actor() const { return actor_; }
    protocol::Welcome welcome() const;

    void call(protocol::Ping message, Reply<protocol::Json> reply) { reply(std::move(message.data)); }
    void call(protocol::SetName message, Reply<protocol::SessionResult> reply);
    /// Refuses with `conflict` where the connection is in as many lobbies as it may.
    void call(protocol::Join message, Reply<protocol::JoinOutcome> reply);
    /// Everything else is said within a lobby.
    template <class Message>
    requires requires(LobbyManager& lobbies, const Actor& actor, Message message, Reply<typename Message::Result> reply)
    {
        lobbies.call(actor, std::move(message), std::move(reply));
    }
    void call(Message message, Reply<typename Message::Result> reply)
    {
        services_.lobbies.call(actor_, std::move(message), std::move(reply));
    }

    void session_changed(const domain::SessionRecord& session, bool by_itself) override;
    void session_ended() override;
    void session_banned(const Error& why) override;

private:
    void attached(const LobbyId& lobby, const std::string& name);
    void end(protocol::CloseCode code, std::string_view why);

    LiveServices& services_;
    SessionTicket ticket_;
    domain::SessionRecord session_;
    Actor actor_;
    TokenBucket messages_;
    TokenBucket bytes_;
    TokenBucket strikes_;
    bool lost_ = false;
};

} // namespace parlor::service
