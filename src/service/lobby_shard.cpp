#include "service/lobby_shard.hpp"

#include "domain/lobby/door.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
LobbyShard::LobbyShard(ShardContext& context)
    : context_(context), broadcaster_(context), directory_(context), trail_(context),
      turns_(context.shards, context.self, context.settings.moderation_queue), moderation_(context, trail_),
      door_(context), invites_(context, trail_), settings_(context, trail_)
{
    auto& events = context.events;
    events.subscribe<LobbyOpened>([this](const LobbyOpened& event) {
        watch(event.lobby);
        belong(event.lobby);
    });
    events.subscribe<PresenceChanged>([this](const PresenceChanged& event) {
        count(event.events);
        watch(event.lobby);
        inherit(event.lobby);
    });
    events.subscribe<LobbySettingsChanged>([this](const LobbySettingsChanged& event) {
        belongings_.note(event.lobby.record.owner, event.lobby.record.id);
    });
    events.subscribe<StandingGiven>(
        [this](const StandingGiven& event) { belongings_.note(event.session, event.lobby.record.id); });
    events.subscribe<LobbyEnded>([this](const LobbyEnded& event) {
        people_ -= event.lobby.participants.size();
        belongings_.forget(event.lobby.record.owner, event.lobby.record.id);
        for (const auto& [session, standing] : event.lobby.standings)
            belongings_.forget(session, event.lobby.record.id);
    });
}

void LobbyShard::count(const domain::PresenceEvents& events)
{
    for (const auto& change : events) {
        if (std::holds_alternative<domain::ParticipantJoined>(change)) ++people_;
        if (std::holds_alternative<domain::ParticipantLeft>(change)) --people_;
    }
}

void LobbyShard::restore(std::vector<domain::LobbyRecord> records, std::vector<LobbyAccess> access)
{
    std::unordered_map<LobbyId, LobbyAccess> by_lobby;
    for (auto& item : access) by_lobby.emplace(item.lobby, std::move(item));
    for (const auto& record : records) {
        auto found = by_lobby.find(record.id);
        if (found == by_lobby.end()) {
            open(record);
            continue;
        }
        const bool orphaned = found->second.orphaned;
        open(record, std::move(found->second));
        // The server ended between the end of the owner's session and the passing on.
        if (orphaned) pass_on(rooms_.at(record.id).room);
    }
    sweep_logs();
}

void LobbyShard::sweep_logs()
{
    for (const auto& [id, home] : rooms_) home.room->keep_to_retention();
    context_.timers.after(context_.settings.retention_sweep, [this] { sweep_logs(); });
}

void LobbyShard::erase_texts(const SessionId& author)
{
    for (const auto& [id, home] : rooms_) home.room->erase_texts(author);
}

void LobbyShard::belong(const domain::Lobby& lobby)
{
    belongings_.note(lobby.record.owner, lobby.record.id);
    for (const auto& [session, standing] : lobby.standings) belongings_.note(session, lobby.record.id);
}

std::shared_ptr<Room> LobbyShard::find(const LobbyId& lobby) const
{
    auto found = rooms_.find(lobby);
    return found == rooms_.end() || found->second.ending ? nullptr : found->second.room;
}

std::shared_ptr<Room> LobbyShard::find_even_ending(const LobbyId& lobby) const
{
    auto found = rooms_.find(lobby);
    return found == rooms_.end() ? nullptr : found->second.room;
}

Result<std::shared_ptr<Room>> LobbyShard::require(const LobbyId& lobby) const
{
    if (auto room = find(lobby)) return room;
    return domain::no_such_lobby();
}

Result<std::shared_ptr<Room>> LobbyShard::require_visible(const LobbyId& lobby, const Actor& actor) const
{
    auto room = find(lobby);
    if (!room) return domain::no_such_lobby();
    // What it was started for, a bot may see, in it or not.
    const bool own = actor.bot && actor.bot->lobby == lobby;
    if (!own && !domain::visible(room->lobby(), actor.session, actor.invite, context_.clock.now()))
        return domain::no_such_lobby();
    return room;
}

Result<std::shared_ptr<Room>> LobbyShard::require_member(const LobbyId& lobby, const Actor& actor) const
{
    auto room = require_visible(lobby, actor);
    if (room && !(*room)->has_connection(actor.connection))
        return Error{Errc::not_joined, "You are not in this lobby."};
    return room;
}

protocol::Lobby LobbyShard::open(const domain::LobbyRecord& record, LobbyAccess access)
{
    auto [home, fresh] = rooms_.try_emplace(record.id);
    if (fresh) {
        home->second.room = std::make_shared<Room>(context_, record, std::move(access));
        context_.events.publish(LobbyOpened{home->second.room->lobby()});
    }
    const auto& lobby = home->second.room->lobby();
    return to_wire(lobby.record, lobby.participants.size());
}

