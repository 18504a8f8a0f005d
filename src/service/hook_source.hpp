#pragma once
#include "service/events.hpp"
#include "service/shard_context.hpp"
#include "service/web_hooks.hpp"

namespace parlor::service {

/// Tells the web hooks what happens in the lobbies of one shard.
class HookSource {
public:
    /// Listens to the shard's events from now on: on its thread, once its lobbies are restored, which is no news.
    HookSource(ShardContext& context, WebHooks& hooks);

private:
    void presence(const PresenceChanged& event);
    void bot_state(const BotStateChanged& event);
    /// `data` is not made where nobody wants it.
    template <class Data> void publish(protocol::WebHookType type, const Data& data);

    ShardContext& context_;
    WebHooks& hooks_;
};

} // namespace parlor::service
