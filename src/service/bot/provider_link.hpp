#pragma once
#include "protocol/session.hpp"
#include "service/bot/bot_manager.hpp"
#include "service/message_rates.hpp"

#include <memory>
#include <string>

namespace parlor::service {

/// One provider's WebSocket as the services see it. Lives on the connection's shard.
class ProviderLink {
public:
    /// `url`: where the bots of this provider find the server's WebSocket. Everything given outlives the link.
    ProviderLink(const Settings& settings, const Clock& clock, BotManager& bots, ProviderAccess access,
                 ConnectionPtr connection, std::string url);

    /// Must be called once, before anything else.
    void open();
    /// The socket is gone. Nothing else is called after this.
    void lost();

    Admission admit(std::size_t bytes) { return rates_.admit(clock_.instant(), bytes); }
    Millis retry_after() const { return rates_.retry_after(); }
    const ConnectionPtr& connection() const { return connection_; }

    void call(protocol::Ping message, Reply<protocol::Json> reply) { reply(std::move(message.data)); }
    /// Everything else is said about bots.
    template <class Message>
    requires requires(BotManager& bots, Message message, Reply<typename Message::Result> reply)
    {
        bots.call(ProviderId{}, std::move(message), std::move(reply));
    }
    void call(Message message, Reply<typename Message::Result> reply)
    {
        bots_.call(connection_->id(), std::move(message), std::move(reply));
    }
    /// The provider's answer to what it was asked under this id.
    void answered(std::string reply_to, Result<protocol::Json> result)
    {
        bots_.answered(connection_->id(), std::move(reply_to), std::move(result));
    }

    /// Whose faults the operator should hear of: the name of its key.
    const std::string& logged_as() const { return access_.name; }

private:
    const Clock& clock_;
    BotManager& bots_;
    ProviderAccess access_;
    ConnectionPtr connection_;
    std::string url_;
    MessageRates rates_;
};

} // namespace parlor::service
