#include "service/lobby_manager.hpp"

#include "domain/session/name.hpp"
#include "service/lobby_manager_impl.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

/// Lobbies as HTTP sees them. What members do over their connections is in lobby_live.cpp.
namespace parlor::service {
namespace {

Error not_joined()
{
    return {Errc::not_joined, "You are not in this lobby."};
}

} // namespace

LobbyManager::LobbyManager(Shards& shards, std::vector<std::unique_ptr<LobbyShard>>& homes, Random& random)
    : shards_(shards), homes_(homes), random_(random), settings_(homes.front()->context().settings),
      creations_(settings_.lobbies_per_session_per_minute)
{
    for (auto& home : homes_) {
        auto& events = home->context().events;
        events.subscribe<LobbyOpened>([this](const LobbyOpened&) { ++count_; });
        events.subscribe<LobbyEnded>([this](const LobbyEnded&) { --count_; });
    }
    homes_.front()->context().events.subscribe<SessionsGone>(
        [this](const SessionsGone& event) { sessions_gone(event.sessions); });
    homes_.front()->context().events.subscribe<TextsErased>(
        [this](const TextsErased& event) { texts_erased(event.session, std::move(event.done)); });
}

void LobbyManager::on_all(std::function<void(LobbyShard&)> use, Task done)
{
    struct Progress {
        std::atomic<std::size_t> left;
        Task done;
    };
    auto progress = std::make_shared<Progress>();
    progress->left = shards_.count();
    progress->done = [this, shard = shards_.current(), done = std::move(done)]() mutable {
        shards_.post(shard, std::move(done));
    };
    for (ShardIndex shard = 0; shard < shards_.count(); ++shard)
        shards_.post(shard, [this, shard, progress, use] {
            use(at(shard));
            if (--progress->left == 0) progress->done();
        });
}

void LobbyManager::texts_erased(const SessionId& author, Task done)
{
    on_all([author](LobbyShard& home) { home.erase_texts(author); }, std::move(done));
}

void LobbyManager::sessions_gone(const std::vector<SessionId>& sessions)
{
    for (ShardIndex shard = 0; shard < shards_.count(); ++shard)
        shards_.post(shard, [this, shard, sessions] { at(shard).sessions_gone(sessions); });
}

ShardIndex LobbyManager::home_of(const LobbyId& lobby) const
{
    return static_cast<ShardIndex>(std::hash<LobbyId>{}(lobby) % shards_.count());
}

void LobbyManager::restore(std::vector<domain::LobbyRecord> records, std::vector<LobbyAccess> access, Task done)
{
    struct Part {
        std::vector<domain::LobbyRecord> records;
        std::vector<LobbyAccess> access;
    };
    std::vector<Part> parts(shards_.count());
    for (auto& record : records) parts[home_of(record.id)].records.push_back(std::move(record));
    for (auto& item : access) parts[home_of(item.lobby)].access.push_back(std::move(item));
    auto shared = std::make_shared<std::vector<Part>>(std::move(parts));
    on_all(
        [shared](LobbyShard& home) {
            auto& part = (*shared)[home.context().self];
            home.restore(std::move(part.records), std::move(part.access));
        },
        std::move(done));
}

/// One question to all shards; their answers are merged on the shard that asked.
struct LobbyManager::Listing {
    std::size_t waiting;
    std::size_t limit;
    std::vector<DirectoryItem> items;
    Reply<protocol::LobbyPage> reply;

