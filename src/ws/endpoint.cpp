#include "ws/endpoint.hpp"

#include "ws/connection.hpp"
#include "ws/handshake.hpp"
#include "ws/peer.hpp"

namespace parlor::ws {
namespace {

constexpr std::string_view path = "/api/v1/ws";

std::string_view path_of(std::string_view target)
{
    return target.substr(0, target.find('?'));
}

std::string_view subprotocol_for(const net::HttpRequest& request)
{
    return offered_subprotocol(request, protocol::subprotocol).wanted ? protocol::subprotocol : "";
}

/// Hears nothing of a connection that only opened to be closed.
class Deaf final : public WsListener {
public:
    void on_text(std::string_view) override {}
    void on_binary() override {}
    void on_closed() override {}
};

} // namespace

Endpoint::Endpoint(service::LiveServices& services, service::Couriers& couriers, const net::EdgePolicy& policy,
                   std::vector<std::unique_ptr<EndpointShard>>& shards, Refusal refusal)
    : services_(services), policy_(policy), shards_(shards), refusal_(std::move(refusal)), router_(couriers)
{
}

void Endpoint::upgrade(net::PendingUpgrade pending)
{
    const auto& request = pending.request();
    if (path_of(request.target) != path)
        return refuse(pending, {Errc::not_found, "There is no WebSocket at this address."});
    if (draining_.load(std::memory_order_relaxed))
        return refuse(pending, {Errc::unavailable, "The server is about to stop.", {}, 1000});
    if (const auto check = check_handshake(request); !check.fine) return refuse_handshake(pending, check);
    const auto offered = offered_subprotocol(request, protocol::subprotocol);
    if (offered.any && !offered.wanted) {
        auto refusal = refusal_({Errc::unsupported, "This server speaks the subprotocol parlor.v1."});
        refusal.status = 400;
        return pending.refuse(std::move(refusal));
    }
    auto credentials = net::read_credentials(request, policy_.is_secure(request));
    if (credentials.kind == net::Credentials::Kind::cookie && !policy_.origin_allowed(request))
        return refuse(pending, {Errc::forbidden, "This page may not use the session: its origin is not allowed."});
    auto address = policy_.client_address(request);
    services_.sessions.reserve(std::move(credentials.token), std::move(address),
                               [this, pending = std::move(pending)](Result<service::SessionTicket> ticket) mutable {
                                   if (ticket) return open(std::move(pending), std::move(*ticket));
                                   if (ticket.error().code == Errc::banned)
                                       return turn_away(std::move(pending), ticket.error());
                                   refuse(pending, ticket.error());
                               });
}

void Endpoint::refuse_handshake(net::PendingUpgrade& pending, const HandshakeCheck& check) const
{
    auto refusal = refusal_({Errc::bad_request, check.reason});
    refusal.status = check.status;
    if (check.status == 426) {
        // RFC 6455 §4.4, RFC 9110 §15.5.22.
        refusal.headers.emplace_back("Sec-WebSocket-Version", "13");
        refusal.headers.emplace_back("Upgrade", "websocket");
    }
    pending.refuse(std::move(refusal));
}

void Endpoint::open(net::PendingUpgrade pending, service::SessionTicket ticket)
{
    auto& shard = *shards_[runtime::ShardPool::current()];
    const auto subprotocol = subprotocol_for(pending.request());
    WsConnection::accept(std::move(pending), ++last_id_, shard.hub, subprotocol,
                         [&](std::shared_ptr<WsConnection> connection) -> std::shared_ptr<WsListener> {
                             auto peer = std::make_shared<Peer>(services_, router_, shard.peers, std::move(ticket),
                                                                std::move(connection));
                             peer->open();
                             return peer;
                         });
}

void Endpoint::turn_away(net::PendingUpgrade pending, const Error& why)
{
    // A page sees the code of a close, but not the status of a refused handshake: this one tells it not to come back.
    auto& shard = *shards_[runtime::ShardPool::current()];
    const auto subprotocol = subprotocol_for(pending.request());
    WsConnection::accept(std::move(pending), ++last_id_, shard.hub, subprotocol,
                         [&](const std::shared_ptr<WsConnection>& connection) -> std::shared_ptr<WsListener> {
                             connection->close(protocol::CloseCode::banned, why.message);
                             return std::make_shared<Deaf>();
                         });
}

} // namespace parlor::ws
