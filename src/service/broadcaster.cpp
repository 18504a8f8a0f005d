#include "service/broadcaster.hpp"

#include "protocol/encode.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

template <class List, class Id> void forget(List& list, const Id& id)
{
    std::erase_if(list, [&](const auto& item) { return item.id == id; });
}

/// Replaces the participant where the list has it.
bool replace(std::vector<protocol::Participant>& list, protocol::Participant& participant)
{
    auto at = std::ranges::find(list, participant.id, &protocol::Participant::id);
    if (at == list.end()) return false;
    *at = std::move(participant);
    return true;
}

} // namespace

void Broadcaster::Pending::add(const domain::PresenceEvent& event)
{
    if (const auto* left = std::get_if<domain::ParticipantLeft>(&event)) {
        // A departure is told even of one who came within this window: a newcomer's list may hold it already.
        forget(message.joined, left->id.str());
        forget(message.updated, left->id.str());
        message.left.push_back({.participant_id = left->id, .reason = to_wire(left->reason)});
        return;
    }
    const auto* joined = std::get_if<domain::ParticipantJoined>(&event);
    auto participant = to_wire(joined ? joined->participant : std::get<domain::ParticipantChanged>(event).participant);
    if (replace(message.joined, participant) || replace(message.updated, participant)) return;
    (joined ? message.joined : message.updated).push_back(std::move(participant));
}

Broadcaster::Broadcaster(ShardContext& context) : context_(context)
{
    auto& events = context.events;
    events.subscribe<EntryAppended>([this](const EntryAppended& event) {
        const protocol::EntryEvent message{.lobby_id = event.lobby, .entry = to_wire(event.entry)};
        context_.courier.broadcast(event.audience, protocol::message_frame(message));
    });
    events.subscribe<PresenceChanged>([this](const PresenceChanged& event) { on(event); });
    events.subscribe<LobbySettingsChanged>([this](const LobbySettingsChanged& event) {
        const protocol::LobbyUpdated message{to_wire(event.lobby.record, event.lobby.participants.size())};
        context_.courier.broadcast(event.audience, protocol::message_frame(message));
    });
    events.subscribe<LobbyEnded>([this](const LobbyEnded& event) {
        const protocol::LobbyClosed message{event.lobby.record.id};
        context_.courier.broadcast(event.audience, protocol::message_frame(message));
        pending_.erase(event.lobby.record.id);
    });
}

void Broadcaster::on(const PresenceChanged& event)
{
    const auto& lobby = event.lobby.record.id;
    auto found = pending_.find(lobby);
    if (found != pending_.end()) {
        for (const auto& change : event.events) found->second.add(change);
        return;
    }
    Pending now;
    now.message.lobby_id = lobby;
    for (const auto& change : event.events) now.add(change);
    context_.courier.broadcast(event.audience, protocol::message_frame(now.message));

    auto& window = pending_[lobby];
    window.audience = event.audience;
    window.message.lobby_id = lobby;
    open_window(lobby);
}

void Broadcaster::open_window(const LobbyId& lobby)
{
    context_.timers.after(context_.settings.presence_merge, [this, lobby] { window_over(lobby); });
}

void Broadcaster::window_over(const LobbyId& lobby)
{
    auto found = pending_.find(lobby);
    if (found == pending_.end()) return;
    auto& pending = found->second;
    if (pending.empty()) {
        pending_.erase(found);
        return;
    }
    context_.courier.broadcast(pending.audience, protocol::message_frame(pending.message));
    pending.message = {.lobby_id = lobby, .joined = {}, .left = {}, .updated = {}};
    open_window(lobby);
}

} // namespace parlor::service
