#pragma once
#include "base/ids.hpp"
#include "protocol/errors.hpp"
#include "service/ports.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace parlor::ws {

class WsConnection;

/// The open WebSockets of one shard. Used on its shard alone, but for `size`.
class PeerRegistry {
public:
    void add(std::shared_ptr<WsConnection> connection);
    void remove(ConnectionId connection);
    /// Any thread.
    std::size_t size() const { return size_.load(std::memory_order_relaxed); }

    /// Tells every client to come back after a time of its own within `spread`, so that they do not all come at once.
    void going_away(Millis spread, service::Random& random);
    void close_all(protocol::CloseCode code, std::string_view reason);

private:
    std::unordered_map<ConnectionId, std::shared_ptr<WsConnection>> peers_;
    std::atomic<std::size_t> size_{0};
};

} // namespace parlor::ws
