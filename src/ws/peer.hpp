#pragma once
#include "service/live_connection.hpp"
#include "ws/connection.hpp"
#include "ws/router.hpp"

#include <memory>

namespace parlor::ws {

class PeerRegistry;

/// One client: what its socket tells goes through the router to the services. Lives on the connection's shard.
class Peer final : public WsListener, public std::enable_shared_from_this<Peer> {
public:
    Peer(service::LiveServices& services, const Router& router, PeerRegistry& registry, service::SessionTicket ticket,
         std::shared_ptr<WsConnection> connection);

    /// Greets the client; to be called once, before anything is read.
    void open();

    void on_text(std::string_view text) override;
    void on_binary() override;
    void on_closed() override;

    WsConnection& connection() { return *connection_; }

private:
    /// False where the message is not to be looked at.
    bool admitted(std::string_view text);

    const Router& router_;
    PeerRegistry& registry_;
    std::shared_ptr<WsConnection> connection_;
    std::shared_ptr<service::LiveConnection> live_;
};

} // namespace parlor::ws
