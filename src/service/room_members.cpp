#include "protocol/encode.hpp"
#include "service/ice.hpp"
#include "service/room.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

/// What those who are in may ask of their lobby.
namespace parlor::service {

Result<const domain::Participant*> Room::member(const ConnectionPtr& connection) const
{
    const auto* participant = participant_of(connection);
    if (!participant) return Error{Errc::not_joined, "You are not in this lobby."};
    return participant;
}

Result<protocol::ParticipantResult> Room::update(const ConnectionPtr& connection,
                                                 const protocol::UpdateParticipant& message)
{
    auto sender = member(connection);
    if (!sender) return std::move(sender).error();
    const auto id = (*sender)->id;
    domain::Update command{.id = id, .media = {}, .hand = message.hand, .away = message.away, .name = {}};
    command.no_transcription = message.no_transcription;
    if (message.media) command.media = from_wire(*message.media);
    auto events = domain::decide(lobby_, command);
    if (!events) return std::move(events).error();
    apply(*events);
    return protocol::ParticipantResult{to_wire(*lobby_.find(id))};
}

Result<protocol::ParticipantPage> Room::participants(const protocol::ListParticipants& query) const
{
    if (query.cursor && !is_id(*query.cursor))
        return Error{Errc::bad_request, "cursor: this is not one that a list of participants gave", "cursor"};
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

} // namespace parlor::service
