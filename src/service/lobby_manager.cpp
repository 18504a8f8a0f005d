#include "service/lobby_manager.hpp"

#include "domain/session/name.hpp"
#include "service/lobby_manager_impl.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

/// Lobbies as HTTP sees them. What members do over their connections is in lobby_live.cpp.
namespace parlor::service {
namespace {

Error not_offered(std::string_view what, std::string path)
{
    return {Errc::unsupported, std::string{what} + " not offered by this version.", std::move(path)};
}

/// What the protocol names and this version does not do is refused, never ignored.
Result<void> check_offered(const protocol::CreateLobby& body)
{
    if (body.visibility == protocol::Visibility::private_) return not_offered("Private lobbies are", "visibility");
    if (body.password) return not_offered("Passwords are", "password");
    if (body.waiting_room.value_or(false)) return not_offered("Waiting rooms are", "waiting_room");
    if (body.persistent.value_or(false)) return not_offered("Persistent lobbies are", "persistent");
    if (body.media == protocol::MediaMode::sfu) return not_offered("Media through the server is", "media");
    return {};
}

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
    struct Progress {
        std::atomic<std::size_t> left;
        Task done;
    };
    auto progress = std::make_shared<Progress>();
    progress->left = parts.size();
    progress->done = [this, shard = shards_.current(), done = std::move(done)]() mutable {
        shards_.post(shard, std::move(done));
    };
    for (ShardIndex shard = 0; shard < parts.size(); ++shard)
        shards_.post(shard, [this, shard, progress, part = std::move(parts[shard])]() mutable {
            at(shard).restore(std::move(part.records), std::move(part.access));
            if (--progress->left == 0) progress->done();
        });
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

void LobbyManager::create(Actor actor, protocol::CreateLobby body, std::string idempotency_key,
                          Reply<protocol::LobbyCreated> reply)
{
    if (auto offered = check_offered(body); !offered) return reply(offered.error());
    domain::Create command{.id = LobbyId{random_id(random_)},
                           .owner = actor.session,
                           .name = body.name,
                           .capacity = {},
                           .media = from_wire(body.media.value_or(protocol::MediaMode::mesh)),
                           .bots_by = from_wire(body.bots_by.value_or(protocol::BotsBy::moderators)),
                           .now = homes_.front()->context().clock.now()};
    if (body.capacity) command.capacity = static_cast<int>(body.capacity->value);
    auto record = domain::decide(settings_.lobby, command);
    if (!record) return reply(std::move(record).error());
    // Shard 0 keeps the rates of creation.
    shards_.post(0, [this, actor = std::move(actor), record = std::move(*record), key = std::move(idempotency_key),
                     reply = back(std::move(reply))]() mutable {
        create_checked(std::move(actor), std::move(record), std::move(key), std::move(reply));
    });
}

void LobbyManager::create_checked(Actor actor, domain::LobbyRecord record, std::string idempotency_key,
                                  Reply<protocol::LobbyCreated> reply)
{
    auto& context = homes_.front()->context();
    if (auto allowed = creations_.take(actor.session.str(), context.clock.instant(), "lobbies created by this session");
        !allowed)
        return reply(allowed.error());
    if (count_ >= settings_.max_lobbies)
        return reply(
            Error{Errc::unavailable,
                  "This server holds no more than " + std::to_string(settings_.max_lobbies) + " lobbies at a time.",
                  {},
                  60'000});
    std::optional<IdempotencyKey> key;
    if (!idempotency_key.empty()) key = IdempotencyKey{actor.session, std::move(idempotency_key)};
    context.store.create_lobby(
        std::move(record), std::move(key),
        [this, reply = std::move(reply)](Result<domain::LobbyRecord> stored) mutable {
            // A repeated creation gives the first lobby, whose home may be another one.
            const auto home = stored ? home_of(stored->id) : ShardIndex{0};
            shards_.post(home, [this, home, stored = std::move(stored), reply = std::move(reply)]() mutable {
                if (!stored) return reply(std::move(stored).error());
                ++at(home).context().counters.lobbies_created;
                reply(protocol::LobbyCreated{.lobby = at(home).open(*stored), .invite = {}});
            });
        });
}

void LobbyManager::get(Actor, LobbyId lobby, Reply<protocol::LobbyResult> reply)
{
    in_room(lobby.str(), back(std::move(reply)), [](Room& room, Reply<protocol::LobbyResult> answer) {
        answer(protocol::LobbyResult{to_wire(room.lobby().record, room.lobby().participants.size())});
    });
}

void LobbyManager::update(Actor actor, LobbyId lobby, std::int64_t version, protocol::LobbyPatch body,
                          Reply<protocol::LobbyResult> reply)
{
    at_home(lobby, [actor = std::move(actor), lobby, version, body = std::move(body), reply = back(std::move(reply))](
                       LobbyShard& home) mutable { home.update(actor, lobby, version, body, std::move(reply)); });
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
    const auto lobby = query.lobby_id;
    in_room(lobby, back(std::move(reply)),
            [actor = std::move(actor), query = std::move(query)](Room& room, Reply<protocol::EntryPage> answer) {
                if (!room.lobby().has_member(actor.session)) return answer(not_joined());
                room.entries(query, std::move(answer));
            });
}

void LobbyManager::participants(Actor actor, protocol::ListParticipants query, Reply<protocol::ParticipantPage> reply)
{
    const auto lobby = query.lobby_id;
    in_room(lobby, back(std::move(reply)),
            [actor = std::move(actor), query = std::move(query)](Room& room, Reply<protocol::ParticipantPage> answer) {
                if (!room.lobby().has_member(actor.session)) return answer(not_joined());
                answer(room.participants(query));
            });
}

} // namespace parlor::service
