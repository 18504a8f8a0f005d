#include "server/node.hpp"

#include "base/log.hpp"
#include "server/listen_address.hpp"
#include "service/configured_lobbies.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

namespace parlor::server {
namespace {

/// How often a draining server looks whether all are gone.
constexpr Millis drain_look{20};

ShardIndex shard_count(const ServerSettings& settings)
{
    if (settings.shards > 0) return static_cast<ShardIndex>(settings.shards);
    return std::max(1U, std::thread::hardware_concurrency());
}

ws::WsOptions ws_options(const service::Settings& service, const NetSettings& net)
{
    return {
        .message_bytes = service.message_bytes,
        .heartbeat = service.heartbeat,
        .outbox = {.soft_bytes = net.outbox_soft_bytes, .hard_bytes = net.outbox_hard_bytes},
        .blocked_time = net.blocked_time,
        .close_time = net.close_time,
        .batch_sends = net.io_uring != "off",
        .deflate = {.on = net.compression, .from_bytes = net.compression_from, .up_to_bytes = net.compression_up_to}};
}

Result<void> open(net::Listener& listener, const std::string& address)
{
    auto endpoint = parse_listen_address(address);
    if (!endpoint) return endpoint.error();
    if (auto fault = listener.open(*endpoint))
        return Error{Errc::unavailable, "Cannot listen on " + address + ": " + fault.message() + "."};
    return {};
}

http::StaticFiles load_web_client(const std::string& folder)
{
    if (folder.empty()) return {};
    auto files = http::StaticFiles::load(folder);
    if (files) return std::move(*files);
    log::warning("web_client_missing", {{"what", files.error().message}});
    return {};
}

} // namespace

/// Parts that live on one shard and on no other.
struct Node::Shard {
    Shard(Node& node, ShardIndex self)
        : timers(node.pool_.loop(self)),
          context{
              node.config_.service, node.clock_, node.shards_adapter_, self,           timers, node.couriers_.of(self),
              *node.store_,         node.ids_,   node.random_,         node.passwords_}
    {
    }
    TimersAdapter timers;
    service::ShardContext context;
};

Node::Node(Config config, std::unique_ptr<service::Store> store, std::string secret)
    : config_(std::move(config)), store_(std::move(store)), ids_(std::move(secret)), pool_(shard_count(config_.server)),
      shards_adapter_(pool_), couriers_(shards_adapter_),
      worker_pool_(
          std::make_unique<runtime::WorkerPool>(config_.service.password.threads, config_.service.password.queue)),
      workers_(*worker_pool_), passwords_(shards_adapter_, workers_, config_.service.password),
      policy_(config_.http.allowed_origins, config_.http.trusted_proxies),
      connection_limits_(
          std::make_shared<net::ConnectionLimits>(config_.net.connections, config_.net.connections_per_address))
{
    make_shards();
    lobbies_ = std::make_unique<service::LobbyManager>(shards_adapter_, homes_, random_);
    sessions_ = std::make_unique<service::SessionManager>(shards_.front()->context, random_);
    bots_ = std::make_unique<service::BotManager>(homes_, *lobbies_, random_);
    const auto node_id = config_.server.node_id.empty() ? service::random_id(random_) : config_.server.node_id;
    live_ = std::make_unique<service::LiveServices>(
        service::LiveServices{config_.service,
                              clock_,
                              *sessions_,
                              *lobbies_,
                              *bots_,
                              {.name = config_.server.name, .version = std::string{version()}, .node_id = node_id}});
    make_administration();
    endpoint_ = std::make_unique<ws::Endpoint>(*live_, couriers_, policy_, sockets_, config_.net.gather_lobbies,
                                               [](const Error& error) {
                                                   auto response = http::refusal(error);
                                                   http::add_security_headers(response.headers, false);
                                                   return response;
                                               });
    const auto web = config_.http.web.empty() ? default_web_folder() : config_.http.web;
    site_ = std::make_unique<http::Site>(http::Services{*sessions_, *lobbies_, *bots_, *health_, *admin_}, policy_,
                                         load_web_client(web), http::SiteSettings{config_.http.public_metrics});
    listener_ = make_listener({});
}

std::unique_ptr<net::Listener> Node::make_listener(std::shared_ptr<const net::TlsContext> tls)
{
    const net::HttpLimits limits{.header_bytes = config_.http.header_bytes,
                                 .body_bytes = config_.service.message_bytes,
                                 .request_timeout = config_.http.request_timeout,
                                 .idle_timeout = config_.http.idle_timeout};
    return std::make_unique<net::Listener>(
        pool_, limits, connection_limits_,
        net::HttpCallbacks{
            .request = [this](auto request, auto respond) { site_->handle(std::move(request), std::move(respond)); },
            .upgrade = [this](auto pending) { endpoint_->upgrade(std::move(pending)); },
            .fault = http::fault,
            .counters = http_counters_},
        std::move(tls));
}

Node::~Node()
{
    worker_pool_.reset();
    hook_sender_.reset();
    store_->stop();
    pool_.discard();
}

void Node::make_shards()
{
    for (ShardIndex i = 0; i < pool_.count(); ++i) {
        // Parcels for other shards leave before this turn's own sockets are written.
        pool_.loop(i).at_turn_end([&courier = couriers_.of(i)] { courier.end_turn(); });
        shards_.push_back(std::make_unique<Shard>(*this, i));
        homes_.push_back(std::make_unique<service::LobbyShard>(shards_.back()->context));
        sockets_.push_back(
            std::make_unique<ws::EndpointShard>(pool_.loop(i), ws_options(config_.service, config_.net)));
    }
}

void Node::make_administration()
{
    figures_ = std::make_unique<Figures>(pool_, sockets_, *connection_limits_, *http_counters_, *store_, clock_);
    hook_sender_ = std::make_unique<HookSenderAdapter>(config_.service.web_hooks);
    hooks_ = std::make_unique<service::WebHooks>(shards_.front()->context, *hook_sender_);
    health_ = std::make_unique<service::Health>(*sessions_, *bots_, homes_, [this](auto& out) {
        figures_->write(out);
        endpoint_->write_metrics(out);
        service::write_metrics(out, hooks_->counters());
    });
    admin_ = std::make_unique<service::AdminManager>(
        service::AdminManager::Parts{.sessions = *sessions_,
                                     .lobbies = *lobbies_,
                                     .bots = *bots_,
                                     .homes = homes_,
                                     .random = random_,
                                     .outside = [this](auto& stats) { complete(stats); }});
}

Result<void> Node::listen()
{
    if (config_.net.io_uring == "on" && !net::SendBatch::make())
        return Error{Errc::unavailable, "The kernel refuses io_uring, which net.io_uring=on asks for; "
                                        "net.io_uring=auto does without it."};
    if (auto plain = open(*listener_, config_.server.listen); !plain) return plain;
    return config_.tls.listen.empty() ? Result<void>{} : listen_secure();
}

Result<void> Node::listen_secure()
{
    auto tls = net::TlsContext::load({.certificate = config_.tls.certificate, .key = config_.tls.key});
    if (!tls) return std::move(tls).error();
    tls_ = std::move(*tls);
    tls_listener_ = make_listener(tls_);
    return open(*tls_listener_, config_.tls.listen);
}

Result<void> Node::run()
{
    pool_.post(0, [this] { start(); });
    pool_.run();
    if (failure_) return *failure_;
    return {};
}

void Node::start()
{
    watch_signals();
    figures_->start();
    admin_->start();
    sessions_->start([this](Result<protocol::Empty> ready) {
        if (!ready) return fail(ready.error());
        store_->load_lobbies(shards_.front()->context.here<std::vector<domain::LobbyRecord>>(
            [this](auto lobbies) { open_for_all(std::move(lobbies)); }));
    });
}

void Node::open_for_all(Result<std::vector<domain::LobbyRecord>> lobbies)
{
    if (!lobbies) return fail(lobbies.error());
    std::make_shared<service::ConfiguredLobbies>(shards_.front()->context, std::move(*lobbies),
                                                 [this](Result<std::vector<domain::LobbyRecord>> all) {
                                                     if (!all) return fail(all.error());
                                                     restore(std::move(*all));
                                                 })
        ->start();
}

void Node::restore(std::vector<domain::LobbyRecord> lobbies)
{
    store_->load_access(shards_.front()->context.here<std::vector<service::LobbyAccess>>(
        [this, records = std::move(lobbies)](auto access) mutable {
            if (!access) return fail(access.error());
            lobbies_->restore(std::move(records), std::move(*access), [this] { open_bots(); });
        }));
}

void Node::open_bots()
{
    auto& here = shards_.front()->context;
    store_->load_bots(here.here<std::vector<domain::BotRecord>>([this, &here](auto bots) {
        if (!bots) return fail(bots.error());
        store_->load_provider_keys(
            here.here<std::vector<domain::ProviderKeyRecord>>([this, bots = std::move(*bots)](auto keys) mutable {
                if (!keys) return fail(keys.error());
                bots_->restore(std::move(bots), std::move(*keys));
                begin_hooks();
            }));
    }));
}

void Node::begin_hooks()
{
    hook_sources_.resize(pool_.count());
    for (ShardIndex i = 0; i < pool_.count(); ++i)
        pool_.post(
            i, [this, i] { hook_sources_[i] = std::make_unique<service::HookSource>(shards_[i]->context, *hooks_); });
    hooks_->start([this](Result<protocol::Empty> ready) {
        if (!ready) return fail(ready.error());
        sessions_->sweep();
        listener_->start();
        if (tls_listener_) tls_listener_->start();
        std::cout << "parlor: listening on " << addresses() << std::endl;
    });
}

std::string Node::addresses() const
{
    std::ostringstream text;
    text << "http://" << listener_->endpoint();
    if (tls_listener_) text << " and https://" << tls_listener_->endpoint();
    return text.str();
}

void Node::complete(protocol::AdminStats& stats) const
{
    stats.server = live_->server;
    stats.draining = health_->draining();
    figures_->fill(stats);
}

void Node::fail(const Error& error)
{
    failure_ = error;
    pool_.stop();
}

void Node::watch_signals()
{
    signals_ = std::make_unique<boost::asio::signal_set>(pool_.loop(0).context(), SIGTERM, SIGINT);
    signals_->async_wait([this](const boost::system::error_code& fault, int) {
        if (fault) return;
        // A second signal does not wait.
        signals_->async_wait([this](const boost::system::error_code& again, int) {
            if (!again) end();
        });
        drain();
    });
    if (!tls_) return;
    certificate_signal_ = std::make_unique<boost::asio::signal_set>(pool_.loop(0).context(), SIGHUP);
    watch_certificate();
}

void Node::watch_certificate()
{
    certificate_signal_->async_wait([this](const boost::system::error_code& fault, int) {
        if (fault) return;
        const bool taken = workers_.submit([tls = tls_, file = config_.tls.certificate] {
            if (auto reloaded = tls->reload(); reloaded)
                log::info("certificate_reloaded", {{"file", file}});
            else
                log::error("certificate_kept", {{"what", reloaded.error().message}});
        });
        if (!taken) log::error("certificate_kept", {{"what", "Too much waits for a worker; send the signal again."}});
        watch_certificate();
    });
}

void Node::drain()
{
    log::info("draining", {{"connections", std::to_string(connection_limits_->open())}});
    health_->drain();
    endpoint_->drain();
    // Half of the time clients may come back on their own terms, each at a moment of its own.
    const auto spread = config_.server.drain / 4;
    for (ShardIndex i = 0; i < pool_.count(); ++i)
        pool_.post(i, [this, i, spread] { sockets_[i]->peers.going_away(spread, random_); });
    const auto until = clock_.instant() + config_.server.drain;
    bool anybody = false;
    for (const auto& shard : sockets_) anybody = anybody || shard->hub.size() > 0;
    pool_.loop(0).timers().after(anybody ? std::min(spread, Millis{1000}) : Millis{0}, [this, until] {
        close_all();
        wait_for_the_last(until);
    });
}

void Node::close_all()
{
    for (ShardIndex i = 0; i < pool_.count(); ++i)
        pool_.post(
            i, [this, i] { sockets_[i]->peers.close_all(protocol::CloseCode::restarting, "The server restarts."); });
}

void Node::wait_for_the_last(Instant until)
{
    const bool gone = std::ranges::all_of(sockets_, [](const auto& shard) { return shard->hub.size() == 0; });
    if (gone || clock_.instant() >= until) return end();
    pool_.loop(0).timers().after(drain_look, [this, until] { wait_for_the_last(until); });
}

void Node::end()
{
    listener_->stop();
    if (tls_listener_) tls_listener_->stop();
    auto left = std::make_shared<std::atomic<std::size_t>>(pool_.count());
    for (ShardIndex i = 0; i < pool_.count(); ++i)
        pool_.post(i, [this, i, left] {
            sockets_[i]->hub.finish_all();
            // Its listeners are told at the end of this turn; the next one may be the last.
            pool_.post(i, [this, left] {
                if (--*left == 0) pool_.stop();
            });
        });
}

} // namespace parlor::server
