#pragma once
#include "domain/lobby/moderation.hpp"
#include "protocol/transcript.hpp"
#include "service/events.hpp"
#include "service/room_log.hpp"
#include "service/shard_context.hpp"
#include "service/token_bucket.hpp"
#include "service/waiting_room.hpp"

#include <memory>
#include <unordered_map>

namespace parlor::service {

/// A lobby at work: its participants, their connections, its log, and what is relayed between them. Lives on the home
/// shard of its lobby. Replies to a connection are given on this shard: whoever answers over the courier keeps the order
/// with what the members were told before.
class Room : public std::enable_shared_from_this<Room> {
public:
    Room(ShardContext& context, domain::LobbyRecord record, LobbyAccess access = {});

    const domain::Lobby& lobby() const { return lobby_; }
    const LobbyId& id() const { return lobby_.record.id; }
    AudienceKey audience() const { return audience_; }
    bool ended() const { return ended_; }

    // Coming and going

    /// For one who has passed the door (door.hpp). Refuses with `lobby_closed`, `lobby_full`, `conflict` (this connection
    /// is in with another tab, or the lobby allows one tab a person), and as the door where something changed meanwhile.
    void join(Actor actor, protocol::Join message, Reply<protocol::JoinResult> reply);
    /// For one whom the door lets wait: `admitted` or `denied` follows. Refuses with `lobby_closed`, `lobby_full`.
    Result<void> wait(Actor actor, protocol::Join message);
    /// One who waits comes in, once it is durable that they may come again and that the invite which they showed was used;
    /// `done` then. Without effect on one who does not wait any more.
    void admit_waiting(const ParticipantId& id, std::optional<domain::Standing> standing, Done<void> done);
    void deny_waiting(const ParticipantId& id) { waiting_.deny(id, domain::LeaveReason::kicked); }
    /// Also of one who waits.
    Result<protocol::Empty> leave(const ConnectionPtr& connection);
    /// The connection is gone: its participant is offline and leaves for good after the grace time.
    void connection_lost(const ConnectionPtr& connection);
    /// The session was renamed; without effect where the connection is not in. A name that is banned here takes it out.
    void rename(const ConnectionPtr& connection, const domain::Naming& naming);

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
    /// Refuses with `forbidden` (not a bot that may; or the speaker does not want it), `not_found` (the speaker is not in).
    void transcribe(const ConnectionPtr& connection, const protocol::PublishTranscript& message,
                    Reply<protocol::TranscriptAccepted> reply);
    bool has_connection(const ConnectionPtr& connection) const { return by_connection_.contains(connection->id()); }
    bool has_waiting(const ConnectionPtr& connection) const { return waiting_.has(connection); }
    /// Null where the connection is not in.
    const domain::Participant* participant_of(const ConnectionPtr& connection) const;

    // Bots

    /// A bot that is no more wanted leaves, connected or not.
    void dismiss(const ParticipantId& id);
    /// A frame for everybody who is in.
    void tell_all(const FramePtr& frame) { context_.courier.broadcast(audience_, frame); }

    // What was committed elsewhere

    /// Who takes others out, and their reason in words; told to those.
    struct Removal {
        ParticipantId by;
        std::string message;
    };
    /// A change of standings or bans; those whom it concerns are told or taken out.
    void access_changed(const domain::AccessEvent& event, const Removal& removal = {});
    /// All participants of a session are taken out.
    void remove(const SessionId& session, domain::LeaveReason reason, const Removal& removal);
    /// What a session wrote is gone from the store: nor does memory serve it from now on.
    void erase_texts(const SessionId& author);
    /// Erases the entries that are older, or more, than the lobby keeps.
    void keep_to_retention();
    /// New settings, the owner among them.
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

    ParticipantId participant_id(const Actor& actor, const protocol::Join& message) const;
    domain::Join join_command(const Actor& actor, const protocol::Join& message) const;
    void enter(Actor actor, const protocol::Join& message, EntrySlice slice, Reply<protocol::JoinResult> reply);
    void let_in(const ParticipantId& id);
    void let_all_in();
    void attach(const ParticipantId& id, const Actor& actor);
    void detach(Member& member);
    void timed_out(const ParticipantId& id);
    void apply(const domain::PresenceEvents& events);
    /// As apply; who leaves by these events is told and let go.
    void carry_out(const domain::PresenceEvents& events, const Removal& removal);
    /// Those who become moderators by these events, which are not yet applied.
    std::vector<ParticipantId> promoted(const domain::PresenceEvents& events) const;
    void to_moderators(const FramePtr& frame);
    void tell_of_bot(const domain::Participant& participant, BotPresence::What what,
                     domain::LeaveReason reason = domain::LeaveReason::left);
    Result<domain::TranscriptBody> transcript_of(const domain::Participant& sender,
                                                 const protocol::PublishTranscript& message) const;
    Result<protocol::TranscriptAccepted> tell_partial(const domain::Participant& sender,
                                                      const domain::TranscriptBody& body);
    protocol::JoinResult snapshot(const ParticipantId& id, EntrySlice slice) const;
    static std::string display_name(const std::string& name, const PersonId& person);

    Result<const domain::Participant*> member(const ConnectionPtr& connection) const;
    /// Where a relayed message goes: `not_found` where no such participant is in, `unavailable` where it is offline.
    Result<ConnectionPtr> target(const std::string& participant) const;
    Result<void> charge(const domain::Participant& sender, std::size_t bytes);
    /// Where the lobby hides addresses: takes those behind relays out of the text, refuses other candidates with
    /// `forbidden`.
    Result<void> hide_addresses(std::string& text, const char* path) const;

    ShardContext& context_;
    domain::Lobby lobby_;
    const AudienceKey audience_;
    std::shared_ptr<RoomLog> log_;
    std::unordered_map<ParticipantId, Member> members_;
    std::unordered_map<ConnectionId, ParticipantId> by_connection_;
    WaitingRoom waiting_;
    bool ended_ = false;
};

} // namespace parlor::service
