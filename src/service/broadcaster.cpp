#include "service/broadcaster.hpp"

#include "protocol/encode.hpp"
#include "service/wire_map.hpp"

#include <algorithm>
#include <utility>

namespace parlor::service {
namespace {

/// Participants that make a window once longer, and how many times longer it becomes at most.
constexpr std::size_t large = 100;
constexpr std::size_t most_times = 20;
/// From which share of the time on a shard counts as busy, and below which it does not any more.
constexpr double busy = 0.9;
constexpr double at_ease = 0.7;
constexpr int most_pressure = 16;
constexpr std::chrono::seconds between_looks{1};
/// No window grows beyond that.
constexpr Millis longest_window{10'000};

} // namespace

void Broadcaster::Pending::add(const domain::PresenceEvent& event)
{
    if (const auto* left = std::get_if<domain::ParticipantLeft>(&event)) {
        // A departure is told even of one who came within this window: a newcomer's list may hold it already.
        forget(left->id.str());
        message.left.push_back({.participant_id = left->id, .reason = to_wire(left->reason)});
        return;
    }
    const auto* joined = std::get_if<domain::ParticipantJoined>(&event);
    auto participant = to_wire(joined ? joined->participant : std::get<domain::ParticipantChanged>(event).participant);
    const bool came = joined != nullptr;
    const auto [at, is_new] = spots_.try_emplace(participant.id, Spot{came, list(came).size()});
    const auto spot = at->second;
    if (is_new)
        list(spot.joined).push_back(std::move(participant));
    else
        list(spot.joined)[spot.index] = std::move(participant);
}

void Broadcaster::Pending::forget(const std::string& id)
{
    const auto found = spots_.find(id);
    if (found == spots_.end()) return;
    const auto [joined, index] = found->second;
    spots_.erase(found);
    auto& told = list(joined);
    // The last one takes its place; the order within a list means nothing.
    if (index + 1 < told.size()) {
        told[index] = std::move(told.back());
        spots_.at(told[index].id).index = index;
    }
    told.pop_back();
}

void Broadcaster::Pending::start_anew()
{
    message = {.lobby_id = message.lobby_id, .joined = {}, .left = {}, .updated = {}};
    spots_.clear();
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
        found->second.participants = event.lobby.participants.size();
        return;
    }
    Pending now;
    now.message.lobby_id = lobby;
    for (const auto& change : event.events) now.add(change);
    context_.courier.broadcast(event.audience, protocol::message_frame(now.message));

    auto& window = pending_[lobby];
    window.audience = event.audience;
    window.message.lobby_id = lobby;
    open_window(lobby, event.lobby.participants.size());
}

void Broadcaster::open_window(const LobbyId& lobby, std::size_t participants)
{
    context_.timers.after(window_for(participants), [this, lobby] { window_over(lobby); });
}

Millis Broadcaster::window_for(std::size_t participants)
{
    const Millis usual = context_.settings.presence_merge * std::min(1 + participants / large, most_times);
    if (participants < large) return usual;
    return std::max(usual, std::min(usual * pressure(), longest_window));
}

int Broadcaster::pressure()
{
    const auto now = context_.clock.instant();
    if (now - pressed_at_ < between_looks) return pressure_;
    // No large lobby had anything to tell for longer than their windows are: whatever it was is over.
    if (now - pressed_at_ > 2 * longest_window) pressure_ = 1;
    pressed_at_ = now;
    const auto share = context_.shards.busy_share();
    if (share > busy) pressure_ = std::min(2 * pressure_, most_pressure);
    if (share < at_ease) pressure_ = std::max(pressure_ / 2, 1);
    return pressure_;
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
    pending.start_anew();
    open_window(lobby, pending.participants);
}

} // namespace parlor::service
