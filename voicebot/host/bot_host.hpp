#pragma once
#include "client/provider_client.hpp"
#include "voicebot/host/cpu_meter.hpp"
#include "voicebot/host/engine_room.hpp"
#include "voicebot/host/instance.hpp"

#include <map>

namespace parlor::voicebot::host {

/// Runs the bots that the server asks for, and tells it how they fare. The loop's thread only.
class BotHost final : private client::ProviderHandler, private InstanceEvents {
public:
    BotHost(runtime::ShardLoop& loop, EngineRoom& engines, const HostSettings& settings, client::ServerAddress server,
            std::string key);
    ~BotHost() override;

    void start();
    /// Takes no new bots, lets those that speak finish, within the settings' time; then hands all back to the server, which
    /// starts them elsewhere, and calls `then`.
    void drain(UniqueFunction<void()> then);

    bool registered() const { return provider_.registered(); }
    /// The server refuses this host's key for good.
    bool gave_up() const { return provider_.gave_up(); }
    /// In the format of Prometheus.
    std::string metrics();

private:
    void start_bot(protocol::StartBot order, Done done) override;
    void configure_bot(protocol::ConfigureBot order, Done done) override;
    void stop_bot(protocol::StopBot order) override;
    protocol::Load load() override;
    std::vector<protocol::Id> running() override;

    void bot_active(const protocol::Id& bot_id) override;
    void bot_lost(const protocol::Id& bot_id, const Error& why) override;

    void retire(std::unique_ptr<Instance> instance);
    void drain_on(Instant deadline);
    bool somebody_speaks() const;
    double pressure();

    runtime::ShardLoop& loop_;
    EngineRoom& engines_;
    const HostSettings& settings_;
    std::map<protocol::Id, std::unique_ptr<Instance>> bots_;
    CpuMeter cpu_;
    bool draining_ = false;
    UniqueFunction<void()> drained_;
    runtime::TimerId drain_timer_ = 0;
    std::uint64_t started_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t lost_ = 0;
    client::ProviderClient provider_;
};

} // namespace parlor::voicebot::host
