#include "service/hook_source.hpp"

#include "protocol/encode.hpp"
#include "service/wire_map.hpp"

namespace parlor::service {

using protocol::WebHookType;

HookSource::HookSource(ShardContext& context, WebHooks& hooks) : context_(context), hooks_(hooks)
{
    auto& events = context.events;
    if (hooks.wants(WebHookType::lobby_created))
        events.subscribe<LobbyOpened>([this](const LobbyOpened& event) {
            publish(WebHookType::lobby_created, protocol::LobbyResult{to_wire(event.lobby.record, 0)});
        });
    if (hooks.wants(WebHookType::lobby_ended))
        events.subscribe<LobbyEnded>([this](const LobbyEnded& event) {
            publish(WebHookType::lobby_ended,
                    protocol::LobbyResult{to_wire(event.lobby.record, event.lobby.participants.size())});
        });
    if (hooks.wants(WebHookType::participant_joined) || hooks.wants(WebHookType::participant_left))
        events.subscribe<PresenceChanged>([this](const PresenceChanged& event) { presence(event); });
    if (hooks.wants(WebHookType::bot_state))
        events.subscribe<BotStateChanged>([this](const BotStateChanged& event) { bot_state(event); });
    if (hooks.wants(WebHookType::entry))
        events.subscribe<EntryAppended>([this](const EntryAppended& event) {
            publish(WebHookType::entry, protocol::WebHookEntryPlace{.lobby_id = event.lobby, .seq = event.entry.seq});
        });
}

void HookSource::presence(const PresenceChanged& event)
{
    const auto& lobby = event.lobby.record.id;
    for (const auto& change : event.events) {
        if (const auto* joined = std::get_if<domain::ParticipantJoined>(&change))
            publish(WebHookType::participant_joined,
                    protocol::WebHookJoined{.lobby_id = lobby, .participant = to_wire(joined->participant)});
        if (const auto* left = std::get_if<domain::ParticipantLeft>(&change))
            publish(
                WebHookType::participant_left,
                protocol::WebHookLeft{.lobby_id = lobby, .participant_id = left->id, .reason = to_wire(left->reason)});
    }
}

void HookSource::bot_state(const BotStateChanged& event)
{
    protocol::WebHookBotState data{.lobby_id = event.bot.lobby,
                                   .bot_id = event.bot.id,
                                   .bot_type = event.bot.type,
                                   .name = event.bot.name,
                                   .provider = {},
                                   .state = static_cast<protocol::BotState>(event.state),
                                   .reason = event.detail};
    if (!event.provider.empty()) data.provider.emplace(event.provider);
    publish(WebHookType::bot_state, data);
}

template <class Data> void HookSource::publish(WebHookType type, const Data& data)
{
    if (hooks_.wants(type)) hooks_.publish({type, context_.clock.now(), protocol::to_json(data)});
}

} // namespace parlor::service
