#pragma once
#include "base/log.hpp"
#include "service/message_rates.hpp"
#include "ws/connection.hpp"
#include "ws/peer_registry.hpp"
#include "ws/router.hpp"

#include <memory>

namespace parlor::ws {

/// One client: what its socket tells goes through the router to the services. `Caller` is that client as the services see
/// it. Lives on the connection's shard.
template <class Caller, class Messages> class Peer final : public WsListener {
public:
    Peer(const Router<Caller, Messages>& router, PeerRegistry& registry, std::shared_ptr<WsConnection> connection,
         std::shared_ptr<Caller> caller)
        : router_(router), registry_(registry), connection_(std::move(connection)), caller_(std::move(caller))
    {
    }

    /// To be called once, before anything is read.
    void open()
    {
        registry_.add(connection_);
        caller_->open();
    }

    void on_text(std::string_view text) override
    {
        if (!connection_->is_open() || !admitted(text, text.size())) return;
        try {
            router_.route(*caller_, text);
        } catch (const std::exception& fault) {
            // A bug: this client hears of it, nobody else does.
            log::error("message_failed", {{"what", fault.what()}});
            connection_->send(protocol::error_frame({}, {Errc::internal, "Something went wrong on the server."}));
        }
    }

    void on_binary(std::string_view bytes) override
    {
        if (connection_->is_open() && admitted({}, bytes.size())) router_.refuse_binary(*caller_);
    }

    void on_closed() override
    {
        caller_->lost();
        registry_.remove(connection_->id());
    }

private:
    /// False where the message of `size` bytes is not to be looked at; `text` is what there is to answer.
    bool admitted(std::string_view text, std::size_t size)
    {
        switch (caller_->admit(size)) {
        case service::Admission::pass: return true;
        case service::Admission::refuse: router_.refuse_rate(*caller_, text); return false;
        case service::Admission::close:
            connection_->close(protocol::CloseCode::rate_limited, "Too many messages.");
            return false;
        }
        return false;
    }

    const Router<Caller, Messages>& router_;
    PeerRegistry& registry_;
    std::shared_ptr<WsConnection> connection_;
    std::shared_ptr<Caller> caller_;
};

} // namespace parlor::ws
