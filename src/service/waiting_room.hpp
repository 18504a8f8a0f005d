#pragma once
#include "domain/lobby/lobby.hpp"
#include "protocol/lobby.hpp"
#include "service/shard_context.hpp"

#include <functional>
#include <optional>
#include <unordered_map>

namespace parlor::service {

/// Those who ask to be let into a lobby, until a moderator decides. Part of its room, on the same shard.
class WaitingRoom {
public:
    struct Waiting {
        Actor actor;
        protocol::Join message;
    };

    /// `lobby` outlives this; `to_moderators` hands a frame to every moderator who is in.
    WaitingRoom(ShardContext& context, domain::Lobby& lobby, std::function<void(const FramePtr&)> to_moderators)
        : context_(context), lobby_(lobby), to_moderators_(std::move(to_moderators))
    {
    }

    /// One more waits, in the place of another tab of the same session. Refuses with `lobby_full`.
    Result<void> add(Waiting waiting, domain::Participant participant);
    bool has(const ConnectionPtr& connection) const;
    /// Null where they do not wait.
    const Waiting* find(const ParticipantId& id) const;
    /// The connection gave up or is gone; false where it does not wait.
    bool give_up(const ConnectionPtr& connection);
    /// Takes one out who is let in; nothing where they do not wait any more.
    std::optional<Waiting> take(const ParticipantId& id);
    /// Sends one away.
    void deny(const ParticipantId& id, domain::LeaveReason reason);
    /// Sends those away whom a ban meets.
    void deny_banned(Timestamp now);
    /// Tells one who was taken out that it came to nothing, and the moderators why.
    void send_away(const ParticipantId& id, const Actor& actor, domain::LeaveReason reason);
    /// Tells a moderator who waits.
    void show_all(const ConnectionPtr& moderator) const;
    /// The lobby has ended.
    void close();

private:
    void tell_stopped(const ParticipantId& id, domain::LeaveReason reason) const;
    void forget(const ParticipantId& id);

    ShardContext& context_;
    domain::Lobby& lobby_;
    std::function<void(const FramePtr&)> to_moderators_;
    std::unordered_map<ParticipantId, Waiting> waiting_;
};

} // namespace parlor::service
