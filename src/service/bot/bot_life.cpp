#include "service/bot/bot_life.hpp"

#include "base/log.hpp"
#include "service/bot/config_json.hpp"

#include <algorithm>

/// How a bot comes to run, and how its run ends. What lobbies and providers tell of it is in bot_reports.cpp.
namespace parlor::service {

using domain::BotState;

BotLife::BotLife(ShardContext& context, LobbyManager& lobbies, ProviderPool& pool, BotAccess& access, Hooks hooks)
    : context_(context), lobbies_(lobbies), pool_(pool), access_(access), calls_(context), hooks_(std::move(hooks))
{
}

LiveBot& BotLife::add(domain::BotRecord record, domain::ConfigValue config)
{
    auto& bot = bots_[record.id];
    bot = std::make_unique<LiveBot>();
    bot->record = std::move(record);
    bot->config = std::move(config);
    return *bot;
}

LiveBot* BotLife::find(const BotId& bot)
{
    auto found = bots_.find(bot);
    return found == bots_.end() ? nullptr : found->second.get();
}

const LiveBot* BotLife::find(const BotId& bot) const
{
    auto found = bots_.find(bot);
    return found == bots_.end() ? nullptr : found->second.get();
}

std::vector<const LiveBot*> BotLife::page(const BotId& after, std::size_t limit) const
{
    std::vector<const LiveBot*> all;
    for (auto bot = bots_.upper_bound(after); bot != bots_.end() && all.size() < limit; ++bot)
        all.push_back(bot->second.get());
    return all;
}

std::vector<LiveBot*> BotLife::of_lobby(const LobbyId& lobby)
{
    std::vector<LiveBot*> all;
    for (auto& [id, bot] : bots_)
        if (bot->record.lobby == lobby) all.push_back(bot.get());
    std::ranges::sort(all, {}, [](const auto* bot) { return bot->record.created_at; });
    return all;
}

void BotLife::become(LiveBot& bot, BotState state, std::string detail)
{
    if (bot.state == state && bot.detail == detail) return;
    if (bot.state != state && !domain::may_become(bot.state, state))
        log::error("bot_state", {{"bot", bot.record.id.str()},
                                 {"from", std::string{domain::to_string(bot.state)}},
                                 {"to", std::string{domain::to_string(state)}}});
    const auto before = std::exchange(bot.state, state);
    bot.detail = std::move(detail);
    hooks_.changed(bot);
    if (before != state) context_.events.publish(BotStateChanged{bot.record, state, bot.detail, bot.provider_name});
}

void BotLife::dispatch(LiveBot& bot)
{
    auto chosen = pool_.choose(bot.record.type, bot.tried);
    if (!chosen) return become(bot, BotState::requested, chosen.error().message);
    pool_.take_slot(*chosen);
    start(bot, *chosen);
}

void BotLife::start(LiveBot& bot, ProviderId provider)
{
    bot.provider = provider;
    bot.provider_name = name_of(provider);
    bot.started_at = context_.clock.now();
    bot.dispatched = context_.clock.instant();
    // It may have been configured for another provider's version of its type.
    const auto type = pool_.find_type(provider, bot.record.type);
    auto config = domain::complete_config(type->schema, domain::known_config(type->schema, bot.config));
    if (!config) return fail(bot, config.error().message);
    const auto run = ++bot.run;
    ++counters_.starts;
    auto token = access_.issue({.bot = bot.record.id,
                                .lobby = bot.record.lobby,
                                .name = bot.record.name,
                                .transcribes = type->has("transcribe")});
    become(bot, BotState::starting, {});
    read_history(bot.record.lobby, [this, id = bot.record.id, run, token = std::move(token),
                                    text = to_json_text(*config)](std::vector<protocol::Entry> entries) mutable {
        send_start(id, run, std::move(token), std::move(text), std::move(entries));
    });
}

void BotLife::read_history(const LobbyId& lobby, UniqueFunction<void(std::vector<protocol::Entry>)> then)
{
    auto back = [this, then = std::move(then)](std::vector<protocol::Entry> entries) mutable {
        context_.shards.post(context_.self, [then = std::move(then), entries = std::move(entries)]() mutable {
            then(std::move(entries));
        });
    };
    lobbies_.visit(lobby,
                   [query =
                        protocol::GetEntries{
                            .lobby_id = lobby, .before_seq = {}, .after_seq = {}, .limit = settings().history_entries},
                    back = std::move(back)](const std::shared_ptr<Room>& room) mutable {
                       if (!room || query.limit->value == 0) return back({});
                       room->entries(query, [back = std::move(back)](Result<protocol::EntryPage> page) mutable {
                           // Without them the bot knows less; it can still be of use.
                           back(page ? std::move(page->entries) : std::vector<protocol::Entry>{});
                       });
                   });
}

void BotLife::send_start(const BotId& id, std::uint64_t run, std::string token, std::string config,
                         std::vector<protocol::Entry> entries)
{
    auto* bot = find(id);
    auto* provider = bot && bot->run == run && bot->state == BotState::starting ? pool_.find(bot->provider) : nullptr;
    if (!provider) return;
    // The newest that fit.
    std::size_t bytes = 0;
    auto first = entries.end();
    while (first != entries.begin()) {
        bytes += protocol::to_json(*std::prev(first)).size();
        if (bytes > settings().history_bytes) break;
        --first;
    }
    entries.erase(entries.begin(), first);
    calls_.ask(*provider,
               protocol::StartBot{.bot_id = bot->record.id,
                                  .type_ = bot->record.type,
                                  .name = bot->record.name,
                                  .lobby_id = bot->record.lobby,
                                  .config = {std::move(config)},
                                  .token = std::move(token),
                                  .url = provider->url,
                                  .entries = std::move(entries)},
               settings().start_timeout,
               [this, id, run](Result<protocol::Json> answer) { started(id, run, std::move(answer)); });
}

void BotLife::started(const BotId& id, std::uint64_t run, Result<protocol::Json> answer)
{
    auto* bot = find(id);
    if (!bot || bot->run != run || !bot->provider || bot->state == BotState::stopping) return;
    if (!answer) {
        // One that was too slow to answer may start it yet.
        const bool late = answer.error().code == Errc::unavailable;
        return refused(*bot, name_of(bot->provider) + ": " + answer.error().message, late);
    }
    if (bot->state != BotState::starting) return;
    become(*bot, BotState::joining, {});
    arm(*bot, settings().join_timeout, &BotLife::join_timed_out);
}

void BotLife::join_timed_out(LiveBot& bot)
{
    refused(bot,
            name_of(bot.provider) + ": the bot did not come into the lobby within " +
                std::to_string(settings().join_timeout.count()) + " ms.",
            true);
}

void BotLife::refused(LiveBot& bot, const std::string& why, bool stop_there)
{
    const auto provider = bot.provider;
    ++counters_.refusals;
    log::warning("bot_refused", {{"bot", bot.record.id.str()}, {"type", bot.record.type}, {"why", why}});
    if (stop_there) tell_stop(provider, bot.record.id, "It did not start in time.");
    end_run(bot, BotAccess::Ending::moved);
    bot.tried.insert(provider);
    auto next = pool_.choose(bot.record.type, bot.tried);
    if (!next) return fail(bot, why);
    pool_.take_slot(*next);
    become(bot, BotState::requested, why);
    start(bot, *next);
}

void BotLife::again(LiveBot& bot, const std::string& why)
{
    tell_stop(bot.provider, bot.record.id, why);
    end_run(bot, BotAccess::Ending::moved);
    bot.tried.clear();
    const auto now = context_.clock.instant();
    while (!bot.restarts.empty() && now - bot.restarts.front() > settings().restart_window) bot.restarts.pop_front();
    if (bot.restarts.size() >= settings().restarts)
        return fail(bot,
                    "It was started anew " + std::to_string(bot.restarts.size()) + " times in a short time. " + why);
    bot.restarts.push_back(now);
    ++counters_.restarts;
    become(bot, BotState::requested, why);
    dispatch(bot);
}

void BotLife::fail(LiveBot& bot, std::string why)
{
    ++counters_.failures;
    log::warning("bot_failed", {{"bot", bot.record.id.str()}, {"type", bot.record.type}, {"why", why}});
    end_run(bot, BotAccess::Ending::for_good);
    dismiss(bot);
    become(bot, BotState::failed, std::move(why));
}

void BotLife::stop(LiveBot& bot, std::string reason)
{
    disarm(bot);
    if (bot.state == BotState::stopping) return;
    auto* provider = pool_.find(bot.provider);
    become(bot, BotState::stopping, reason);
    if (!provider) return finish(bot);
    calls_.ask(*provider, protocol::StopBot{.bot_id = bot.record.id, .reason = std::move(reason)},
               settings().stop_timeout, [this, id = bot.record.id](Result<protocol::Json> answer) {
                   auto* stopping = find(id);
                   // An ack says that it is on its way out; it is gone when it has left, or says so.
                   if (stopping && (!answer || !stopping->present)) finish(*stopping);
               });
    arm(bot, settings().stop_timeout, &BotLife::finish);
}

void BotLife::finish(LiveBot& bot)
{
    const auto id = bot.record.id;
    end_run(bot, BotAccess::Ending::for_good);
    dismiss(bot);
    become(bot, BotState::stopped, bot.detail);
    bots_.erase(id);
}

void BotLife::configured(LiveBot& bot, domain::ConfigValue config)
{
    bot.config = std::move(config);
    hooks_.changed(bot);
    if (bot.state != BotState::failed) return;
    bot.restarts.clear();
    bot.tried.clear();
    become(bot, BotState::requested, {});
    dispatch(bot);
}

void BotLife::lobby_ended(const LobbyId& lobby)
{
    for (auto* bot : of_lobby(lobby)) {
        tell_stop(bot->provider, bot->record.id, "The lobby has ended.");
        end_run(*bot, BotAccess::Ending::for_good);
        bots_.erase(bot->record.id);
    }
}

void BotLife::end_run(LiveBot& bot, BotAccess::Ending ending)
{
    disarm(bot);
    access_.revoke(bot.record.id, ending);
    if (bot.provider) {
        pool_.free_slot(bot.provider);
        retry_waiting();
    }
    bot.provider = 0;
    bot.orphan_of.clear();
    bot.present = false;
}

void BotLife::tell_stop(ProviderId id, const BotId& bot, const std::string& reason)
{
    if (auto* provider = pool_.find(id))
        context_.courier.send(provider->connection,
                              protocol::message_frame(protocol::StopBot{.bot_id = bot, .reason = reason}));
}

void BotLife::dismiss(const LiveBot& bot)
{
    if (bot.participant.empty()) return;
    lobbies_.visit(bot.record.lobby, [participant = bot.participant](const std::shared_ptr<Room>& room) {
        if (room) room->dismiss(participant);
    });
}

void BotLife::arm(LiveBot& bot, Millis delay, void (BotLife::*then)(LiveBot&))
{
    disarm(bot);
    bot.timer = context_.timers.after(delay, [this, id = bot.record.id, then] {
        auto* waiting = find(id);
        if (!waiting) return;
        waiting->timer = 0;
        (this->*then)(*waiting);
    });
}

void BotLife::disarm(LiveBot& bot)
{
    if (bot.timer) context_.timers.cancel(std::exchange(bot.timer, 0));
}

std::string BotLife::name_of(ProviderId provider) const
{
    auto* known = pool_.find(provider);
    return known ? known->name : "The provider";
}

void BotLife::retry_waiting()
{
    if (std::exchange(retrying_, true)) return;
    // Later, so that whoever frees a slot is done with it.
    context_.shards.post(context_.self, [this] {
        retrying_ = false;
        // Slots are only taken meanwhile: a type that nobody can take once is not asked for again.
        std::map<std::string, std::string> nobody;
        for (auto& [id, bot] : bots_) {
            if (bot->state != BotState::requested || bot->provider) continue;
            const auto refused = nobody.find(bot->record.type);
            if (refused != nobody.end())
                become(*bot, BotState::requested, refused->second);
            else if (dispatch(*bot); bot->state == BotState::requested)
                nobody.emplace(bot->record.type, bot->detail);
        }
    });
}

void BotLife::count_states(BotStats& stats) const
{
    for (const auto& [id, bot] : bots_) ++stats.by_state.at(static_cast<std::size_t>(bot->state));
    stats.counters = counters_;
}

} // namespace parlor::service
