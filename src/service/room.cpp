#include "service/room.hpp"

#include "protocol/encode.hpp"
#include "service/events.hpp"
#include "service/ice.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

Error lobby_closed()
{
    return {Errc::lobby_closed, "This lobby has ended."};
}

} // namespace

Room::Room(ShardContext& context, domain::LobbyRecord record)
    : context_(context), lobby_{.record = std::move(record), .participants = {}},
      audience_(context.courier.make_audience())
{
    log_ = std::make_shared<RoomLog>(context, lobby_.record.id, lobby_.record.last_seq,
                                     [this](const domain::Entry& entry) {
                                         lobby_.record.last_seq = entry.seq;
                                         context_.events.publish(EntryAppended{lobby_.record.id, audience_, entry});
                                     });
}

void Room::join(Actor actor, protocol::Join message, Reply<protocol::JoinResult> reply)
{
    if (ended_) return reply(lobby_closed());
    const auto tab = TabId{message.tab};
    const auto id = context_.ids.participant(actor.session, lobby_.record.id, tab);
    auto mine = by_connection_.find(actor.connection->id());
    if (mine != by_connection_.end() && mine->second != id)
        return reply(Error{Errc::conflict, "This connection is in this lobby with another tab already."});

    if (message.after_seq) {
        const Seq after = *message.after_seq;
        log_->read_after(after, context_.settings.resume_entries,
                         [self = shared_from_this(), actor = std::move(actor), message = std::move(message),
                          reply = std::move(reply)](Result<EntrySlice> slice) mutable {
                             if (!slice) return reply(std::move(slice).error());
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
    const auto id = context_.ids.participant(actor.session, lobby_.record.id, TabId{message.tab});
    const auto person = context_.ids.person(actor.session, lobby_.record.id);
    const bool returns = lobby_.find(id) != nullptr;
    auto events = domain::decide(lobby_, domain::Join{.id = id,
                                                      .person = person,
                                                      .session = actor.session,
                                                      .name = display_name(actor, person),
                                                      .now = context_.clock.now()});
    if (!events) return reply(std::move(events).error());
    ++(returns ? context_.counters.resumes : context_.counters.joins);
    apply(*events);
    attach(id, actor);
    reply(snapshot(id, std::move(slice)));
}

std::string Room::display_name(const Actor& actor, const PersonId& person) const
{
    if (!actor.name.empty()) return actor.name;
    // Nameless people are told apart by a number that stays theirs within this lobby.
    unsigned number = 0;
    for (unsigned char c : person.str()) number = number * 31 + c;
    const auto digits = std::to_string(number % 10'000);
    return "Guest " + std::string(4 - digits.size(), '0') + digits;
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
        context_.courier.send(member.connection,
                              protocol::message_frame(protocol::Removed{
                                  .lobby_id = lobby_.record.id, .reason = protocol::LeaveReason::replaced, .by = {}}));
        detach(member);
    }
    member.connection = connection;
    by_connection_[connection->id()] = id;
    context_.courier.enter(audience_, connection);
    if (!actor.attachments) return;
    member.attachments = actor.attachments;
    context_.courier.run(connection, [attachments = actor.attachments, lobby = lobby_.record.id, name = actor.name] {
        attachments->attached(lobby, name);
    });
}

void Room::detach(Member& member)
{
    if (!member.connection) return;
    context_.courier.exit(audience_, member.connection);
    by_connection_.erase(member.connection->id());
    if (auto attachments = std::exchange(member.attachments, {}))
        context_.courier.run(member.connection,
                             [attachments, lobby = lobby_.record.id] { attachments->detached(lobby); });
    member.connection.reset();
}

void Room::apply(const domain::PresenceEvents& events)
{
    if (events.empty()) return;
    for (const auto& event : events) domain::apply(lobby_, event);
    context_.events.publish(PresenceChanged{lobby_, audience_, events});
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
    auto found = by_connection_.find(connection->id());
    if (found == by_connection_.end()) return;
    const auto id = found->second;
    auto& member = members_.at(id);
    detach(member);
    member.grace = context_.timers.after(context_.settings.grace, [self = weak_from_this(), id] {
        if (auto room = self.lock()) room->timed_out(id);
    });
    apply(*domain::decide(lobby_, domain::Drop{id}));
}

void Room::timed_out(const ParticipantId& id)
{
    auto found = members_.find(id);
    if (found == members_.end() || found->second.connection) return;
    members_.erase(found);
    ++context_.counters.timeouts;
    apply(*domain::decide(lobby_, domain::Leave{id, domain::LeaveReason::timeout}));
}

void Room::rename(const ConnectionPtr& connection, const std::string& name)
{
    auto found = by_connection_.find(connection->id());
    if (found == by_connection_.end()) return;
    const auto& present = *lobby_.find(found->second);
    Actor actor{.session = present.session, .name = name, .address = {}, .connection = connection};
    domain::Update update{
        .id = present.id, .media = {}, .hand = {}, .away = {}, .name = display_name(actor, present.person)};
    apply(*domain::decide(lobby_, update));
}

Result<const domain::Participant*> Room::member(const ConnectionPtr& connection) const
{
    auto found = by_connection_.find(connection->id());
    if (found == by_connection_.end()) return Error{Errc::not_joined, "You are not in this lobby."};
    return lobby_.find(found->second);
}

Result<protocol::ParticipantResult> Room::update(const ConnectionPtr& connection,
                                                 const protocol::UpdateParticipant& message)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    const auto id = (*sender)->id;
    domain::Update command{.id = id, .media = {}, .hand = message.hand, .away = message.away, .name = {}};
    if (message.media) command.media = from_wire(*message.media);
    auto events = domain::decide(lobby_, command);
    if (!events) return std::move(events).error();
    apply(*events);
    return protocol::ParticipantResult{to_wire(*lobby_.find(id))};
}

Result<protocol::ParticipantPage> Room::participants(const protocol::ListParticipants& query) const
{
    std::vector<const domain::Participant*> sorted;
    sorted.reserve(lobby_.participants.size());
    for (const auto& [id, participant] : lobby_.participants)
        if (!query.cursor || id.str() > *query.cursor) sorted.push_back(&participant);
    const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value : 100);
    const auto count = std::min(limit, sorted.size());
    // Paged by id, which never changes while people come and go.
    std::ranges::partial_sort(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(count), {},
                              [](const auto* participant) -> const std::string& { return participant->id.str(); });
    protocol::ParticipantPage page;
    page.participants.reserve(count);
    for (std::size_t i = 0; i < count; ++i) page.participants.push_back(to_wire(*sorted[i]));
    if (count < sorted.size()) page.next_cursor.emplace(page.participants.back().id);
    return page;
}

void Room::submit(const ConnectionPtr& connection, domain::LogCommand command, Reply<protocol::EntryAccepted> reply)
{
    auto sender = member(connection);
    if (!sender) return reply(std::move(sender).error());
    log_->submit((*sender)->author(), std::move(command),
                 [reply = std::move(reply)](Result<domain::Accepted> accepted) mutable {
                     if (!accepted) return reply(std::move(accepted).error());
                     reply(protocol::EntryAccepted{.seq = accepted->seq, .at = to_ms(accepted->at)});
                 });
}

void Room::entries(const protocol::GetEntries& query, Reply<protocol::EntryPage> reply)
{
    const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value : 50);
    auto answer = [reply = std::move(reply)](Result<EntrySlice> slice) mutable {
        if (!slice) return reply(std::move(slice).error());
        protocol::EntryPage page;
        page.more = slice->more;
        page.entries.reserve(slice->entries.size());
        for (const auto& entry : slice->entries) page.entries.push_back(to_wire(entry));
        reply(std::move(page));
    };
    if (query.after_seq)
        log_->read_after(*query.after_seq, limit, std::move(answer));
    else
        log_->read_before(query.before_seq ? query.before_seq->value : 0, limit, std::move(answer));
}

Result<protocol::Empty> Room::typing(const ConnectionPtr& connection, bool on)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    const protocol::Typing message{.lobby_id = lobby_.record.id, .participant_id = (*sender)->id, .on = on};
    context_.courier.broadcast(audience_, protocol::message_frame(message, Frame::Kind::droppable), connection->id());
    return protocol::Empty{};
}

Result<protocol::IceServers> Room::ice_servers(const ConnectionPtr& connection) const
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    return ice_servers_for(context_.settings.ice, (*sender)->id, context_.clock.now());
}

void Room::settings_changed(const domain::LobbyRecord& record)
{
    const Seq head = lobby_.record.last_seq;
    lobby_.record = record;
    lobby_.record.last_seq = head;
    context_.events.publish(LobbySettingsChanged{lobby_, audience_});
}

void Room::end()
{
    if (ended_) return;
    ended_ = true;
    log_->close();
    context_.events.publish(LobbyEnded{lobby_, audience_});
    for (auto& [id, member] : members_) {
        if (member.grace) context_.timers.cancel(member.grace);
        detach(member);
    }
    members_.clear();
    lobby_.participants.clear();
    context_.courier.remove_audience(audience_);
}

} // namespace parlor::service
