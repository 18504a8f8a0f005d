#include "base/log.hpp"
#include "service/bot/bot_life.hpp"
#include "service/bot/config_json.hpp"

/// What providers and lobbies tell of bots that run.
namespace parlor::service {

using domain::BotState;

void BotLife::seen(const BotId& id, const ParticipantId& participant, BotPresence::What what,
                   domain::LeaveReason reason)
{
    auto* bot = find(id);
    if (!bot) return;
    bot->participant = participant;
    bot->present = what == BotPresence::What::entered;
    if (what == BotPresence::What::left) return left(*bot, reason);
    // Neither its provider nor its instance is there any more: no use in waiting for them.
    if (!bot->present && !bot->orphan_of.empty()) return again(*bot, "Its provider is gone.");
    if (!bot->present || (bot->state != BotState::starting && bot->state != BotState::joining)) return;
    disarm(*bot);
    bot->tried.clear();
    counters_.joined(std::chrono::duration_cast<Millis>(context_.clock.instant() - bot->dispatched));
    become(*bot, BotState::active, {});
}

void BotLife::give_up(LiveBot& bot)
{
    bot.unwanted = true;
    hooks_.unwanted(bot);
}

void BotLife::left(LiveBot& bot, domain::LeaveReason reason)
{
    using enum domain::LeaveReason;
    if (bot.state == BotState::stopping) return finish(bot);
    if ((reason == kicked || reason == banned) && bot.state != BotState::failed) {
        give_up(bot);
        return stop(bot, "A moderator took it out of the lobby.");
    }
    // In any other state it is the participant of an earlier run that is gone at last.
    if (bot.state != BotState::active || reason == lobby_closed) return;
    if (reason == timeout) return again(bot, "Its connection to the lobby was lost.");
    // Why it left its provider will tell; or it comes back.
    become(bot, BotState::joining, "It left the lobby.");
    arm(bot, settings().join_timeout, &BotLife::join_timed_out);
}

Result<protocol::Empty> BotLife::reported(ProviderId provider, const protocol::BotStateReport& report)
{
    auto* bot = find(BotId{report.bot_id});
    if (!bot || bot->provider != provider)
        return Error{Errc::not_found, "This bot does not run at this provider.", "bot_id"};
    auto state = domain::decide(bot->state, static_cast<BotState>(report.state));
    if (!state) return std::move(state).error();
    std::string detail = report.detail.value_or(protocol::Text<0, 500>{});
    switch (*state) {
    case BotState::failed: fail(*bot, name_of(provider) + ": " + (detail.empty() ? "the bot failed." : detail)); break;
    case BotState::stopped:
        if (bot->state != BotState::stopping) give_up(*bot);
        if (!detail.empty()) bot->detail = std::move(detail);
        finish(*bot);
        break;
    case BotState::joining:
        if (bot->state == BotState::starting) arm(*bot, settings().join_timeout, &BotLife::join_timed_out);
        become(*bot, *state, std::move(detail));
        break;
    default: become(*bot, *state, std::move(detail));
    }
    return protocol::Empty{};
}

void BotLife::answered(ProviderId provider, const std::string& id, Result<protocol::Json> result)
{
    calls_.answered(provider, id, std::move(result));
}

void BotLife::offer_config(LiveBot& bot, const domain::ConfigValue& config, Reply<protocol::Json> reply)
{
    auto* provider = pool_.find(bot.provider);
    if (!provider) return reply(protocol::Json{});
    calls_.ask(*provider, protocol::ConfigureBot{.bot_id = bot.record.id, .config = {to_json_text(config)}},
               settings().start_timeout,
               [name = provider->name, reply = std::move(reply)](Result<protocol::Json> answer) mutable {
                   if (!answer) return reply(Error{Errc::provider_failed, name + ": " + answer.error().message});
                   reply(std::move(answer));
               });
}

void BotLife::provider_registered(ProviderId provider, const std::vector<protocol::Id>& bots)
{
    for (const auto& id : bots) adopt(provider, BotId{id});
    retry_waiting();
}

void BotLife::adopt(ProviderId id, const BotId& bot_id)
{
    auto& provider = *pool_.find(id);
    auto* bot = find(bot_id);
    if (bot && bot->provider == id) return;
    // Its own old connection may not yet be known to be dead.
    auto* before = bot ? pool_.find(bot->provider) : nullptr;
    const auto& owner = before ? before->access.key_id : bot ? bot->orphan_of : std::string{};
    if (!bot || owner != provider.access.key_id || !domain::is_running(bot->state))
        return tell_stop(id, bot_id, "It does not run here any more.");
    pool_.free_slot(bot->provider);
    pool_.take_slot(id);
    bot->provider = id;
    bot->provider_name = provider.name;
    bot->orphan_of.clear();
    disarm(*bot);
    if (bot->state == BotState::stopping) return finish(*bot);
    // Its configuration may have been changed while nobody could be told.
    offer_config(*bot, bot->config, [](Result<protocol::Json>) {});
    if (bot->present) return;
    if (bot->state == BotState::starting) become(*bot, BotState::joining, {});
    arm(*bot, settings().join_timeout, &BotLife::join_timed_out);
}

void BotLife::provider_lost(ProviderId id)
{
    auto* provider = pool_.find(id);
    if (!provider) return;
    const auto key_id = provider->access.key_id;
    const auto name = provider->name;
    pool_.remove(id);
    std::vector<BotId> hit;
    for (const auto& [bot_id, bot] : bots_)
        if (bot->provider == id) hit.push_back(bot_id);
    if (!hit.empty()) log::warning("provider_lost", {{"provider", name}, {"bots", std::to_string(hit.size())}});
    for (const auto& bot_id : hit) {
        auto& bot = *find(bot_id);
        if (bot.state == BotState::stopping)
            finish(bot);
        else if (bot.present)
            orphan(bot, key_id);
        else
            again(bot, name + " is gone.");
    }
    calls_.lost(id);
}

void BotLife::orphan(LiveBot& bot, const std::string& key_id)
{
    bot.provider = 0;
    bot.orphan_of = key_id;
    arm(bot, settings().provider_grace, &BotLife::grace_over);
}

void BotLife::grace_over(LiveBot& bot)
{
    again(bot, "Its provider is gone.");
}

} // namespace parlor::service
