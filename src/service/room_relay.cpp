#include "domain/lobby/ice_candidate.hpp"
#include "protocol/encode.hpp"
#include "service/room.hpp"

/// Signalling and data between participants: passed on, never kept.
namespace parlor::service {

Result<ConnectionPtr> Room::target(const std::string& participant) const
{
    auto found = members_.find(ParticipantId{participant});
    if (found == members_.end()) return Error{Errc::not_found, "That participant is not in this lobby.", "to"};
    if (!found->second.connection || !found->second.connection->is_open())
        return Error{Errc::unavailable, "That participant is not connected at the moment.", "to", 1000};
    return found->second.connection;
}

Result<void> Room::charge(const domain::Participant& sender, std::size_t bytes)
{
    auto& bucket = members_.at(sender.id).relay;
    const auto cost = static_cast<double>(bytes);
    if (bucket.take(context_.clock.instant(), cost)) {
        ++context_.counters.relayed;
        return {};
    }
    return Error{
        Errc::rate_limited, "You relay more data than allowed; wait a little.", {}, bucket.wait_for(cost).count()};
}

Result<void> Room::hide_addresses(std::string& text, const char* path) const
{
    if (lobby_.record.ice_policy == domain::IcePolicy::all) return {};
    text = domain::without_related_addresses(text);
    if (!domain::shows_address(text)) return {};
    return Error{Errc::forbidden, "This lobby hides addresses: only candidates of type relay may be passed on.", path};
}

Result<protocol::Empty> Room::relay(const ConnectionPtr& connection, protocol::RelaySessionDescription message)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    if (auto fine = hide_addresses(message.description.sdp, "description.sdp"); !fine) return fine.error();
    auto to = target(message.to);
    if (!to) return std::move(to).error();
    if (auto paid = charge(**sender, message.description.sdp.size()); !paid) return paid.error();
    context_.courier.send(
        *to, protocol::message_frame(protocol::SessionDescription{.lobby_id = std::move(message.lobby_id),
                                                                  .from = (*sender)->id,
                                                                  .negotiation = message.negotiation,
                                                                  .description = std::move(message.description)}));
    return protocol::Empty{};
}

Result<protocol::Empty> Room::relay(const ConnectionPtr& connection, protocol::RelayIceCandidate message)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    if (message.candidate)
        if (auto fine = hide_addresses(message.candidate->candidate, "candidate"); !fine) return fine.error();
    auto to = target(message.to);
    if (!to) return std::move(to).error();
    if (auto paid = charge(**sender, message.candidate ? message.candidate->candidate.size() : 1); !paid)
        return paid.error();
    context_.courier.send(
        *to, protocol::message_frame(protocol::IceCandidateEvent{.lobby_id = std::move(message.lobby_id),
                                                                 .from = (*sender)->id,
                                                                 .negotiation = message.negotiation,
                                                                 .candidate = std::move(message.candidate)}));
    return protocol::Empty{};
}

Result<protocol::Empty> Room::relay(const ConnectionPtr& connection, protocol::RelayData message)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    if (message.topic.starts_with("parlor."))
        return Error{Errc::forbidden, "Topics that begin with \"parlor.\" are reserved.", "topic"};
    const auto& settings = context_.settings;
    const auto most = message.to ? settings.relay_one_bytes : settings.relay_all_bytes;
    const auto size = message.payload.text.size();
    if (size > most)
        return Error{Errc::too_large, "This payload may have at most " + std::to_string(most) + " bytes.", "payload"};
    protocol::RelayedData relayed{.lobby_id = std::move(message.lobby_id),
                                  .from = (*sender)->id,
                                  .topic = std::move(message.topic),
                                  .payload = std::move(message.payload)};
    if (message.to) {
        auto to = target(*message.to);
        if (!to) return std::move(to).error();
        if (auto paid = charge(**sender, size); !paid) return paid.error();
        context_.courier.send(*to, protocol::message_frame(relayed));
        return protocol::Empty{};
    }
    const auto receivers = by_connection_.size() - 1;
    if (auto paid = charge(**sender, size * receivers); !paid) return paid.error();
    context_.courier.broadcast(audience_, protocol::message_frame(relayed, Frame::Kind::droppable), connection->id());
    return protocol::Empty{};
}

} // namespace parlor::service
