#pragma once
#include "http/site.hpp"
#include "net/listener.hpp"
#include "runtime/shard_pool.hpp"
#include "server/config.hpp"
#include "server/figures.hpp"
#include "server/hook_sender.hpp"
#include "server/runtime_adapters.hpp"
#include "service/admin_manager.hpp"
#include "service/health.hpp"
#include "service/hook_source.hpp"
#include "service/live_connection.hpp"
#include "ws/endpoint.hpp"

#include <boost/asio/signal_set.hpp>

#include <memory>
#include <vector>

namespace parlor::server {

/// One Parlor server: makes the parts and puts them together. The only place, with open_store, that names what is behind
/// the ports.
class Node {
public:
    /// `store` holds everything durable; `secret`: 32 bytes that participants' ids are derived from.
    Node(Config config, std::unique_ptr<service::Store> store, std::string secret);
    ~Node();

    /// Binds the addresses, reads certificate and key. Refuses with a sentence that says why not.
    Result<void> listen();
    /// Serves until SIGTERM or SIGINT, then drains; the caller waits. Writes the ready line to standard output. Refuses
    /// where what is stored can't be read.
    Result<void> run();

private:
    struct Shard;

    void make_shards();
    void make_administration();
    std::unique_ptr<net::Listener> make_listener(std::shared_ptr<const net::TlsContext> tls);
    void start();
    void restore(std::vector<domain::LobbyRecord> lobbies);
    void begin_hooks();
    void open_for_all(Result<std::vector<domain::LobbyRecord>> lobbies);
    void open_bots();
    void fail(const Error& error);
    void watch_signals();
    Result<void> listen_secure();
    void watch_certificate();
    std::string addresses() const;
    void drain();
    void close_all();
    void wait_for_the_last(Instant until);
    void end();
    void complete(protocol::AdminStats& stats) const;

    Config config_;
    SystemClock clock_;
    service::SystemRandom random_;
    std::unique_ptr<service::Store> store_;
    service::ParticipantIds ids_;
    runtime::ShardPool pool_;
    ShardsAdapter shards_adapter_;
    service::Couriers couriers_;
    std::unique_ptr<runtime::WorkerPool> worker_pool_;
    WorkersAdapter workers_;
    service::Passwords passwords_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::vector<std::unique_ptr<service::LobbyShard>> homes_;
    std::vector<std::unique_ptr<ws::EndpointShard>> sockets_;
    std::unique_ptr<service::LobbyManager> lobbies_;
    std::unique_ptr<service::SessionManager> sessions_;
    std::unique_ptr<service::BotManager> bots_;
    std::unique_ptr<service::LiveServices> live_;
    std::unique_ptr<Figures> figures_;
    std::unique_ptr<HookSenderAdapter> hook_sender_;
    std::unique_ptr<service::WebHooks> hooks_;
    std::vector<std::unique_ptr<service::HookSource>> hook_sources_;
    std::unique_ptr<service::Health> health_;
    std::unique_ptr<service::AdminManager> admin_;
    net::EdgePolicy policy_;
    std::unique_ptr<ws::Endpoint> endpoint_;
    std::unique_ptr<http::Site> site_;
    std::shared_ptr<net::ConnectionLimits> connection_limits_;
    std::shared_ptr<net::HttpCounters> http_counters_ = std::make_shared<net::HttpCounters>();
    std::unique_ptr<net::Listener> listener_;
    /// With `tls.listen` alone.
    std::shared_ptr<net::TlsContext> tls_;
    std::unique_ptr<net::Listener> tls_listener_;
    std::unique_ptr<boost::asio::signal_set> signals_;
    std::unique_ptr<boost::asio::signal_set> certificate_signal_;
    std::optional<Error> failure_;
};

} // namespace parlor::server
