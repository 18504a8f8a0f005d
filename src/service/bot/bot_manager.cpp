#include "service/bot/bot_manager.hpp"

#include "base/text.hpp"
#include "domain/bot/permission.hpp"
#include "domain/session/name.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "service/bot/bot_manager_impl.hpp"
#include "service/bot/config_json.hpp"

/// Bots as the people of a lobby ask for them. Changes of those that are there are in bot_changes.cpp, what providers and
/// instances tell is in bot_connections.cpp.
namespace parlor::service {

using domain::BotState;

BotManager::BotManager(std::vector<std::unique_ptr<LobbyShard>>& homes, LobbyManager& lobbies, Random& random)
    : context_(homes.front()->context()), lobbies_(lobbies), random_(random), trail_(context_),
      pool_(context_.settings.bots, context_.clock), keys_(context_.settings.bots), access_(context_, random),
      life_(context_, lobbies, pool_, access_,
            {.changed = [this](const LiveBot& bot) { tell_lobby(bot); },
             .unwanted = [this](const LiveBot& bot) { context_.store.delete_bot(bot.record.id, [](Result<void>) {}); }})
{
    for (auto& home : homes) watch(home->context());
}

void BotManager::watch(ShardContext& home)
{
    home.events.subscribe<BotPresence>([this](const BotPresence& event) {
        on_home([this, event] { life_.seen(event.bot, event.participant, event.what, event.reason); });
    });
    home.events.subscribe<LobbyEnded>([this](const LobbyEnded& event) {
        on_home([this, lobby = event.lobby.record.id] { life_.lobby_ended(lobby); });
    });
}

void BotManager::restore(std::vector<domain::BotRecord> bots, std::vector<domain::ProviderKeyRecord> keys)
{
    keys_.restore(std::move(keys));
    for (auto& bot : bots) {
        auto config = config_from_text(bot.config);
        life_.add(std::move(bot), std::move(config));
    }
    life_.retry_waiting();
}

void BotManager::types(Reply<protocol::BotTypes> reply)
{
    on_home([this, reply = back(context_.shards, std::move(reply))]() mutable { reply(pool_.types()); });
}

void BotManager::list(Actor actor, LobbyId lobby, Reply<protocol::BotList> reply)
{
    after_check(actor, lobby, std::move(reply), domain::may_see_bots, [this, lobby](Reply<protocol::BotList> answer) {
        protocol::BotList all;
        for (const auto* bot : life_.of_lobby(lobby)) all.bots.push_back(to_wire(*bot));
        answer(std::move(all));
    });
}

void BotManager::add(Actor actor, LobbyId lobby, protocol::AddBot body, Reply<protocol::BotResult> reply)
{
    after_check(
        actor, lobby, std::move(reply),
        [](const domain::Lobby& home, const SessionId& session) -> Result<void> {
            if (auto allowed = domain::may_manage_bots(home, session); !allowed) return allowed;
            return domain::has_room_for_bot(home);
        },
        [this, actor, lobby, body = std::move(body)](Reply<protocol::BotResult> answer) mutable {
            auto wish = make_wish(actor, lobby, body);
            if (!wish) return answer(std::move(wish).error());
            want(std::move(*wish), std::move(answer));
        });
}

Result<BotManager::Wish> BotManager::make_wish(const Actor& actor, const LobbyId& lobby, const protocol::AddBot& body)
{
    const auto& settings = context_.settings.bots;
    auto arriving = arriving_.find(lobby);
    const auto there = life_.of_lobby(lobby).size() + (arriving == arriving_.end() ? 0 : arriving->second);
    if (there >= settings.per_lobby)
        return Error{Errc::conflict, "A lobby has at most " + std::to_string(settings.per_lobby) + " bots."};
    if (life_.size() >= settings.max_bots)
        return Error{Errc::unavailable, "This server runs no more bots at the moment.", {}, 60'000};
    Wish wish;
    if (const auto type = pool_.find_type(body.type)) {
        const auto given = body.config ? config_from_json(*protocol::parse_json(body.config->text))
                                       : domain::ConfigValue{domain::ConfigValue::Object{}};
        auto name = domain::parse_name(body.name ? std::string_view{*body.name} : first_characters(type->title, 32));
        if (!name) return std::move(name).error();
        auto config = completed(type, given);
        if (!config) return std::move(config).error();
        wish.record.name = name->shown;
        wish.config = std::move(*config);
    }
    auto provider = pool_.choose(body.type, {});
    if (!provider) return std::move(provider).error();
    wish.provider = *provider;
    wish.record.id = BotId{random_id(random_)};
    wish.record.lobby = lobby;
    wish.record.type = body.type;
    wish.record.config = to_json_text(wish.config);
    wish.record.wanted_by = actor.session;
    wish.actor = actor;
    wish.record.created_at = context_.clock.now();
    return wish;
}

Result<domain::ConfigValue> BotManager::completed(const KnownTypePtr& type, const domain::ConfigValue& config) const
{
    auto whole = domain::complete_config(type->schema, config);
    if (!whole) return whole;
    const auto most = context_.settings.bots.config_bytes;
    if (to_json_text(*whole).size() > most)
        return Error{Errc::too_large, "A bot's configuration has at most " + std::to_string(most) + " bytes.",
                     "config"};
    return whole;
}

void BotManager::want(Wish wish, Reply<protocol::BotResult> reply)
{
    pool_.take_slot(wish.provider);
    ++arriving_[wish.record.lobby];
    auto record = wish.record;
    context_.store.put_bot(
        std::move(record),
        context_.here<void>([this, wish = std::move(wish), reply = std::move(reply)](Result<void> stored) mutable {
            wanted(std::move(wish), std::move(stored), std::move(reply));
        }));
}

void BotManager::wanted(Wish wish, Result<void> stored, Reply<protocol::BotResult> reply)
{
    auto arriving = arriving_.find(wish.record.lobby);
    if (--arriving->second == 0) arriving_.erase(arriving);
    if (!stored) {
        pool_.free_slot(wish.provider);
        return reply(std::move(stored).error());
    }
    auto& bot = life_.add(std::move(wish.record), std::move(wish.config));
    // Meanwhile the provider may have gone, or have told that it offers this type no more.
    if (pool_.find_type(wish.provider, bot.record.type)) {
        life_.start(bot, wish.provider);
    } else {
        pool_.free_slot(wish.provider);
        life_.dispatch(bot);
    }
    note({wish.actor, bot.record.lobby, bot.record.id, std::move(reply)}, "add_bot", to_wire(bot));
}

void BotManager::note(Change change, std::string action, protocol::Bot bot)
{
    AuditRecord line{.at = context_.clock.now(),
                     .session = std::move(change.actor.session),
                     .name = std::move(change.actor.name),
                     .address = std::move(change.actor.address),
                     .action = std::move(action),
                     .lobby = std::move(change.lobby),
                     .target = bot.id,
                     .details = audit_detail("type", bot.type)};
    trail_.write(std::move(line),
                 [bot = std::move(bot), reply = std::move(change.reply)](Result<void> written) mutable {
                     if (!written) return reply(std::move(written).error());
                     reply(protocol::BotResult{std::move(bot)});
                 });
}

protocol::Bot BotManager::to_wire(const LiveBot& bot) const
{
    // Where the type is not known, nothing tells what is secret.
    const auto type = pool_.find_type(bot.record.type);
    protocol::Bot wire{.id = bot.record.id,
                       .type = bot.record.type,
                       .name = bot.record.name,
                       .state = static_cast<protocol::BotState>(bot.state),
                       .detail = bot.detail,
                       .config = {type ? to_json_text(domain::shown_config(type->schema, bot.config)) : "{}"},
                       .participant_id = {},
                       .started_at = {}};
    if (!bot.participant.empty()) wire.participant_id.emplace(bot.participant);
    if (domain::is_running(bot.state)) wire.started_at.emplace(to_ms(bot.started_at));
    return wire;
}

void BotManager::tell_lobby(const LiveBot& bot)
{
    const protocol::BotUpdated message{.lobby_id = bot.record.lobby, .bot = to_wire(bot)};
    lobbies_.visit(bot.record.lobby, [frame = protocol::message_frame(message)](const std::shared_ptr<Room>& room) {
        if (room) room->tell_all(frame);
    });
}

} // namespace parlor::service
