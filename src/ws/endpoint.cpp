#include "ws/endpoint.hpp"

#include "service/bot/bot_secrets.hpp"
#include "ws/gathering.hpp"
#include "ws/peer.hpp"

#include <algorithm>
#include <utility>

namespace parlor::ws {
namespace {

constexpr std::string_view client_path = "/api/v1/ws";
constexpr std::string_view provider_path = "/api/v1/bots/provider";

using ClientPeer = Peer<service::LiveConnection, protocol::ClientMessages>;
using ProviderPeer = Peer<service::ProviderLink, protocol::ProviderMessages>;

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
    void on_binary(std::string_view) override {}
    void on_closed() override {}
};

/// One connection on its way to a shard.
class Arrival {
public:
    explicit Arrival(EndpointShard& shard) : shard_(&shard) { shard.arriving.fetch_add(1, std::memory_order_relaxed); }
    Arrival(Arrival&& other) noexcept : shard_(std::exchange(other.shard_, nullptr)) {}
    Arrival& operator=(Arrival&&) = delete;
    ~Arrival()
    {
        if (shard_) shard_->arriving.fetch_sub(1, std::memory_order_relaxed);
    }

private:
    EndpointShard* shard_;
};

/// Those on their way included; any thread.
std::size_t connections_of(const EndpointShard& shard)
{
    return shard.hub.size() + shard.arriving.load(std::memory_order_relaxed);
}

bool is_host(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{".-:[]_"}.find(c) != std::string_view::npos;
    });
}

} // namespace

Endpoint::Endpoint(service::LiveServices& services, service::Couriers& couriers, const net::EdgePolicy& policy,
                   std::vector<std::unique_ptr<EndpointShard>>& shards, bool gather, Refusal refusal)
    : services_(services), policy_(policy), shards_(shards), gather_(gather), refusal_(std::move(refusal)),
      client_router_(couriers), provider_router_(couriers)
{
}

void Endpoint::upgrade(net::PendingUpgrade pending)
{
    const auto& request = pending.request();
    const bool client = path_of(request.target) == client_path;
    if (!client && path_of(request.target) != provider_path)
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
    client ? upgrade_client(std::move(pending), std::move(credentials))
           : upgrade_provider(std::move(pending), std::move(credentials));
}

