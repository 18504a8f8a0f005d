#include "service/room.hpp"

#include "domain/lobby/door.hpp"
#include "protocol/encode.hpp"
#include "service/attach.hpp"
#include "service/events.hpp"
#include "service/ice.hpp"
#include "service/visitor.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

Error lobby_closed()
{
    return {Errc::lobby_closed, "This lobby has ended."};
}

} // namespace

Room::Room(ShardContext& context, domain::LobbyRecord record, LobbyAccess access)
    : context_(context), lobby_{.record = std::move(record), .participants = {}},
      audience_(context.courier.make_audience()),
      waiting_(context, lobby_, [this](const FramePtr& frame) { to_moderators(frame); })
{
    for (auto& standing : access.standings) domain::apply(lobby_, domain::StandingSet{std::move(standing)});
    for (auto& ban : access.bans) lobby_.bans.emplace(ban.id, std::move(ban));
    for (auto& invite : access.invites) lobby_.invites.emplace(invite.token_hash, std::move(invite));
    log_ = std::make_shared<RoomLog>(context, lobby_.record.id, lobby_.record.last_seq,
                                     [this](const domain::Entry& entry) {
                                         lobby_.record.last_seq = entry.seq;
                                         context_.events.publish(EntryAppended{lobby_.record.id, audience_, entry});
                                     });
}

void Room::join(Actor actor, protocol::Join message, Reply<protocol::JoinResult> reply)
{
    if (ended_) return reply(lobby_closed());
    const auto id = participant_id(actor, message);
    auto mine = by_connection_.find(actor.connection->id());
    if (mine != by_connection_.end() && mine->second != id)
        return reply(Error{Errc::conflict, "This connection is in this lobby with another tab already."});

    if (message.after_seq) {
        const Seq after = *message.after_seq;
        log_->read_after(after, context_.settings.resume_entries,
                         [self = shared_from_this(), actor = std::move(actor), message = std::move(message),
                          head = log_->head(), reply = std::move(reply)](Result<EntrySlice> slice) mutable {
                             if (!slice) return reply(std::move(slice).error());
                             // Of what was there when reading began nothing is kept any longer.
                             if (slice->entries.empty() && message.after_seq->value < head)
                                 message.after_seq = protocol::SeqOrZero{head};
                             self->enter(std::move(actor), message, std::move(*slice), std::move(reply));
                         });
        return;
    }
    log_->warm([self = shared_from_this(), actor = std::move(actor), message = std::move(message),
                reply = std::move(reply)]() mutable {
        auto slice = self->log_->newest(self->context_.settings.newcomer_entries);
        self->enter(std::move(actor), message, std::move(slice), std::move(reply));
    });
}

void Room::enter(Actor actor, const protocol::Join& message, EntrySlice slice, Reply<protocol::JoinResult> reply)
{
    if (ended_) return reply(lobby_closed());
    if (!actor.connection->is_open()) return reply(Error{Errc::unavailable, "The connection is gone."});
    // The store may know of more than the lobby has heard; that comes like all that is said from now on.
    while (!slice.entries.empty() && slice.entries.back().seq > log_->head()) slice.entries.pop_back();
    // Between the reading and now more may have been said.
    if (message.after_seq && !slice.more) {
        const Seq last = slice.entries.empty() ? static_cast<Seq>(*message.after_seq) : slice.entries.back().seq;
        const auto room_left =
            context_.settings.resume_entries - std::min(context_.settings.resume_entries, slice.entries.size());
        if (auto newer = log_->recent_after(last, room_left))
            std::ranges::move(newer->entries, std::back_inserter(slice.entries));
        else if (slice.entries.empty())
            return reply(Error{Errc::unavailable, "The lobby is too busy to come back to at the moment.", {}, 200});
    }
    const auto command = join_command(actor, message);
    const auto& id = command.id;
    const bool returns = lobby_.find(id) != nullptr;
    auto events = domain::decide(lobby_, command);
    if (!events) return reply(std::move(events).error());
    ++(returns ? context_.counters.resumes : context_.counters.joins);
    carry_out(*events, {});
    attach(id, actor);
    tell_of_bot(*lobby_.find(id), BotPresence::What::entered);
    reply(snapshot(id, std::move(slice)));
    if (lobby_.find(id)->role <= domain::Role::moderator) waiting_.show_all(actor.connection);
}

