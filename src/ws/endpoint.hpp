#pragma once
#include "net/edge_policy.hpp"
#include "net/pending_upgrade.hpp"
#include "service/live_connection.hpp"
#include "ws/handshake.hpp"
#include "ws/hub.hpp"
#include "ws/peer_registry.hpp"
#include "ws/router.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace parlor::ws {

/// What one shard's WebSockets need; on that shard's thread alone.
struct EndpointShard {
    EndpointShard(runtime::ShardLoop& loop, const WsOptions& options) : hub(loop, options) {}
    WsHub hub;
    PeerRegistry peers;
};

/// `GET /api/v1/ws`: lets a request with a session become a WebSocket (PROTOCOL.md "The WebSocket"). Any shard; each
/// request stays on its own.
class Endpoint {
public:
    /// The HTTP answer to a refusal, as everywhere else.
    using Refusal = std::function<net::HttpResponse(const Error&)>;

    /// Everything given outlives the endpoint; `shards` by index.
    Endpoint(service::LiveServices& services, service::Couriers& couriers, const net::EdgePolicy& policy,
             std::vector<std::unique_ptr<EndpointShard>>& shards, Refusal refusal);

    void upgrade(net::PendingUpgrade pending);
    /// Takes nobody new from now on. Any thread.
    void drain() { draining_.store(true, std::memory_order_relaxed); }

private:
    void open(net::PendingUpgrade pending, service::SessionTicket ticket);
    /// Opens a WebSocket only to close it with 4003.
    void turn_away(net::PendingUpgrade pending, const Error& why);
    void refuse(net::PendingUpgrade& pending, const Error& error) const { pending.refuse(refusal_(error)); }
    void refuse_handshake(net::PendingUpgrade& pending, const HandshakeCheck& check) const;

    service::LiveServices& services_;
    const net::EdgePolicy& policy_;
    std::vector<std::unique_ptr<EndpointShard>>& shards_;
    Refusal refusal_;
    Router router_;
    std::atomic<ConnectionId> last_id_{0};
    std::atomic<bool> draining_{false};
};

} // namespace parlor::ws
