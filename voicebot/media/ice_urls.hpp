#pragma once
#include "voicebot/media/rtc_peer.hpp"

/// ICE servers as webrtcbin wants them: `stun://host:port`, `turn://user:password@host:port?transport=udp`.
namespace parlor::voicebot::media {

std::vector<std::string> stun_urls(const std::vector<IceServer>& servers);
/// Also of TURN over TLS; user and password are percent-encoded (RFC 3986 §3.2.1).
std::vector<std::string> turn_urls(const std::vector<IceServer>& servers);

} // namespace parlor::voicebot::media
