#include "domain/bot/permission.hpp"
#include "protocol/decode.hpp"
#include "service/bot/bot_manager.hpp"
#include "service/bot/bot_manager_impl.hpp"
#include "service/bot/config_json.hpp"

/// What the people of a lobby change about bots that are there.
namespace parlor::service {

namespace {

constexpr const char* taken_out = "It was taken out of the lobby.";

Error no_bot_any_more()
{
    return {Errc::not_found, "This bot is gone.", "bot_id"};
}

} // namespace

Result<LiveBot*> BotManager::require(const LobbyId& lobby, const BotId& id)
{
    auto* bot = life_.find(id);
    if (bot && bot->record.lobby == lobby) return bot;
    return Error{Errc::not_found, "There is no such bot in this lobby.", "bot_id"};
}

void BotManager::configure(Actor actor, LobbyId lobby, BotId bot, protocol::BotPatch body,
                           Reply<protocol::BotResult> reply)
{
    after_check(actor, lobby, std::move(reply), domain::may_manage_bots,
                [this, actor, lobby, bot, body = std::move(body)](Reply<protocol::BotResult> answer) mutable {
                    reconfigure({std::move(actor), lobby, bot, std::move(answer)}, body);
                });
}

void BotManager::reconfigure(Change change, const protocol::BotPatch& body)
{
    auto bot = require(change.lobby, change.bot);
    if (!bot) return change.reply(std::move(bot).error());
    if ((*bot)->unwanted) return change.reply(Error{Errc::conflict, "This bot is about to leave.", "bot_id"});
    auto type = pool_.find_type((*bot)->provider, (*bot)->record.type);
    if (!type) type = pool_.find_type((*bot)->record.type);
    if (!type) return change.reply(pool_.choose((*bot)->record.type, {}).error());
    const auto wish = config_from_json(*protocol::parse_json(body.config.text));
    auto config = completed(type, domain::changed_config((*bot)->config, wish));
    if (!config) return change.reply(std::move(config).error());
    if (!configuring_.insert(change.bot).second)
        return change.reply(Error{Errc::conflict, "Another change of this bot is under way.", "bot_id", 1000});
    auto whole = *config;
    life_.offer_config(
        **bot, *config,
        [this, whole = std::move(whole), change = std::move(change)](Result<protocol::Json> taken) mutable {
            if (taken) return keep_config(std::move(change), std::move(whole));
            configuring_.erase(change.bot);
            change.reply(std::move(taken).error());
        });
}

void BotManager::keep_config(Change change, domain::ConfigValue config)
{
    auto* bot = life_.find(change.bot);
    if (!bot || bot->unwanted) {
        configuring_.erase(change.bot);
        return change.reply(no_bot_any_more());
    }
    auto record = bot->record;
    record.config = to_json_text(config);
    context_.store.put_bot(record, context_.here<void>([this, record, config = std::move(config),
                                                        change = std::move(change)](Result<void> stored) mutable {
        configuring_.erase(change.bot);
        if (!stored) return change.reply(std::move(stored).error());
        auto* kept = life_.find(change.bot);
        if (!kept) return change.reply(no_bot_any_more());
        kept->record = std::move(record);
        life_.configured(*kept, std::move(config));
        note(std::move(change), "configure_bot", to_wire(*kept));
    }));
}

void BotManager::remove(Actor actor, LobbyId lobby, BotId bot, Reply<protocol::BotResult> reply)
{
    after_check(actor, lobby, std::move(reply), domain::may_manage_bots,
                [this, actor, lobby, bot](Reply<protocol::BotResult> answer) mutable {
                    take_out({std::move(actor), lobby, bot, std::move(answer)});
                });
}

void BotManager::take_out(Change change)
{
    auto bot = require(change.lobby, change.bot);
    if (!bot) return change.reply(std::move(bot).error());
    auto wire = to_wire(**bot);
    if ((*bot)->unwanted) return change.reply(protocol::BotResult{std::move(wire)});
    wire.state = protocol::BotState::stopping;
    wire.detail = taken_out;
    unwant(**bot, taken_out, [this, change = std::move(change), wire = std::move(wire)](Result<void> done) mutable {
        if (!done) return change.reply(std::move(done).error());
        note(std::move(change), "remove_bot", std::move(wire));
    });
}

void BotManager::unwant(LiveBot& bot, std::string why, UniqueFunction<void(Result<void>)> then)
{
    bot.unwanted = true;
    const auto id = bot.record.id;
    context_.store.delete_bot(
        id, context_.here<void>([this, id, why = std::move(why), then = std::move(then)](Result<void> deleted) mutable {
            auto* there = life_.find(id);
            if (!there) return then(no_bot_any_more());
            if (!deleted && deleted.error().code != Errc::not_found) {
                there->unwanted = false;
                return then(std::move(deleted));
            }
            life_.stop(*there, std::move(why));
            then({});
        }));
}

} // namespace parlor::service