ParticipantId Room::participant_id(const Actor& actor, const protocol::Join& message) const
{
    return context_.ids.participant(actor.session, lobby_.record.id, actor.bot ? BotPass::tab() : TabId{message.tab});
}

domain::Join Room::join_command(const Actor& actor, const protocol::Join& message) const
{
    const auto person = context_.ids.person(actor.session, lobby_.record.id);
    auto visitor = visitor_of(actor);
    return {.id = participant_id(actor, message),
            .person = person,
            .session = actor.session,
            .name = display_name(actor.name, person),
            .now = context_.clock.now(),
            .protected_name = std::move(visitor.protected_name),
            .network = std::move(visitor.network),
            .bot = actor.bot ? actor.bot->bot : BotId{},
            .transcribes = actor.bot && actor.bot->transcribes};
}

Result<void> Room::wait(Actor actor, protocol::Join message)
{
    if (ended_) return lobby_closed();
    if (!actor.connection->is_open()) return Error{Errc::unavailable, "The connection is gone."};
    auto participant = domain::newcomer(lobby_, join_command(actor, message));
    return waiting_.add({std::move(actor), std::move(message)}, std::move(participant));
}

void Room::admit_waiting(const ParticipantId& id, std::optional<domain::Standing> standing, Done<void> done)
{
    InviteId used;
    if (const auto* waiting = waiting_.find(id)) {
        const domain::Knock shown{.id = id,
                                  .visitor = visitor_of(waiting->actor),
                                  .invite_hash = waiting->actor.invite,
                                  .now = context_.clock.now()};
        if (const auto* invite = domain::invite_used(lobby_, shown)) used = invite->id;
    }
    // Taken at once: the next one must not come in by the same last use.
    if (!used.empty()) access_changed(domain::InviteUsed{used});
    context_.store.admit(this->id(), standing, used,
                         context_.here<void>([self = shared_from_this(), id, standing, used,
                                              done = std::move(done)](Result<void> kept) mutable {
                             if (kept) {
                                 if (standing) self->access_changed(domain::StandingSet{*standing});
                                 self->let_in(id);
                             } else if (!used.empty()) {
                                 self->access_changed(domain::InviteUsed{used, -1});
                             }
                             done(std::move(kept));
                         }));
}

void Room::let_in(const ParticipantId& id)
{
    auto taken = waiting_.take(id);
    if (!taken) return;
    auto actor = taken->actor;
    join(std::move(taken->actor), std::move(taken->message),
         [self = shared_from_this(), id, actor = std::move(actor)](Result<protocol::JoinResult> joined) {
             if (!joined) return self->waiting_.send_away(id, actor, domain::LeaveReason::left);
             protocol::Admitted admitted;
             static_cast<protocol::JoinResult&>(admitted) = std::move(*joined);
             admitted.lobby_id = self->id();
             self->context_.courier.send(actor.connection, protocol::message_frame(admitted));
         });
}

void Room::let_all_in()
{
    std::vector<ParticipantId> ids;
    for (const auto& [id, waiting] : lobby_.waiting) ids.push_back(id);
    for (const auto& id : ids) {
        auto standing = domain::admission(lobby_, lobby_.waiting.at(id).session, context_.clock.now());
        admit_waiting(id, std::move(standing), [self = shared_from_this(), id](Result<void> kept) {
            if (!kept) self->waiting_.deny(id, domain::LeaveReason::left);
        });
    }
}

std::string Room::display_name(const std::string& name, const PersonId& person)
{
    return name.empty() ? domain::guest_name(person) : name;
}

void Room::attach(const ParticipantId& id, const Actor& actor)
{
    const auto& connection = actor.connection;
    const auto rate = static_cast<double>(context_.settings.relay_bytes_per_second);
    auto& member = members_.try_emplace(id, Member{{}, {}, 0, TokenBucket{rate, 2 * rate}}).first->second;
    if (member.grace) context_.timers.cancel(std::exchange(member.grace, 0));
    if (member.connection == connection) return;
    if (member.connection) {
        // A second live connection of the same tab takes the first one's place.
        context_.courier.send(
            member.connection,
            protocol::message_frame(protocol::Removed{
                .lobby_id = lobby_.record.id, .reason = protocol::LeaveReason::replaced, .by = {}, .message = {}}));
        detach(member);
    }
    member.connection = connection;
    by_connection_[connection->id()] = id;
    context_.courier.enter(audience_, connection);
    member.attachments = actor.attachments;
    note_attached(context_.courier, connection, actor.attachments, lobby_.record.id, actor.name);
}

