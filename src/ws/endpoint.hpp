#pragma once
#include "base/prometheus.hpp"
#include "net/edge_policy.hpp"
#include "net/pending_upgrade.hpp"
#include "service/bot/provider_link.hpp"
#include "service/live_connection.hpp"
#include "ws/connection.hpp"
#include "ws/handshake.hpp"
#include "ws/hub.hpp"
#include "ws/peer_registry.hpp"
#include "ws/router.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parlor::ws {

using ClientRouter = Router<service::LiveConnection, protocol::ClientMessages>;
using ProviderRouter = Router<service::ProviderLink, protocol::ProviderMessages>;

/// What one shard's WebSockets need; on that shard's thread alone, but for the counts.
struct EndpointShard {
    EndpointShard(runtime::ShardLoop& loop, const WsOptions& options) : hub(loop, options) {}
    WsHub hub;
    PeerRegistry peers;
    /// Connections that are being handed to this shard; any thread.
    std::atomic<std::size_t> arriving{0};
};

/// Lets requests become WebSockets: `GET /api/v1/ws` with a session or a bot's token, `GET /api/v1/bots/provider` with a
/// provider's key (PROTOCOL.md "The WebSocket", "Bots"). Any shard; a request stays on its own until it is a WebSocket.
class Endpoint {
public:
    /// The HTTP answer to a refusal, as everywhere else.
    using Refusal = std::function<net::HttpResponse(const Error&)>;

    /// Everything given outlives the endpoint; `shards` by index. `gather`: a client goes to its lobby's shard.
    Endpoint(service::LiveServices& services, service::Couriers& couriers, const net::EdgePolicy& policy,
             std::vector<std::unique_ptr<EndpointShard>>& shards, bool gather, Refusal refusal);

    void upgrade(net::PendingUpgrade pending);
    /// Takes nobody new from now on. Any thread.
    void drain() { draining_.store(true, std::memory_order_relaxed); }

    /// What was refused, and who was handed on. Any thread.
    void write_metrics(prometheus::Writer& out) const;

private:
    void upgrade_client(net::PendingUpgrade pending, net::Credentials credentials);
    void upgrade_provider(net::PendingUpgrade pending, net::Credentials credentials);
    void open_client(net::PendingUpgrade pending, service::SessionTicket ticket);
    void open_provider(net::PendingUpgrade pending, service::ProviderAccess access);
    /// Opens a WebSocket only to close it with 4003.
    void turn_away(net::PendingUpgrade pending, const Error& why);
    /// Completes the handshake; `make(connection, shard)` gives its peer.
    template <class Make> void accept(net::PendingUpgrade pending, Make make);
    /// Opens the connection on the calling shard.
    template <class Make> void open(WsConnection::Opening opening, Make make);
    /// On the shard where the client is served from now on.
    void begin_client(WsConnection::Opening opening, service::SessionTicket ticket);
    /// Where a client is best served: by the loop of the lobby that it is for, as long as that tilts nothing.
    ShardIndex shard_for(const net::HttpRequest& request, const service::SessionTicket& ticket) const;
    /// Where whoever made this request finds `/api/v1/ws`; empty where it names no host.
    std::string socket_url(const net::HttpRequest& request) const;
    void refuse(net::PendingUpgrade& pending, const Error& error) const { pending.refuse(refusal_(error)); }
    void refuse_handshake(net::PendingUpgrade& pending, const HandshakeCheck& check) const;

    service::LiveServices& services_;
    const net::EdgePolicy& policy_;
    std::vector<std::unique_ptr<EndpointShard>>& shards_;
    const bool gather_;
    Refusal refusal_;
    ClientRouter client_router_;
    ProviderRouter provider_router_;
    std::atomic<ConnectionId> last_id_{0};
    std::atomic<bool> draining_{false};
    std::atomic<std::uint64_t> gathered_{0};
};

} // namespace parlor::ws
