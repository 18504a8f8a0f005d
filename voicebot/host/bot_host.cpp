#include "voicebot/host/bot_host.hpp"

#include "base/log.hpp"
#include "base/prometheus.hpp"

#include <algorithm>

namespace parlor::voicebot::host {
namespace {

/// Between looks at whether everybody has finished.
constexpr Millis drain_every{50};

client::ProviderOptions provider_options(const HostSettings& settings, client::ServerAddress server, std::string key)
{
    return {.server = std::move(server),
            .key = std::move(key),
            .name = settings.name,
            .types = offered_types(settings),
            .max_instances = settings.max_bots};
}

} // namespace

BotHost::BotHost(runtime::ShardLoop& loop, EngineRoom& engines, const HostSettings& settings,
                 client::ServerAddress server, std::string key)
    : loop_(loop), engines_(engines), settings_(settings),
      provider_(loop, provider_options(settings, std::move(server), std::move(key)),
                static_cast<client::ProviderHandler&>(*this))
{
}

BotHost::~BotHost()
{
    loop_.timers().cancel(drain_timer_);
}

void BotHost::start()
{
    provider_.start();
}

void BotHost::start_bot(protocol::StartBot order, Done done)
{
    const bool known = bots_.contains(order.bot_id);
    if (draining_ || (!known && bots_.size() >= settings_.max_bots)) {
        ++refused_;
        return done(Error{Errc::unavailable, draining_ ? "This host is going away." : "This host is full."});
    }
    if (known) retire(std::move(bots_.extract(order.bot_id).mapped()));
    auto instance = Instance::start(loop_, engines_.workshop(), order, static_cast<InstanceEvents&>(*this));
    if (!instance) {
        ++refused_;
        log::warning("bot_not_started", {{"bot", order.bot_id}, {"what", instance.error().message}});
        return done(instance.error());
    }
    ++started_;
    log::info("bot_started", {{"bot", order.bot_id}, {"type", order.type_}, {"lobby", order.lobby_id}});
    bots_[order.bot_id] = std::move(*instance);
    done({});
}

void BotHost::configure_bot(protocol::ConfigureBot order, Done done)
{
    const auto found = bots_.find(order.bot_id);
    if (found == bots_.end()) return done(Error{Errc::not_found, "This bot does not run here."});
    done(found->second->configure(order.config.text));
}

void BotHost::stop_bot(protocol::StopBot order)
{
    const auto found = bots_.find(order.bot_id);
    if (found == bots_.end()) return;
    log::info("bot_stopped", {{"bot", order.bot_id}, {"reason", order.reason}});
    found->second->leave();
    retire(std::move(bots_.extract(found).mapped()));
}

void BotHost::retire(std::unique_ptr<Instance> instance)
{
    // Its leave goes out first; and it may be one of its own handlers that asks for this.
    loop_.post([held = std::move(instance)] {});
}

protocol::Load BotHost::load()
{
    return {.instances = bots_.size(), .load = {pressure()}, .draining = {draining_}};
}

double BotHost::pressure()
{
    const auto slots = static_cast<double>(bots_.size()) / static_cast<double>(settings_.max_bots);
    return std::clamp(std::max(slots, cpu_.share()), 0.0, 1.0);
}

std::vector<protocol::Id> BotHost::running()
{
    std::vector<protocol::Id> ids;
    for (const auto& [id, bot] : bots_) ids.push_back(id);
    return ids;
}

void BotHost::bot_active(const protocol::Id& bot_id)
{
    provider_.report(bot_id, protocol::BotState::active, {});
}

void BotHost::bot_lost(const protocol::Id& bot_id, const Error& why)
{
    const auto found = bots_.find(bot_id);
    if (found == bots_.end()) return;
    ++lost_;
    log::warning("bot_lost", {{"bot", bot_id}, {"what", why.message}});
    // A lobby that has ended has no use for it; everything else is a failure that the lobby is to see.
    const bool over = why.code == Errc::lobby_closed || why.code == Errc::not_joined;
    provider_.report(bot_id, over ? protocol::BotState::stopped : protocol::BotState::failed, why.message);
    retire(std::move(bots_.extract(found).mapped()));
}

bool BotHost::somebody_speaks() const
{
    return std::ranges::any_of(bots_, [](const auto& one) { return one.second->speaks(); });
}

void BotHost::drain(UniqueFunction<void()> then)
{
    if (draining_) return;
    draining_ = true;
    drained_ = std::move(then);
    log::info("draining", {{"bots", std::to_string(bots_.size())}});
    const auto deadline = std::chrono::steady_clock::now() + settings_.drain;
    provider_.tell_load();
    drain_on(deadline);
}

void BotHost::drain_on(Instant deadline)
{
    if (somebody_speaks() && std::chrono::steady_clock::now() < deadline) {
        drain_timer_ = loop_.timers().after(drain_every, [this, deadline] { drain_on(deadline); });
        return;
    }
    // The provider's connection first: bots whose own connection is lost before that would be missed as failures.
    provider_.stop();
    bots_.clear();
    if (drained_) std::exchange(drained_, {})();
}

std::string BotHost::metrics()
{
    prometheus::Writer out;
    const auto& meters = engines_.workshop().meters;
    const auto recognised = engines_.recognised();
    std::map<std::string, double> by_type;
    for (const auto& type : offered_types(settings_)) by_type[type.type] = 0;
    double peers = 0;
    for (const auto& [id, bot] : bots_) {
        ++by_type[bot->type()];
        peers += static_cast<double>(bot->connected_peers());
    }
    out.gauge("voicebot_registered", "1 while the server knows this host.", registered() ? 1 : 0);
    out.gauge("voicebot_pressure", "The load told to the server, 0 to 1.", pressure());
    out.head("voicebot_bots", "Bots that run here.", "gauge");
    for (const auto& [type, count] : by_type) out.sample("voicebot_bots", "type", type, count);
    out.gauge("voicebot_peers", "Participants that bots are connected to.", peers);
    out.counter("voicebot_bots_started_total", "Bots started.", started_);
    out.counter("voicebot_bots_refused_total", "Bots that could not be started.", refused_);
    out.counter("voicebot_bots_lost_total", "Bots that lost their lobby.", lost_);
    out.counter("voicebot_connections_total", "Connections to participants made.", meters.connections);
    out.counter("voicebot_connections_lost_total", "Connections to participants lost.", meters.lost_connections);
    out.counter("voicebot_utterances_total", "Utterances recognised here.", recognised.finished);
    out.counter("voicebot_utterances_refused_total", "Utterances that found no recogniser.", recognised.refused);
    out.counter("voicebot_utterances_failed_total", "Utterances that a recogniser failed at.", recognised.failed);
    out.counter("voicebot_answers_total", "Answers begun.", meters.answers);
    out.counter("voicebot_answers_failed_total", "Answers that no brain could give.", meters.failed_answers);
    out.counter("voicebot_interruptions_total", "Answers cut off by people.", meters.interruptions);
    out.counter("voicebot_frames_skipped_total", "Frames left out by a machine that could not keep up.",
                engines_.skipped_frames());
    const std::pair<std::string_view, const bots::Stage*> stages[] = {{"connect", &meters.connect},
                                                                      {"transcript", &meters.transcript},
                                                                      {"first_words", &meters.first_words},
                                                                      {"first_sound", &meters.first_sound}};
    const auto per_stage = [&](std::string_view name, std::string_view help, std::string_view kind, auto value) {
        out.head(name, help, kind);
        for (const auto& [stage, meter] : stages) out.sample(name, "stage", stage, value(*meter));
    };
    const auto seconds = [](Millis time) { return static_cast<double>(time.count()) / 1'000; };
    per_stage("voicebot_stage_total", "How often each stage was passed.", "counter",
              [](const auto& stage) { return static_cast<double>(stage.count); });
    per_stage("voicebot_stage_seconds_total", "Time until each stage, from the end of the speech.", "counter",
              [&](const auto& stage) { return seconds(stage.sum); });
    per_stage("voicebot_stage_longest_seconds", "The longest time until each stage.", "gauge",
              [&](const auto& stage) { return seconds(stage.longest); });
    return out.take();
}

} // namespace parlor::voicebot::host
