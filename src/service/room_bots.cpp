#include "protocol/encode.hpp"
#include "service/events.hpp"
#include "service/room.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

/// What bots are to a lobby: participants whose coming and going others watch, some of whom write down what is said.
namespace parlor::service {
namespace {

Error no_transcription(std::string message)
{
    return {Errc::forbidden, std::move(message), "speaker"};
}

/// A person who does not want it on one tab does not want it on the others.
bool wants_no_transcription(const domain::Lobby& lobby, const domain::Participant& speaker)
{
    return std::ranges::any_of(lobby.participants, [&](const auto& item) {
        return item.second.person == speaker.person && item.second.no_transcription;
    });
}

} // namespace

void Room::dismiss(const ParticipantId& id)
{
    auto found = members_.find(id);
    if (found == members_.end()) return;
    if (found->second.grace) context_.timers.cancel(found->second.grace);
    detach(found->second);
    members_.erase(found);
    apply(*domain::decide(lobby_, domain::Leave{id, domain::LeaveReason::left}));
}

void Room::tell_of_bot(const domain::Participant& participant, BotPresence::What what, domain::LeaveReason reason)
{
    if (participant.bot.empty()) return;
    context_.events.publish(BotPresence{participant.bot, participant.id, what, reason});
}

Result<domain::TranscriptBody> Room::transcript_of(const domain::Participant& sender,
                                                   const protocol::PublishTranscript& message) const
{
    if (!sender.transcribes)
        return Error{Errc::forbidden, "Only bots with the capability \"transcribe\" publish transcripts."};
    const auto* speaker = lobby_.find(ParticipantId{message.speaker});
    if (!speaker) return Error{Errc::not_found, "That speaker is not in this lobby.", "speaker"};
    if (wants_no_transcription(lobby_, *speaker))
        return no_transcription("What this person says may not be written down.");
    return domain::TranscriptBody{.speaker = speaker->id,
                                  .speaker_person = speaker->person,
                                  .speaker_name = speaker->name,
                                  .utterance_id = message.utterance_id,
                                  .text = message.text,
                                  .started_at = from_ms(message.started_at),
                                  .speaker_session = speaker->session};
}

void Room::transcribe(const ConnectionPtr& connection, const protocol::PublishTranscript& message,
                      Reply<protocol::TranscriptAccepted> reply)
{
    auto sender = member(connection);
    if (!sender) return reply(std::move(sender).error());
    auto body = transcript_of(**sender, message);
    if (!body) return reply(std::move(body).error());
    if (!message.final) return reply(tell_partial(**sender, *body));
    log_->submit((*sender)->author(), domain::Transcribe{std::move(*body)},
                 [reply = std::move(reply)](Result<domain::Accepted> accepted) mutable {
                     if (!accepted) return reply(std::move(accepted).error());
                     reply(protocol::TranscriptAccepted{.seq = protocol::SeqNumber{accepted->seq},
                                                        .at = protocol::TimeMs{to_ms(accepted->at)}});
                 });
}

Result<protocol::TranscriptAccepted> Room::tell_partial(const domain::Participant& sender,
                                                        const domain::TranscriptBody& body)
{
    if (auto fine = domain::check_text(context_.settings.log, body.text); !fine) return std::move(fine).error();
    if (auto paid = charge(sender, body.text.size() * by_connection_.size()); !paid) return std::move(paid).error();
    const protocol::Transcript told{.lobby_id = lobby_.record.id,
                                    .from = sender.id,
                                    .speaker = {body.speaker, body.speaker_person, body.speaker_name},
                                    .utterance_id = body.utterance_id,
                                    .text = body.text,
                                    .started_at = to_ms(body.started_at)};
    context_.courier.broadcast(audience_, protocol::message_frame(told, Frame::Kind::droppable));
    return protocol::TranscriptAccepted{};
}

} // namespace parlor::service
