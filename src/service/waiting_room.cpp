#include "service/waiting_room.hpp"

#include "domain/lobby/moderation.hpp"
#include "protocol/encode.hpp"
#include "service/attach.hpp"
#include "service/wire_map.hpp"

namespace parlor::service {

Result<void> WaitingRoom::add(Waiting waiting, domain::Participant participant)
{
    const auto id = participant.id;
    for (const auto& [other, before] : lobby_.waiting)
        if (other != id && before.session == participant.session) {
            deny(ParticipantId{other}, domain::LeaveReason::replaced);
            break;
        }
    auto before = waiting_.find(id);
    if (before == waiting_.end() && waiting_.size() >= context_.settings.waiting_per_lobby)
        return Error{Errc::lobby_full, "Too many people wait to be let into this lobby.", {}, 10'000};
    if (before != waiting_.end() && before->second.actor.connection != waiting.actor.connection)
        send_away(id, before->second.actor, domain::LeaveReason::replaced);
    const protocol::ParticipantWaiting told{.lobby_id = lobby_.record.id, .participant = to_wire(participant)};
    lobby_.waiting.insert_or_assign(id, std::move(participant));
    const auto& actor = waiting.actor;
    note_attached(context_.courier, actor.connection, actor.attachments, lobby_.record.id, actor.name);
    waiting_.insert_or_assign(id, std::move(waiting));
    to_moderators_(protocol::message_frame(told));
    return {};
}

bool WaitingRoom::has(const ConnectionPtr& connection) const
{
    for (const auto& [id, waiting] : waiting_)
        if (waiting.actor.connection == connection) return true;
    return false;
}

const WaitingRoom::Waiting* WaitingRoom::find(const ParticipantId& id) const
{
    auto found = waiting_.find(id);
    return found == waiting_.end() ? nullptr : &found->second;
}

bool WaitingRoom::give_up(const ConnectionPtr& connection)
{
    for (const auto& [id, waiting] : waiting_) {
        if (waiting.actor.connection != connection) continue;
        note_detached(context_.courier, connection, waiting.actor.attachments, lobby_.record.id);
        const auto gone = id;
        forget(gone);
        tell_stopped(gone, domain::LeaveReason::left);
        return true;
    }
    return false;
}

std::optional<WaitingRoom::Waiting> WaitingRoom::take(const ParticipantId& id)
{
    auto found = waiting_.find(id);
    if (found == waiting_.end()) return {};
    auto waiting = std::move(found->second);
    forget(id);
    return waiting;
}

void WaitingRoom::deny(const ParticipantId& id, domain::LeaveReason reason)
{
    if (auto waiting = take(id)) send_away(id, waiting->actor, reason);
}

void WaitingRoom::deny_banned(Timestamp now)
{
    for (const auto& id : domain::banned_waiting(lobby_, now)) deny(id, domain::LeaveReason::banned);
}

void WaitingRoom::send_away(const ParticipantId& id, const Actor& actor, domain::LeaveReason reason)
{
    context_.courier.send(actor.connection, protocol::message_frame(protocol::Denied{lobby_.record.id}));
    note_detached(context_.courier, actor.connection, actor.attachments, lobby_.record.id);
    tell_stopped(id, reason);
}

void WaitingRoom::show_all(const ConnectionPtr& moderator) const
{
    for (const auto& [id, participant] : lobby_.waiting)
        context_.courier.send(moderator, protocol::message_frame(protocol::ParticipantWaiting{
                                             .lobby_id = lobby_.record.id, .participant = to_wire(participant)}));
}

void WaitingRoom::close()
{
    const auto frame = protocol::message_frame(protocol::LobbyClosed{lobby_.record.id});
    for (const auto& [id, waiting] : waiting_) {
        context_.courier.send(waiting.actor.connection, frame);
        note_detached(context_.courier, waiting.actor.connection, waiting.actor.attachments, lobby_.record.id);
    }
    waiting_.clear();
    lobby_.waiting.clear();
}

void WaitingRoom::tell_stopped(const ParticipantId& id, domain::LeaveReason reason) const
{
    protocol::ParticipantsChanged change{.lobby_id = lobby_.record.id, .joined = {}, .left = {}, .updated = {}};
    change.left.push_back({.participant_id = id, .reason = to_wire(reason)});
    to_moderators_(protocol::message_frame(change));
}

void WaitingRoom::forget(const ParticipantId& id)
{
    waiting_.erase(id);
    lobby_.waiting.erase(id);
}

} // namespace parlor::service
