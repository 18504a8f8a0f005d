#pragma once
#include "domain/lobby/lobby.hpp"
#include "service/room_log.hpp"
#include "service/shard_context.hpp"
#include "service/token_bucket.hpp"

#include <memory>
#include <unordered_map>

namespace parlor::service {

/// A lobby at work: its participants, their connections, its log, and what is relayed between them. Lives on the home
/// shard of its lobby. Replies to a connection are given on this shard: whoever answers over the courier keeps the order
/// with what the members were told before.
class Room : public std::enable_shared_from_this<Room> {
public:
    Room(ShardContext& context, domain::LobbyRecord record);

    const domain::Lobby& lobby() const { return lobby_; }
    AudienceKey audience() const { return audience_; }
    bool ended() const { return ended_; }

    // Coming and going

    /// Refuses with `lobby_closed`, `lobby_locked`, `lobby_full`, `conflict` (this connection is in with another tab).
    void join(Actor actor, protocol::Join message, Reply<protocol::JoinResult> reply);
    Result<protocol::Empty> leave(const ConnectionPtr& connection);
    /// The connection is gone: its participant is offline and leaves for good after the grace time.
    void connection_lost(const ConnectionPtr& connection);
    /// The session was renamed; without effect where the connection is not in.
    void rename(const ConnectionPtr& connection, const std::string& name);

    // Members; every one of these refuses with `not_joined` where the connection is not in

    Result<protocol::ParticipantResult> update(const ConnectionPtr& connection,
                                               const protocol::UpdateParticipant& message);
    Result<protocol::ParticipantPage> participants(const protocol::ListParticipants& query) const;
    void submit(const ConnectionPtr& connection, domain::LogCommand command, Reply<protocol::EntryAccepted> reply);
    void entries(const protocol::GetEntries& query, Reply<protocol::EntryPage> reply);
    Result<protocol::Empty> typing(const ConnectionPtr& connection, bool on);
    Result<protocol::Empty> relay(const ConnectionPtr& connection, protocol::RelaySessionDescription message);
    Result<protocol::Empty> relay(const ConnectionPtr& connection, protocol::RelayIceCandidate message);
    Result<protocol::Empty> relay(const ConnectionPtr& connection, protocol::RelayData message);
    Result<protocol::IceServers> ice_servers(const ConnectionPtr& connection) const;
    bool has_connection(const ConnectionPtr& connection) const { return by_connection_.contains(connection->id()); }

    // Settings

    /// New settings that are committed.
    void settings_changed(const domain::LobbyRecord& record);
    /// The lobby has ended for good: members are told and let go.
    void end();

private:
    struct Member {
        ConnectionPtr connection; ///< null within the grace time
        std::shared_ptr<Attachments> attachments;
        TimerId grace = 0;
        TokenBucket relay;
    };

    void enter(Actor actor, const protocol::Join& message, EntrySlice slice, Reply<protocol::JoinResult> reply);
    void attach(const ParticipantId& id, const Actor& actor);
    void detach(Member& member);
    void timed_out(const ParticipantId& id);
    void apply(const domain::PresenceEvents& events);
    protocol::JoinResult snapshot(const ParticipantId& id, EntrySlice slice) const;
    std::string display_name(const Actor& actor, const PersonId& person) const;

    Result<const domain::Participant*> member(const ConnectionPtr& connection) const;
    /// Where a relayed message goes: `not_found` where no such participant is in, `unavailable` where it is offline.
    Result<ConnectionPtr> target(const std::string& participant) const;
    Result<void> charge(const domain::Participant& sender, std::size_t bytes);

    ShardContext& context_;
    domain::Lobby lobby_;
    const AudienceKey audience_;
    std::shared_ptr<RoomLog> log_;
    std::unordered_map<ParticipantId, Member> members_;
    std::unordered_map<ConnectionId, ParticipantId> by_connection_;
    bool ended_ = false;
};

} // namespace parlor::service
