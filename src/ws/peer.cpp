#include "ws/peer.hpp"

#include "base/log.hpp"
#include "protocol/encode.hpp"
#include "ws/peer_registry.hpp"

namespace parlor::ws {

Peer::Peer(service::LiveServices& services, const Router& router, PeerRegistry& registry, service::SessionTicket ticket,
           std::shared_ptr<WsConnection> connection)
    : router_(router), registry_(registry), connection_(std::move(connection)),
      live_(std::make_shared<service::LiveConnection>(services, std::move(ticket), connection_))
{
}

void Peer::open()
{
    registry_.add(shared_from_this());
    live_->open();
    connection_->send(protocol::message_frame(live_->welcome()));
}

bool Peer::admitted(std::string_view text)
{
    switch (live_->admit(text.size())) {
    case service::Admission::pass: return true;
    case service::Admission::refuse: router_.refuse_rate(*live_, text); return false;
    case service::Admission::close:
        connection_->close(protocol::CloseCode::rate_limited, "Too many messages.");
        return false;
    }
    return false;
}

void Peer::on_text(std::string_view text)
{
    if (!connection_->is_open() || !admitted(text)) return;
    try {
        router_.route(*live_, text);
    } catch (const std::exception& fault) {
        // A bug: this client hears of it, nobody else does.
        log::error("message_failed", {{"what", fault.what()}});
        connection_->send(protocol::error_frame({}, {Errc::internal, "Something went wrong on the server."}));
    }
}

void Peer::on_binary()
{
    if (connection_->is_open() && admitted({})) router_.refuse_binary(*live_);
}

void Peer::on_closed()
{
    live_->lost();
    registry_.remove(connection_->id());
}

} // namespace parlor::ws
