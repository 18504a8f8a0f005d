#include "service/wire_map.hpp"

namespace parlor::service {
namespace {

/// Enumerations of domain and wire have the same members in the same order.
template <class To, class From> To same_place(From value)
{
    return static_cast<To>(static_cast<int>(value));
}

template <class Wire> Wire head(const domain::Entry& entry)
{
    Wire wire;
    wire.seq = entry.seq;
    wire.at = to_ms(entry.at);
    wire.from = {.participant_id = entry.author.participant,
                 .person_id = entry.author.person,
                 .name = entry.author.name.empty() ? domain::guest_name(entry.author.person) : entry.author.name,
                 .kind = same_place<protocol::ParticipantKind>(entry.author.kind)};
    return wire;
}

/// `Body`: of a creation or of a change; both name these settings alike.
template <class Body> domain::SettingWishes wishes(const Body& body)
{
    domain::SettingWishes wishes{.waiting_room = body.waiting_room};
    if (body.visibility) wishes.visibility = same_place<domain::Visibility>(*body.visibility);
    if (body.bots_by) wishes.bots_by = same_place<domain::BotsBy>(*body.bots_by);
    if (body.ice_policy) wishes.ice_policy = same_place<domain::IcePolicy>(*body.ice_policy);
    if (body.duplicates) wishes.duplicates = same_place<domain::Duplicates>(*body.duplicates);
    if (body.history_days) wishes.history_days = static_cast<int>(body.history_days->value);
    if (body.max_entries) wishes.max_entries = static_cast<int>(body.max_entries->value);
    return wishes;
}

struct BodyToWire {
    const domain::Entry& entry;

    protocol::Entry operator()(const domain::TextBody& body) const
    {
        auto wire = head<protocol::TextEntry>(entry);
        wire.text = body.text;
        if (!body.client_id.empty()) wire.client_id = body.client_id;
        if (body.reply_to > 0) wire.reply_to_seq = body.reply_to;
        if (body.deleted) wire.deleted = true;
        return wire;
    }
    protocol::Entry operator()(const domain::EditBody& body) const
    {
        auto wire = head<protocol::EditEntry>(entry);
        wire.target_seq = body.target;
        wire.text = body.text;
        return wire;
    }
    protocol::Entry operator()(const domain::DeleteBody& body) const
    {
        auto wire = head<protocol::DeleteEntry>(entry);
        wire.target_seq = body.target;
        return wire;
    }
    protocol::Entry operator()(const domain::ReactionBody& body) const
    {
        auto wire = head<protocol::ReactionEntry>(entry);
        wire.target_seq = body.target;
        wire.emoji = body.emoji;
        wire.on = body.on;
        return wire;
    }
    protocol::Entry operator()(const domain::TranscriptBody& body) const
    {
        auto wire = head<protocol::TranscriptEntry>(entry);
        wire.speaker = {body.speaker, body.speaker_person, body.speaker_name};
        wire.utterance_id = body.utterance_id;
        wire.text = body.text;
        wire.started_at = to_ms(body.started_at);
        return wire;
    }
    protocol::Entry operator()(const domain::NoticeBody& body) const
    {
        auto wire = head<protocol::NoticeEntry>(entry);
        wire.code = body.code;
        wire.params.text = body.params;
        return wire;
    }
};

} // namespace

protocol::Session to_wire(const domain::SessionRecord& session)
{
    protocol::Session wire{.id = session.id,
                           .name = {},
                           .name_protected = session.name_protected,
                           .created_at = to_ms(session.created_at),
                           .expires_at = to_ms(session.expires_at)};
    if (!session.name.empty()) wire.name.emplace(session.name);
    return wire;
}

protocol::Participant to_wire(const domain::Participant& participant)
{
    protocol::Participant wire{
        .id = participant.id,
        .person_id = participant.person,
        .name = participant.name,
        .kind = same_place<protocol::ParticipantKind>(participant.kind),
        .role = same_place<protocol::Role>(participant.role),
        .media = {participant.media.microphone, participant.media.camera, participant.media.screen},
        .hand = participant.hand,
        .away = participant.away,
        .online = participant.online,
        .muted_by_moderator = participant.muted_by_moderator,
        .joined_at = to_ms(participant.joined_at),
        .bot_id = {},
        .transcribes = {},
        .no_transcription = {}};
    if (!participant.bot.empty()) wire.bot_id = participant.bot.str();
    if (participant.transcribes) wire.transcribes = true;
    if (participant.no_transcription) wire.no_transcription = true;
    return wire;
}

protocol::Entry to_wire(const domain::Entry& entry)
{
    return std::visit(BodyToWire{entry}, entry.body);
}

protocol::LeaveReason to_wire(domain::LeaveReason reason)
{
    return same_place<protocol::LeaveReason>(reason);
}

protocol::Lobby to_wire(const domain::LobbyRecord& record, std::size_t participant_count)
{
    return {.id = record.id,
            .name = record.name,
            .visibility = same_place<protocol::Visibility>(record.visibility),
            .has_password = !record.password_hash.empty(),
            .capacity = record.capacity,
            .locked = record.locked,
            .waiting_room = record.waiting_room,
            .media = same_place<protocol::MediaMode>(record.media),
            .persistent = record.persistent,
            .bots_by = same_place<protocol::BotsBy>(record.bots_by),
            .ice_policy = same_place<protocol::IcePolicy>(record.ice_policy),
            .duplicates = same_place<protocol::Duplicates>(record.duplicates),
            .history_days = record.history_days,
            .max_entries = record.max_entries,
            .participant_count = participant_count,
            .created_at = to_ms(record.created_at),
            .version = record.version,
            .seq = record.last_seq};
}

domain::Media from_wire(const protocol::Media& media)
{
    return {media.microphone, media.camera, media.screen};
}

domain::MediaMode from_wire(protocol::MediaMode media)
{
    return same_place<domain::MediaMode>(media);
}

domain::BotsBy from_wire(protocol::BotsBy bots_by)
{
    return same_place<domain::BotsBy>(bots_by);
}

domain::Role from_wire(protocol::Role role)
{
    return same_place<domain::Role>(role);
}

domain::SettingWishes wishes_of(const protocol::LobbyPatch& patch)
{
    return wishes(patch);
}

domain::SettingWishes wishes_of(const protocol::CreateLobby& body)
{
    return wishes(body);
}

} // namespace parlor::service
