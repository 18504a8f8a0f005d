#include "service/bot/bot_manager.hpp"

#include "domain/bot/permission.hpp"
#include "domain/session/name.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "service/bot/bot_manager_impl.hpp"
#include "service/bot/config_json.hpp"

/// Bots as the people of a lobby ask for them. What providers and instances tell is in bot_connections.cpp.
namespace parlor::service {

using domain::BotState;

BotManager::BotManager(std::vector<std::unique_ptr<LobbyShard>>& homes, LobbyManager& lobbies, Random& random)
    : context_(homes.front()->context()), lobbies_(lobbies), random_(random),
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
    on_home([this, reply = back(std::move(reply))]() mutable { reply(pool_.types()); });
}

void BotManager::list(Actor actor, LobbyId lobby, Reply<protocol::BotList> reply)
{
    after_check(
        lobby, std::move(reply),
        [actor = std::move(actor)](const domain::Lobby& home) { return domain::may_see_bots(home, actor.session); },
        [this, lobby](Reply<protocol::BotList> answer) {
            protocol::BotList all;
            for (const auto* bot : life_.of_lobby(lobby)) all.bots.push_back(to_wire(*bot));
            answer(std::move(all));
        });
}

void BotManager::add(Actor actor, LobbyId lobby, protocol::AddBot body, Reply<protocol::BotResult> reply)
{
    after_check(
        lobby, std::move(reply),
        [session = actor.session](const domain::Lobby& home) -> Result<void> {
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
        auto name = domain::parse_name(body.name ? std::string{*body.name} : type->title.substr(0, 32));
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
    if (pool_.find(wish.provider))
        life_.start(bot, wish.provider);
    else
        life_.dispatch(bot);
    reply(protocol::BotResult{to_wire(bot)});
}

Result<LiveBot*> BotManager::require(const LobbyId& lobby, const BotId& id)
{
    auto* bot = life_.find(id);
    if (bot && bot->record.lobby == lobby) return bot;
    return Error{Errc::not_found, "There is no such bot in this lobby.", "bot_id"};
}

void BotManager::configure(Actor actor, LobbyId lobby, BotId bot, protocol::BotPatch body,
                           Reply<protocol::BotResult> reply)
{
    after_check(
        lobby, std::move(reply),
        [actor = std::move(actor)](const domain::Lobby& home) { return domain::may_manage_bots(home, actor.session); },
        [this, lobby, bot = std::move(bot), body = std::move(body)](Reply<protocol::BotResult> answer) {
            reconfigure(lobby, bot, body, std::move(answer));
        });
}

void BotManager::reconfigure(const LobbyId& lobby, const BotId& id, const protocol::BotPatch& body,
                             Reply<protocol::BotResult> reply)
{
    auto bot = require(lobby, id);
    if (!bot) return reply(std::move(bot).error());
    if ((*bot)->state == BotState::stopping)
        return reply(Error{Errc::conflict, "This bot is about to leave.", "bot_id"});
    auto type = pool_.find_type((*bot)->provider, (*bot)->record.type);
    if (!type) type = pool_.find_type((*bot)->record.type);
    if (!type) return reply(pool_.choose((*bot)->record.type, {}).error());
    const auto change = config_from_json(*protocol::parse_json(body.config.text));
    auto config = completed(type, domain::changed_config((*bot)->config, change));
    if (!config) return reply(std::move(config).error());
    if (!configuring_.insert(id).second)
        return reply(Error{Errc::conflict, "Another change of this bot is under way.", "bot_id", 1000});
    auto whole = *config;
    life_.offer_config(
        **bot, *config,
        [this, id, whole = std::move(whole), reply = std::move(reply)](Result<protocol::Json> taken) mutable {
            if (taken) return keep_config(id, std::move(whole), std::move(reply));
            configuring_.erase(id);
            reply(std::move(taken).error());
        });
}

void BotManager::keep_config(const BotId& id, domain::ConfigValue config, Reply<protocol::BotResult> reply)
{
    auto* bot = life_.find(id);
    if (!bot) {
        configuring_.erase(id);
        return reply(Error{Errc::not_found, "This bot is gone.", "bot_id"});
    }
    auto record = bot->record;
    record.config = to_json_text(config);
    context_.store.put_bot(record, context_.here<void>([this, record, config = std::move(config),
                                                        reply = std::move(reply)](Result<void> stored) mutable {
        configuring_.erase(record.id);
        if (!stored) return reply(std::move(stored).error());
        auto* kept = life_.find(record.id);
        if (!kept) return reply(Error{Errc::not_found, "This bot is gone.", "bot_id"});
        kept->record = std::move(record);
        life_.configured(*kept, std::move(config));
        reply(protocol::BotResult{to_wire(*kept)});
    }));
}

void BotManager::remove(Actor actor, LobbyId lobby, BotId bot, Reply<protocol::BotResult> reply)
{
    after_check(
        lobby, std::move(reply),
        [actor = std::move(actor)](const domain::Lobby& home) { return domain::may_manage_bots(home, actor.session); },
        [this, lobby, bot = std::move(bot)](Reply<protocol::BotResult> answer) {
            take_out(lobby, bot, std::move(answer));
        });
}

void BotManager::take_out(const LobbyId& lobby, const BotId& id, Reply<protocol::BotResult> reply)
{
    auto bot = require(lobby, id);
    if (!bot) return reply(std::move(bot).error());
    if ((*bot)->state == BotState::stopping) return reply(protocol::BotResult{to_wire(**bot)});
    context_.store.delete_bot(id,
                              context_.here<void>([this, id, reply = std::move(reply)](Result<void> deleted) mutable {
                                  if (!deleted && deleted.error().code != Errc::not_found)
                                      return reply(std::move(deleted).error());
                                  auto* stopping = life_.find(id);
                                  if (!stopping) return reply(Error{Errc::not_found, "This bot is gone.", "bot_id"});
                                  auto wire = to_wire(*stopping);
                                  wire.state = protocol::BotState::stopping;
                                  life_.stop(*stopping, "It was taken out of the lobby.");
                                  wire.detail = "It was taken out of the lobby.";
                                  reply(protocol::BotResult{std::move(wire)});
                              }));
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
