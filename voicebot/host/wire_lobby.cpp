#include "voicebot/host/wire_lobby.hpp"

namespace parlor::voicebot::host {
namespace {

/// As the protocol bounds it.
constexpr std::size_t most_mid = 64;

} // namespace

bots::Member member_of(const protocol::Participant& participant)
{
    return {.id = ParticipantId{participant.id},
            .person = PersonId{participant.person_id},
            .name = participant.name,
            .bot = participant.kind == protocol::ParticipantKind::bot,
            .online = participant.online,
            .silenced = participant.muted_by_moderator || participant.no_transcription.value_or(false)};
}

std::vector<media::IceServer> ice_servers_of(const std::vector<protocol::IceServer>& servers)
{
    std::vector<media::IceServer> out;
    for (const auto& server : servers)
        out.push_back({.urls = server.urls,
                       .username = server.username.value_or(""),
                       .credential = server.credential.value_or("")});
    return out;
}

std::optional<bots::LogLine> line_of(const protocol::Entry& entry)
{
    const auto line = [](const protocol::EntryHead& head, const std::string& text) {
        return bots::LogLine{.from = ParticipantId{head.from.participant_id},
                             .person = PersonId{head.from.person_id},
                             .name = head.from.name,
                             .text = text,
                             .bot = head.from.kind == protocol::ParticipantKind::bot,
                             .at = from_ms(head.at),
                             .seq = head.seq};
    };
    if (const auto* text = std::get_if<protocol::TextEntry>(&entry)) {
        if (text->deleted.value_or(false)) return {};
        return line(*text, text->text);
    }
    if (const auto* spoken = std::get_if<protocol::TranscriptEntry>(&entry)) {
        auto out = line(*spoken, spoken->text);
        out.from = ParticipantId{spoken->speaker.participant_id};
        out.person = PersonId{spoken->speaker.person_id};
        out.name = spoken->speaker.name;
        out.bot = false;
        out.spoken = true;
        return out;
    }
    return {};
}

protocol::Nullable<protocol::IceCandidate> candidate_of(const media::Candidate& candidate)
{
    protocol::IceCandidate out{.candidate = candidate.text, .sdpMid = {}, .sdpMLineIndex = {}, .usernameFragment = {}};
    if (candidate.mid && candidate.mid->size() <= most_mid) out.sdpMid = *candidate.mid;
    if (candidate.m_line) out.sdpMLineIndex = *candidate.m_line;
    return {out};
}

std::optional<media::Candidate> candidate_of(const protocol::Nullable<protocol::IceCandidate>& candidate)
{
    if (!candidate) return {};
    media::Candidate out{.text = candidate->candidate, .mid = candidate->sdpMid, .m_line = {}};
    if (candidate->sdpMLineIndex) out.m_line = static_cast<int>(candidate->sdpMLineIndex->value);
    return out;
}

media::DescriptionKind kind_of(protocol::DescriptionType type)
{
    return type == protocol::DescriptionType::offer ? media::DescriptionKind::offer : media::DescriptionKind::answer;
}

protocol::DescriptionType type_of(media::DescriptionKind kind)
{
    return kind == media::DescriptionKind::offer ? protocol::DescriptionType::offer : protocol::DescriptionType::answer;
}

} // namespace parlor::voicebot::host