void Room::detach(Member& member)
{
    if (!member.connection) return;
    context_.courier.exit(audience_, member.connection);
    by_connection_.erase(member.connection->id());
    note_detached(context_.courier, member.connection, std::exchange(member.attachments, {}), lobby_.record.id);
    member.connection.reset();
}

void Room::apply(const domain::PresenceEvents& events)
{
    if (events.empty()) return;
    const auto moderators = lobby_.waiting.empty() ? std::vector<ParticipantId>{} : promoted(events);
    for (const auto& event : events) {
        const auto* left = std::get_if<domain::ParticipantLeft>(&event);
        if (left) tell_of_bot(*lobby_.find(left->id), BotPresence::What::left, left->reason);
        domain::apply(lobby_, event);
    }
    context_.events.publish(PresenceChanged{lobby_, audience_, events});
    for (const auto& id : moderators)
        if (auto found = members_.find(id); found != members_.end() && found->second.connection)
            waiting_.show_all(found->second.connection);
}

std::vector<ParticipantId> Room::promoted(const domain::PresenceEvents& events) const
{
    std::vector<ParticipantId> ids;
    for (const auto& event : events) {
        const auto* changed = std::get_if<domain::ParticipantChanged>(&event);
        if (!changed || changed->participant.role > domain::Role::moderator) continue;
        const auto* before = lobby_.find(changed->participant.id);
        if (before && before->role > domain::Role::moderator) ids.push_back(before->id);
    }
    return ids;
}

void Room::to_moderators(const FramePtr& frame)
{
    for (const auto& [id, member] : members_)
        if (member.connection && lobby_.find(id)->role <= domain::Role::moderator)
            context_.courier.send(member.connection, frame);
}

protocol::JoinResult Room::snapshot(const ParticipantId& id, EntrySlice slice) const
{
    protocol::JoinResult result;
    result.lobby = to_wire(lobby_.record, lobby_.participants.size());
    result.participant = to_wire(*lobby_.find(id));
    protocol::ListParticipants all{.lobby_id = lobby_.record.id, .cursor = {}, .limit = {}};
    all.limit = context_.settings.join_participants;
    auto page = *participants(all);
    result.participants = std::move(page.participants);
    if (page.next_cursor) result.participants_cursor = *page.next_cursor;
    result.entries.reserve(slice.entries.size());
    for (const auto& entry : slice.entries) result.entries.push_back(to_wire(entry));
    result.seq = log_->head();
    // A newcomer's entries reach up to the head; those of one who comes back start where it was and may end before it.
    result.gap = !slice.entries.empty() && slice.entries.back().seq < log_->head();
    result.ice_servers = ice_servers_for(context_.settings.ice, id, context_.clock.now()).ice_servers;
    return result;
}

Result<protocol::Empty> Room::leave(const ConnectionPtr& connection)
{
    if (waiting_.give_up(connection)) return protocol::Empty{};
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    const auto id = (*sender)->id;
    detach(members_.at(id));
    members_.erase(id);
    apply(*domain::decide(lobby_, domain::Leave{id, domain::LeaveReason::left}));
    return protocol::Empty{};
}

void Room::connection_lost(const ConnectionPtr& connection)
{
    if (waiting_.give_up(connection)) return;
    auto found = by_connection_.find(connection->id());
    if (found == by_connection_.end()) return;
    const auto id = found->second;
    auto& member = members_.at(id);
    detach(member);
    member.grace = context_.timers.after(context_.settings.grace, [self = weak_from_this(), id] {
        if (auto room = self.lock()) room->timed_out(id);
    });
    apply(*domain::decide(lobby_, domain::Drop{id}));
    tell_of_bot(*lobby_.find(id), BotPresence::What::dropped);
}

