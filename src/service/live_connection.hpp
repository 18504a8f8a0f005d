#pragma once
#include "service/bot/bot_manager.hpp"
#include "service/bot/bot_permits.hpp"
#include "service/lobby_manager.hpp"
#include "service/message_rates.hpp"
#include "service/session_manager.hpp"

#include <memory>
#include <string>

namespace parlor::service {

/// What all live connections share; outlives them.
struct LiveServices {
    const Settings& settings;
    const Clock& clock;
    SessionManager& sessions;
    LobbyManager& lobbies;
    BotManager& bots;
    /// Told in `welcome`.
    protocol::ServerInfo server;
};

/// One client's WebSocket as the services see it: whose it is, how fast it may talk, which lobbies it is in. The client is a
/// person or the instance of a bot. Lives on the connection's shard.
class LiveConnection final : public SessionListener, public std::enable_shared_from_this<LiveConnection> {
public:
    LiveConnection(LiveServices& services, SessionTicket ticket, ConnectionPtr connection);

    /// Must be called once, before anything else.
    void open();
    /// The socket is gone. Nothing else is called after this.
    void lost();

    /// Charges one received message.
    Admission admit(std::size_t bytes) { return rates_.admit(services_.clock.instant(), bytes); }
    /// How long a refused client should wait.
    Millis retry_after() const { return rates_.retry_after(); }

    const Actor& actor() const { return actor_; }
    const ConnectionPtr& connection() const { return actor_.connection; }
    protocol::Welcome welcome() const;

    void call(protocol::Ping message, Reply<protocol::Json> reply) { reply(std::move(message.data)); }
    void call(protocol::SetName message, Reply<protocol::SessionResult> reply);
    /// Refuses with `conflict` where the connection is in as many lobbies as it may, and with `forbidden` where it is a
    /// bot's and the lobby is not.
    void call(protocol::Join message, Reply<protocol::JoinOutcome> reply);
    /// Everything else is said within a lobby. What bots may not say is refused with `forbidden`.
    template <class Message>
    requires requires(LobbyManager& lobbies, const Actor& actor, Message message, Reply<typename Message::Result> reply)
    {
        lobbies.call(actor, std::move(message), std::move(reply));
    }
    void call(Message message, Reply<typename Message::Result> reply)
    {
        if constexpr (!bot_may<Message>)
            if (actor_.bot) return reply(not_for_bots());
        services_.lobbies.call(actor_, std::move(message), std::move(reply));
    }

    void session_changed(const domain::SessionRecord& session, bool by_itself) override;
    void session_ended() override;
    void session_banned(const Error& why) override;
    void access_ended() override;

private:
    static Error not_for_bots();
    void attached(const LobbyId& lobby, const std::string& name);
    void end(protocol::CloseCode code, std::string_view why);

    LiveServices& services_;
    SessionTicket ticket_;
    domain::SessionRecord session_;
    Actor actor_;
    MessageRates rates_;
    bool lost_ = false;
};

} // namespace parlor::service
