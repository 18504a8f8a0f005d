#pragma once
#include "client/web_socket_client.hpp"
#include "voicebot/bots/lobby_port.hpp"

#include <optional>

/// From the wire's words to the bots', and back.
namespace parlor::voicebot::host {

bots::Member member_of(const protocol::Participant& participant);
std::vector<media::IceServer> ice_servers_of(const std::vector<protocol::IceServer>& servers);
/// Nothing where an entry is no line: reactions, notices, what was deleted.
std::optional<bots::LogLine> line_of(const protocol::Entry& entry);
protocol::Nullable<protocol::IceCandidate> candidate_of(const media::Candidate& candidate);
/// Nothing stands for the end of the candidates.
std::optional<media::Candidate> candidate_of(const protocol::Nullable<protocol::IceCandidate>& candidate);
media::DescriptionKind kind_of(protocol::DescriptionType type);
protocol::DescriptionType type_of(media::DescriptionKind kind);

} // namespace parlor::voicebot::host