void Room::timed_out(const ParticipantId& id)
{
    auto found = members_.find(id);
    if (found == members_.end() || found->second.connection) return;
    members_.erase(found);
    ++context_.counters.timeouts;
    apply(*domain::decide(lobby_, domain::Leave{id, domain::LeaveReason::timeout}));
}

void Room::carry_out(const domain::PresenceEvents& events, const Removal& removal)
{
    for (const auto& event : events) {
        const auto* left = std::get_if<domain::ParticipantLeft>(&event);
        auto found = left ? members_.find(left->id) : members_.end();
        if (found == members_.end()) continue;
        auto& member = found->second;
        if (member.grace) context_.timers.cancel(member.grace);
        if (member.connection) {
            protocol::Removed told{
                .lobby_id = lobby_.record.id, .reason = to_wire(left->reason), .by = {}, .message = {}};
            if (!removal.by.empty()) told.by = removal.by;
            if (!removal.message.empty()) told.message = removal.message;
            context_.courier.send(member.connection, protocol::message_frame(told));
        }
        detach(member);
        members_.erase(found);
    }
    apply(events);
}

void Room::rename(const ConnectionPtr& connection, const domain::Naming& naming)
{
    auto found = by_connection_.find(connection->id());
    if (found == by_connection_.end()) return;
    const auto& present = *lobby_.find(found->second);
    domain::Update update{.id = present.id,
                          .media = {},
                          .hand = {},
                          .away = {},
                          .name = domain::Naming{display_name(naming.name, present.person), naming.protected_name}};
    apply(*domain::decide(lobby_, update));
    if (lobby_.ban_on(present.visitor(), context_.clock.now()))
        carry_out(domain::departures(lobby_, SessionId{present.session}, domain::LeaveReason::banned), {});
}

void Room::access_changed(const domain::AccessEvent& event, const Removal& removal)
{
    if (ended_) return;
    domain::apply(lobby_, event);
    if (const auto* set = std::get_if<domain::StandingSet>(&event))
        context_.events.publish(StandingGiven{lobby_, set->standing.session});
    const auto now = context_.clock.now();
    carry_out(domain::reconcile(lobby_, now, event), removal);
    if (std::holds_alternative<domain::BanPut>(event)) waiting_.deny_banned(now);
}

void Room::remove(const SessionId& session, domain::LeaveReason reason, const Removal& removal)
{
    carry_out(domain::departures(lobby_, session, reason), removal);
}

void Room::erase_texts(const SessionId& author)
{
    // Those who are in are told of what they may have on their screens.
    for (const auto& entry : log_->erase_texts(author))
        log_->submit(entry.author, domain::DeleteText{entry.seq}, [](Result<domain::Accepted>) {});
}

void Room::keep_to_retention()
{
    const auto& record = lobby_.record;
    if (ended_ || (record.max_entries == 0 && record.history_days == 0)) return;
    const Seq up_to = record.max_entries > 0 ? log_->head() - record.max_entries : 0;
    const auto before =
        record.history_days > 0 ? context_.clock.now() - std::chrono::days{record.history_days} : Timestamp::min();
    log_->trim(up_to, before);
}

const domain::Participant* Room::participant_of(const ConnectionPtr& connection) const
{
    auto found = by_connection_.find(connection->id());
    return found == by_connection_.end() ? nullptr : lobby_.find(found->second);
}

void Room::settings_changed(const domain::LobbyRecord& record)
{
    const Seq head = lobby_.record.last_seq;
    lobby_.record = record;
    lobby_.record.last_seq = head;
    context_.events.publish(LobbySettingsChanged{lobby_, audience_});
    carry_out(domain::reconcile(lobby_, context_.clock.now()), {});
    // Nobody is to wait for a decision that is not asked for any more.
    if (!lobby_.record.waiting_room) let_all_in();
}

void Room::end()
{
    if (ended_) return;
    ended_ = true;
    log_->close();
    context_.events.publish(LobbyEnded{lobby_, audience_});
    waiting_.close();
    for (auto& [id, member] : members_) {
        if (member.grace) context_.timers.cancel(member.grace);
        detach(member);
    }
    members_.clear();
    lobby_.participants.clear();
    context_.courier.remove_audience(audience_);
}

} // namespace parlor::service