void LobbyShard::watch(const domain::Lobby& lobby)
{
    auto found = rooms_.find(lobby.record.id);
    if (found == rooms_.end()) return;
    auto& home = found->second;
    // Bots alone keep no lobby open.
    const bool people =
        std::ranges::any_of(lobby.participants, [](const auto& item) { return item.second.bot.empty(); });
    const bool empty = !people && !lobby.record.persistent;
    if (!empty && home.idle) context_.timers.cancel(std::exchange(home.idle, 0));
    if (!empty || home.idle) return;
    home.idle = context_.timers.after(context_.settings.idle_end, [this, id = lobby.record.id] {
        auto idle = rooms_.find(id);
        if (idle == rooms_.end()) return;
        idle->second.idle = 0;
        end_for_good(id, [](Result<protocol::Empty>) {});
    });
}

void LobbyShard::end(const Actor& actor, const LobbyId& lobby, Reply<protocol::LobbyResult> reply)
{
    auto visible = require_visible(lobby, actor);
    if (!visible) return reply(std::move(visible).error());
    const auto& room = *visible;
    if (auto allowed = domain::check(room->lobby(), actor.session, domain::Action::close_lobby); !allowed)
        return reply(allowed.error());
    const auto& record = room->lobby().record;
    auto line = trail_.line(lobby, actor, domain::Action::close_lobby, record.name);
    protocol::LobbyResult last{to_wire(record, room->lobby().participants.size())};
    end_for_good(lobby, [this, line = std::move(line), last = std::move(last),
                         reply = std::move(reply)](Result<protocol::Empty> ended) mutable {
        if (!ended) return reply(ended.error());
        trail_.write(std::move(line), [last = std::move(last), reply = std::move(reply)](Result<void> written) mutable {
            if (!written) return reply(written.error());
            reply(std::move(last));
        });
    });
}

void LobbyShard::sessions_gone(const std::vector<SessionId>& sessions)
{
    for (const auto& session : sessions)
        for (const auto& lobby : belongings_.take(session)) {
            auto room = find(lobby);
            if (!room) continue;
            // Its connections are about to leave by themselves; what passes on must not pass to them.
            room->remove(session, domain::LeaveReason::left, {});
            // The store dropped it together with the session.
            if (room->lobby().standing_of(session)) room->access_changed(domain::StandingDropped{session});
            if (room->lobby().record.owner == session) pass_on(room);
        }
}

void LobbyShard::pass_on(const std::shared_ptr<Room>& room)
{
    auto record = room->lobby().record;
    record.owner = domain::next_owner(room->lobby()).value_or(SessionId{});
    if (record.owner == room->lobby().record.owner) return;
    const auto version = record.version;
    context_.store.update_lobby(std::move(record), version,
                                context_.here<domain::LobbyRecord>([this, room](Result<domain::LobbyRecord> stored) {
                                    if (room->ended()) return;
                                    if (stored) return room->settings_changed(*stored);
                                    // Somebody changed the settings at the same time; theirs are known by now.
                                    if (stored.error().code == Errc::conflict) pass_on(room);
                                }));
}

void LobbyShard::inherit(const domain::Lobby& lobby)
{
    if (!lobby.record.owner.empty() || lobby.record.configured || lobby.participants.empty()) return;
    auto found = rooms_.find(lobby.record.id);
    if (found != rooms_.end() && !found->second.ending) pass_on(found->second.room);
}

void LobbyShard::end_by_administrator(const LobbyId& lobby, Reply<protocol::Empty> reply)
{
    if (!find(lobby)) return reply(domain::no_such_lobby());
    end_for_good(lobby, std::move(reply));
}

void LobbyShard::end_for_good(const LobbyId& lobby, Reply<protocol::Empty> reply)
{
    rooms_.at(lobby).ending = true;
    context_.store.end_lobby(lobby,
                             context_.here<void>([this, lobby, reply = std::move(reply)](Result<void> ended) mutable {
                                 auto found = rooms_.find(lobby);
                                 if (found == rooms_.end()) return reply(protocol::Empty{});
                                 if (!ended && ended.error().code != Errc::not_found) {
                                     // It lives on; where it is still empty the idle time begins anew.
                                     found->second.ending = false;
                                     watch(found->second.room->lobby());
                                     return reply(ended.error());
                                 }
                                 auto home = std::move(found->second);
                                 rooms_.erase(found);
                                 if (home.idle) context_.timers.cancel(home.idle);
                                 ++context_.counters.lobbies_ended;
                                 home.room->end();
                                 reply(protocol::Empty{});
                             }));
}

} // namespace parlor::service