void Endpoint::write_metrics(prometheus::Writer& out) const
{
    out.head("parlor_refusals_total", "Messages of WebSockets that were refused, by code.", "counter");
    for (std::size_t i = 0; i < errc_count; ++i)
        out.sample_count("parlor_refusals_total", "code", to_string(static_cast<Errc>(i)),
                         client_router_.refusals()[i] + provider_router_.refusals()[i]);
    out.counter("parlor_gathered_connections_total",
                "WebSockets that were handed to another event loop than the one that accepted them.",
                gathered_.load(std::memory_order_relaxed));
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

void Endpoint::upgrade_client(net::PendingUpgrade pending, net::Credentials credentials)
{
    auto address = policy_.client_address(pending.request());
    auto decided = [this, pending = std::move(pending)](Result<service::SessionTicket> ticket) mutable {
        if (ticket) return open_client(std::move(pending), std::move(*ticket));
        if (ticket.error().code == Errc::banned) return turn_away(std::move(pending), ticket.error());
        refuse(pending, ticket.error());
    };
    if (service::is_bot_token(credentials.token))
        services_.bots.reserve(std::move(credentials.token), std::move(address), std::move(decided));
    else
        services_.sessions.reserve(std::move(credentials.token), std::move(address), std::move(decided));
}

void Endpoint::upgrade_provider(net::PendingUpgrade pending, net::Credentials credentials)
{
    if (credentials.kind != net::Credentials::Kind::bearer)
        return refuse(pending, {Errc::unauthenticated, "Bot providers show their key as a bearer token."});
    if (socket_url(pending.request()).empty())
        return refuse(pending, {Errc::bad_request, "Host: must name this server.", "Host"});
    services_.bots.admit_provider(std::move(credentials.token),
                                  [this, pending = std::move(pending)](Result<service::ProviderAccess> access) mutable {
                                      if (!access) return refuse(pending, access.error());
                                      open_provider(std::move(pending), std::move(*access));
                                  });
}

std::string Endpoint::socket_url(const net::HttpRequest& request) const
{
    const auto host = request.header("Host");
    if (!is_host(host)) return {};
    return std::string{policy_.is_secure(request) ? "wss://" : "ws://"}.append(host).append(client_path);
}

template <class Make> void Endpoint::accept(net::PendingUpgrade pending, Make make)
{
    auto& hub = shards_[runtime::ShardPool::current()]->hub;
    const auto subprotocol = subprotocol_for(pending.request());
    open(WsConnection::shake_hands(std::move(pending), hub.options(), subprotocol), std::move(make));
}

template <class Make> void Endpoint::open(WsConnection::Opening opening, Make make)
{
    auto& shard = *shards_[runtime::ShardPool::current()];
    WsConnection::open(std::move(opening), ++last_id_, shard.hub,
                       [&](std::shared_ptr<WsConnection> connection) -> std::shared_ptr<WsListener> {
                           auto listener = make(connection, shard);
                           // Who comes after the others were sent away goes, too.
                           if (draining_.load(std::memory_order_relaxed))
                               connection->close(protocol::CloseCode::restarting, "The server restarts.");
                           return listener;
                       });
}

void Endpoint::turn_away(net::PendingUpgrade pending, const Error& why)
{
    // A page sees the code of a close, but not the status of a refused handshake: this one tells it not to come back.
    accept(std::move(pending), [&](const std::shared_ptr<WsConnection>& connection, EndpointShard&) {
        connection->close(protocol::CloseCode::banned, why.message);
        return std::make_shared<Deaf>();
    });
}

ShardIndex Endpoint::shard_for(const net::HttpRequest& request, const service::SessionTicket& ticket) const
{
    const auto here = runtime::ShardPool::current();
    if (!gather_ || shards_.size() == 1) return here;
    const auto lobby = ticket.bot() ? ticket.bot()->lobby : lobby_hint(request.target);
    if (lobby.empty()) return here;
    const auto home = services_.lobbies.home_of(lobby);
    std::vector<std::size_t> counts;
    for (const auto& shard : shards_) counts.push_back(connections_of(*shard));
    return gather(here, home, counts);
}

void Endpoint::open_client(net::PendingUpgrade pending, service::SessionTicket ticket)
{
    const auto home = shard_for(pending.request(), ticket);
    auto& hub = shards_[home]->hub;
    const auto subprotocol = subprotocol_for(pending.request());
    auto opening = WsConnection::shake_hands(std::move(pending), hub.options(), subprotocol);
    const bool moves = home != runtime::ShardPool::current() && opening.taken.stream.is_open() &&
                       opening.taken.stream.move_to(hub.loop().context());
    if (!moves) return begin_client(std::move(opening), std::move(ticket));
    gathered_.fetch_add(1, std::memory_order_relaxed);
    hub.loop().post([this, arrival = Arrival{*shards_[home]}, opening = std::move(opening),
                     ticket = std::move(ticket)]() mutable { begin_client(std::move(opening), std::move(ticket)); });
}

void Endpoint::begin_client(WsConnection::Opening opening, service::SessionTicket ticket)
{
    open(std::move(opening), [&](const std::shared_ptr<WsConnection>& connection, EndpointShard& shard) {
        auto live = std::make_shared<service::LiveConnection>(services_, std::move(ticket), connection);
        auto peer = std::make_shared<ClientPeer>(client_router_, shard.peers, connection, live);
        peer->open();
        connection->send(protocol::message_frame(live->welcome()));
        return peer;
    });
}

void Endpoint::open_provider(net::PendingUpgrade pending, service::ProviderAccess access)
{
    auto url = socket_url(pending.request());
    accept(std::move(pending), [&](const std::shared_ptr<WsConnection>& connection, EndpointShard& shard) {
        auto link = std::make_shared<service::ProviderLink>(services_.settings, services_.clock, services_.bots,
                                                            std::move(access), connection, std::move(url));
        auto peer = std::make_shared<ProviderPeer>(provider_router_, shard.peers, connection, std::move(link));
        peer->open();
        return peer;
    });
}

} // namespace parlor::ws
