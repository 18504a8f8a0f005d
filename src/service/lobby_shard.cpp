#include "service/lobby_shard.hpp"

#include "service/wire_map.hpp"

namespace parlor::service {
namespace {

Error no_such_lobby()
{
    return {Errc::not_found, "There is no such lobby.", "lobby_id"};
}

/// What clients may not yet change answers clearly instead of being ignored.
Result<void> check_offered(const protocol::LobbyPatch& patch)
{
    if (patch.visibility == protocol::Visibility::private_)
        return Error{Errc::unsupported, "Private lobbies are not offered by this version.", "visibility"};
    if (patch.waiting_room.value_or(false))
        return Error{Errc::unsupported, "Waiting rooms are not offered by this version.", "waiting_room"};
    return {};
}

} // namespace

LobbyShard::LobbyShard(ShardContext& context) : context_(context), broadcaster_(context), directory_(context)
{
    context.events.subscribe<LobbyOpened>([this](const LobbyOpened& event) { watch(event.lobby); });
    context.events.subscribe<PresenceChanged>([this](const PresenceChanged& event) { watch(event.lobby); });
}

void LobbyShard::restore(std::vector<domain::LobbyRecord> records)
{
    for (const auto& record : records) open(record);
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
    return no_such_lobby();
}

protocol::Lobby LobbyShard::open(const domain::LobbyRecord& record)
{
    auto [home, fresh] = rooms_.try_emplace(record.id);
    if (fresh) {
        home->second.room = std::make_shared<Room>(context_, record);
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
    const bool empty = lobby.participants.empty() && !lobby.record.persistent;
    if (!empty && home.idle) context_.timers.cancel(std::exchange(home.idle, 0));
    if (!empty || home.idle) return;
    home.idle = context_.timers.after(context_.settings.idle_end, [this, id = lobby.record.id] {
        auto idle = rooms_.find(id);
        if (idle == rooms_.end()) return;
        idle->second.idle = 0;
        end_for_good(id, [](Result<protocol::Empty>) {});
    });
}

void LobbyShard::update(const Actor& actor, const LobbyId& lobby, std::int64_t version,
                        const protocol::LobbyPatch& patch, Reply<protocol::LobbyResult> reply)
{
    auto room = find(lobby);
    if (!room) return reply(no_such_lobby());
    if (auto offered = check_offered(patch); !offered) return reply(offered.error());
    domain::ChangeSettings change{.by = actor.session,
                                  .expected_version = version,
                                  .name = {},
                                  .capacity = {},
                                  .locked = patch.locked,
                                  .bots_by = {}};
    if (patch.name) change.name = *patch.name;
    if (patch.capacity) change.capacity = static_cast<int>(patch.capacity->value);
    if (patch.bots_by) change.bots_by = from_wire(*patch.bots_by);
    auto record = domain::decide(context_.settings.lobby, room->lobby(), change);
    if (!record) return reply(std::move(record).error());
    context_.store.update_lobby(
        std::move(*record), version,
        context_.here<domain::LobbyRecord>(
            [room, reply = std::move(reply)](Result<domain::LobbyRecord> stored) mutable {
                if (!stored) return reply(std::move(stored).error());
                // The store's answers come in the order of its commits; an older one must not undo a newer one.
                if (stored->version > room->lobby().record.version && !room->ended()) room->settings_changed(*stored);
                reply(protocol::LobbyResult{to_wire(room->lobby().record, room->lobby().participants.size())});
            }));
}

void LobbyShard::end(const Actor& actor, const LobbyId& lobby, Reply<protocol::Empty> reply)
{
    auto room = find(lobby);
    if (!room) return reply(no_such_lobby());
    if (room->lobby().record.owner != actor.session)
        return reply(Error{Errc::forbidden, "Only the owner may end this lobby."});
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
