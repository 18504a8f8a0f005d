#include "ws/peer_registry.hpp"

#include "protocol/encode.hpp"
#include "protocol/session.hpp"
#include "ws/connection.hpp"

#include <array>
#include <cstring>
#include <vector>

namespace parlor::ws {
namespace {

std::uint32_t random_number(service::Random& random)
{
    std::array<unsigned char, 4> bytes{};
    random.fill(bytes);
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), bytes.size());
    return number;
}

} // namespace

void PeerRegistry::add(std::shared_ptr<WsConnection> connection)
{
    const auto id = connection->id();
    peers_.emplace(id, std::move(connection));
    size_.store(peers_.size(), std::memory_order_relaxed);
}

void PeerRegistry::remove(ConnectionId connection)
{
    peers_.erase(connection);
    size_.store(peers_.size(), std::memory_order_relaxed);
}

void PeerRegistry::going_away(Millis spread, service::Random& random)
{
    for (auto& [id, peer] : peers_) {
        const auto wait = random_number(random) % (spread.count() + 1);
        peer->send(protocol::message_frame(protocol::GoingAway{.reconnect_in_ms = wait}));
    }
}

void PeerRegistry::close_all(protocol::CloseCode code, std::string_view reason)
{
    // Closing may take a peer off the list.
    std::vector<std::shared_ptr<WsConnection>> all;
    all.reserve(peers_.size());
    for (auto& [id, peer] : peers_) all.push_back(peer);
    for (auto& peer : all) peer->close(code, reason);
}

} // namespace parlor::ws