    void add(std::vector<DirectoryItem> part)
    {
        std::ranges::move(part, std::back_inserter(items));
        if (--waiting > 0) return;
        std::ranges::sort(items, [](const auto& a, const auto& b) { return a.place < b.place; });
        protocol::LobbyPage page;
        for (std::size_t i = 0; i < std::min(limit, items.size()); ++i)
            page.lobbies.push_back(std::move(items[i].lobby));
        if (items.size() > limit && limit > 0) page.next_cursor.emplace(items[limit - 1].place.cursor());
        reply(std::move(page));
    }
};

void LobbyManager::list(std::string query, std::string cursor, std::size_t limit, Reply<protocol::LobbyPage> reply)
{
    std::optional<DirectoryPlace> after;
    if (!cursor.empty()) {
        auto place = DirectoryPlace::parse(cursor);
        if (!place) return reply(std::move(place).error());
        after = std::move(*place);
    }
    auto listing = std::make_shared<Listing>(Listing{shards_.count(), limit, {}, std::move(reply)});
    const auto needle = domain::fold(query);
    for (ShardIndex shard = 0; shard < shards_.count(); ++shard)
        shards_.post(shard, [this, shard, asker = shards_.current(), listing, needle, after, limit]() mutable {
            auto part = at(shard).directory().page(needle, after ? &*after : nullptr, limit + 1);
            shards_.post(asker, [listing = std::move(listing), part = std::move(part)]() mutable {
                listing->add(std::move(part));
            });
        });
}

void LobbyManager::get(Actor actor, LobbyId lobby, Reply<protocol::LobbyResult> reply)
{
    if_visible(std::move(actor), lobby, std::move(reply),
               [](LobbyShard&, const RoomPtr& room, const Actor&, Reply<protocol::LobbyResult> answer) {
                   answer(protocol::LobbyResult{to_wire(room->lobby().record, room->lobby().participants.size())});
               });
}

void LobbyManager::update(Actor actor, LobbyId lobby, std::int64_t version, protocol::LobbyPatch body,
                          Reply<protocol::LobbyResult> reply)
{
    if_visible(std::move(actor), lobby, std::move(reply),
               [version, body = std::move(body)](LobbyShard& home, const RoomPtr& room, const Actor& by,
                                                 Reply<protocol::LobbyResult> answer) {
                   home.settings().update(room, by, version, body, std::move(answer));
               });
}

void LobbyManager::end(Actor actor, LobbyId lobby, Reply<protocol::Empty> reply)
{
    at_home(lobby, [actor = std::move(actor), lobby, reply = back(std::move(reply))](LobbyShard& home) mutable {
        home.end(actor, lobby, [reply = std::move(reply)](Result<protocol::LobbyResult> ended) mutable {
            if (!ended) return reply(std::move(ended).error());
            reply(protocol::Empty{});
        });
    });
}

void LobbyManager::end_by_administrator(LobbyId lobby, Reply<protocol::Empty> reply)
{
    at_home(lobby, [lobby, reply = back(std::move(reply))](LobbyShard& home) mutable {
        home.end_by_administrator(lobby, std::move(reply));
    });
}

void LobbyManager::entries(Actor actor, protocol::GetEntries query, Reply<protocol::EntryPage> reply)
{
    const LobbyId lobby{query.lobby_id};
    if_visible(std::move(actor), lobby, std::move(reply),
               [query = std::move(query)](LobbyShard&, const RoomPtr& room, const Actor& by,
                                          Reply<protocol::EntryPage> answer) {
                   if (!room->lobby().has_member(by.session)) return answer(not_joined());
                   room->entries(query, std::move(answer));
               });
}

void LobbyManager::participants(Actor actor, protocol::ListParticipants query, Reply<protocol::ParticipantPage> reply)
{
    const LobbyId lobby{query.lobby_id};
    if_visible(std::move(actor), lobby, std::move(reply),
               [query = std::move(query)](LobbyShard&, const RoomPtr& room, const Actor& by,
                                          Reply<protocol::ParticipantPage> answer) {
                   if (!room->lobby().has_member(by.session)) return answer(not_joined());
                   answer(room->participants(query));
               });
}

void LobbyManager::create_invite(Actor actor, LobbyId lobby, protocol::CreateInvite body,
                                 Reply<protocol::InviteResult> reply)
{
    if_visible(std::move(actor), lobby, std::move(reply),
               [body](LobbyShard& home, const RoomPtr& room, const Actor& by, Reply<protocol::InviteResult> answer) {
                   home.invites().create(room, by, body, std::move(answer));
               });
}

void LobbyManager::list_invites(Actor actor, LobbyId lobby, Reply<protocol::InviteList> reply)
{
    if_visible(std::move(actor), lobby, std::move(reply),
               [](LobbyShard& home, const RoomPtr& room, const Actor& by, Reply<protocol::InviteList> answer) {
                   answer(home.invites().list(*room, by));
               });
}

void LobbyManager::revoke_invite(Actor actor, LobbyId lobby, InviteId invite, Reply<protocol::Empty> reply)
{
    if_visible(std::move(actor), lobby, std::move(reply),
               [invite](LobbyShard& home, const RoomPtr& room, const Actor& by, Reply<protocol::Empty> answer) {
                   home.invites().revoke(room, by, invite, std::move(answer));
               });
}

} // namespace parlor::service
