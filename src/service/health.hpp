#pragma once
#include "base/prometheus.hpp"
#include "service/bot/bot_manager.hpp"
#include "service/lobby_shard.hpp"
#include "service/session_manager.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace parlor::service {

/// Health and figures for operators.
class Health final : public HealthApi {
public:
    /// Appends the figures of what lies outside the services (sockets, loops); any thread.
    using Extra = std::function<void(prometheus::Writer&)>;

    /// `homes`: one per shard; they outlive this.
    Health(SessionManager& sessions, BotManager& bots, std::vector<std::unique_ptr<LobbyShard>>& homes, Extra extra);

    bool draining() const override { return draining_.load(std::memory_order_relaxed); }
    /// From now on `/readyz` tells that this node takes nobody new. Any thread.
    void drain() { draining_.store(true, std::memory_order_relaxed); }

    void probe(Reply<protocol::Empty> reply) override;
    void metrics(Reply<std::string> reply) override;

private:
    struct Gathering;

    std::string write(const Gathering& gathered) const;

    SessionManager& sessions_;
    BotManager& bots_;
    std::vector<std::unique_ptr<LobbyShard>>& homes_;
    Extra extra_;
    std::atomic<bool> draining_{false};
};

} // namespace parlor::service
