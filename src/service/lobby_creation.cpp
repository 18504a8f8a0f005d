#include "service/configured_lobbies.hpp"
#include "service/lobby_manager_impl.hpp"
#include "service/wire_map.hpp"

/// How lobbies come to be.
namespace parlor::service {
namespace {

/// A lobby that not everybody may enter is of no use without an invite.
bool needs_invite(const domain::LobbyRecord& record)
{
    return record.visibility == domain::Visibility::private_ || !record.password_hash.empty();
}

domain::Create command_of(const protocol::CreateLobby& body, const Actor& actor)
{
    domain::Create command{.id = {},
                           .owner = actor.session,
                           .name = body.name,
                           .capacity = {},
                           .media = from_wire(body.media.value_or(protocol::MediaMode::mesh)),
                           .persistent = body.persistent.value_or(false),
                           .wishes = wishes_of(body)};
    if (body.capacity) command.capacity = static_cast<int>(body.capacity->value);
    return command;
}

} // namespace

void LobbyManager::create(Actor actor, protocol::CreateLobby body, std::string idempotency_key,
                          Reply<protocol::LobbyCreated> reply)
{
    auto wished = with_template(settings_, std::move(body));
    if (!wished) return reply(std::move(wished).error());
    body = std::move(*wished);
    if (body.media == protocol::MediaMode::sfu)
        return reply(Error{Errc::unsupported, "Media through the server is not offered by this version.", "media"});
    Creation creation{command_of(body, actor), std::move(actor), std::move(idempotency_key), back(std::move(reply))};
    auto& command = creation.command;
    command.id = LobbyId{random_id(random_)};
    command.now = homes_.front()->context().clock.now();
    // What can be refused is refused before anything is hashed.
    if (auto fine = domain::decide(settings_.lobby, command); !fine) return creation.reply(std::move(fine).error());
    // Shard 0 keeps the rates of creation.
    shards_.post(0, [this, creation = std::move(creation), password = std::move(body.password)]() mutable {
        if (auto allowed = may_create(creation.actor); !allowed) return creation.reply(allowed.error());
        if (!password) return keep(std::move(creation));
        homes_.front()->context().passwords.hash(
            std::move(*password), [this, creation = std::move(creation)](Result<std::string> hash) mutable {
                if (!hash) return creation.reply(std::move(hash).error());
                creation.command.wishes.password_hash = std::move(*hash);
                keep(std::move(creation));
            });
    });
}

LobbyId LobbyManager::new_id()
{
    const auto wanted = next_home_++ % shards_.count();
    LobbyId id{random_id(random_)};
    // A shard is missed by this many ids with a chance of less than one in a million.
    for (unsigned tries = 16 * shards_.count(); home_of(id) != wanted && tries > 0; --tries)
        id = LobbyId{random_id(random_)};
    return id;
}

Result<void> LobbyManager::may_create(const Actor& actor)
{
    auto& context = homes_.front()->context();
    if (auto allowed = creations_.take(actor.session.str(), context.clock.instant(), "lobbies created by this session");
        !allowed)
        return allowed.error();
    if (count_ < settings_.max_lobbies) return {};
    return Error{Errc::unavailable,
                 "This server holds no more than " + std::to_string(settings_.max_lobbies) + " lobbies at a time.",
                 {},
                 60'000};
}

void LobbyManager::keep(Creation creation)
{
    creation.command.id = new_id();
    auto record = domain::decide(settings_.lobby, creation.command);
    if (!record) return creation.reply(std::move(record).error());
    CreationTerms terms{.key = {}, .most_persistent = settings_.persistent_per_session};
    if (!creation.key.empty()) terms.key = IdempotencyKey{creation.actor.session, std::move(creation.key)};
    homes_.front()->context().store.create_lobby(
        std::move(*record), std::move(terms),
        [this, reply = std::move(creation.reply)](Result<domain::LobbyRecord> stored) mutable {
            // A repeated creation gives the first lobby, whose home may be another one.
            const auto home = stored ? home_of(stored->id) : ShardIndex{0};
            shards_.post(home, [this, home, stored = std::move(stored), reply = std::move(reply)]() mutable {
                if (!stored) return reply(std::move(stored).error());
                created(at(home), *stored, std::move(reply));
            });
        });
}

void LobbyManager::created(LobbyShard& home, const domain::LobbyRecord& record, Reply<protocol::LobbyCreated> reply)
{
    ++home.context().counters.lobbies_created;
    protocol::LobbyCreated answer{.lobby = home.open(record), .invite = {}};
    auto room = home.find(record.id);
    // Whoever repeats a creation gets one more invite, up to the bound.
    if (!room || !needs_invite(record) || home.invites().full(*room)) return reply(std::move(answer));
    home.invites().give(
        room, [answer = std::move(answer), reply = std::move(reply)](Result<protocol::Invite> invite) mutable {
            if (!invite) return reply(std::move(invite).error());
            answer.invite.emplace(std::move(*invite));
            reply(std::move(answer));
        });
}

} // namespace parlor::service
