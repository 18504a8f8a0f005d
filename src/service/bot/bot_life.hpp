#pragma once
#include "service/bot/bot_access.hpp"
#include "service/bot/bot_stats.hpp"
#include "service/bot/live_bot.hpp"
#include "service/bot/provider_calls.hpp"
#include "service/events.hpp"
#include "service/lobby_manager.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parlor::service {

/// What becomes of bots once they are wanted: they are given to a provider, started, seen to join, moved where their
/// provider is lost, and stopped. Lives on one shard, used on its thread alone; lobbies are reached through posts.
class BotLife {
public:
    struct Hooks {
        /// Its state, detail or configuration is another one.
        std::function<void(const LiveBot&)> changed;
        /// A moderator or the bot itself has ended it: it is wanted no more.
        std::function<void(const LiveBot&)> unwanted;
    };

    BotLife(ShardContext& context, LobbyManager& lobbies, ProviderPool& pool, BotAccess& access, Hooks hooks);

    LiveBot& add(domain::BotRecord record, domain::ConfigValue config);
    LiveBot* find(const BotId& bot);
    const LiveBot* find(const BotId& bot) const;
    /// By id, those behind `after`.
    std::vector<const LiveBot*> page(const BotId& after, std::size_t limit) const;
    std::vector<LiveBot*> of_lobby(const LobbyId& lobby);
    std::size_t size() const { return bots_.size(); }
    /// Takes out a bot that never ran.
    void forget(const BotId& bot) { bots_.erase(bot); }

    /// Gives it to a provider, or lets it wait for one.
    void dispatch(LiveBot& bot);
    /// Starts it at a provider where a slot was taken for it.
    void start(LiveBot& bot, ProviderId provider);
    /// Begins to stop it; `reason` is told to its provider and to the lobby. Where nobody runs it, it is gone at once.
    void stop(LiveBot& bot, std::string reason);
    /// Takes up a new configuration that is committed. A failed bot is tried again.
    void configured(LiveBot& bot, domain::ConfigValue config);
    void lobby_ended(const LobbyId& lobby);

    // From providers

    /// What the provider must be asked before a configuration is committed; answers at once where nobody runs the bot.
    void offer_config(LiveBot& bot, const domain::ConfigValue& config, Reply<protocol::Json> reply);
    void answered(ProviderId provider, const std::string& id, Result<protocol::Json> result);
    Result<protocol::Empty> reported(ProviderId provider, const protocol::BotStateReport& report);
    /// It is back, or has told anew what it offers; these bots still run there.
    void provider_registered(ProviderId provider, const std::vector<protocol::Id>& bots);
    void provider_lost(ProviderId provider);
    /// Something may be possible now that was not before.
    void retry_waiting();

    // From lobbies

    void seen(const BotId& bot, const ParticipantId& participant, BotPresence::What what, domain::LeaveReason reason);

    const BotCounters& counters() const { return counters_; }
    void count_states(BotStats& stats) const;

private:
    void become(LiveBot& bot, domain::BotState state, std::string detail);
    void send_start(const BotId& id, std::uint64_t run, std::string token, std::string config,
                    std::vector<protocol::Entry> entries);
    void read_history(const LobbyId& lobby, UniqueFunction<void(std::vector<protocol::Entry>)> then);
    void started(const BotId& id, std::uint64_t run, Result<protocol::Json> answer);
    /// This provider can't: the next one is tried; where there is none the bot has failed.
    void refused(LiveBot& bot, const std::string& why, bool stop_there);
    /// Its run is lost through no fault of a refusal: it is started anew.
    void again(LiveBot& bot, const std::string& why);
    void fail(LiveBot& bot, std::string why);
    void finish(LiveBot& bot);
    void give_up(LiveBot& bot);
    void left(LiveBot& bot, domain::LeaveReason reason);
    void adopt(ProviderId provider, const BotId& id);
    void orphan(LiveBot& bot, const std::string& key_id);

    /// Ends the present run: its provider's slot, its token, its timer.
    void end_run(LiveBot& bot, BotAccess::Ending ending);
    void tell_stop(ProviderId provider, const BotId& bot, const std::string& reason);
    void dismiss(const LiveBot& bot);
    void arm(LiveBot& bot, Millis delay, void (BotLife::*then)(LiveBot&));
    void disarm(LiveBot& bot);
    void join_timed_out(LiveBot& bot);
    void grace_over(LiveBot& bot);
    std::string name_of(ProviderId provider) const;
    const BotSettings& settings() const { return context_.settings.bots; }

    ShardContext& context_;
    LobbyManager& lobbies_;
    ProviderPool& pool_;
    BotAccess& access_;
    ProviderCalls calls_;
    Hooks hooks_;
    std::map<BotId, std::unique_ptr<LiveBot>> bots_;
    BotCounters counters_;
    bool retrying_ = false;
};

} // namespace parlor::service
