#pragma once
#include "voicebot/media/payload_types.hpp"
#include "voicebot/media/rtc_peer.hpp"
#include "voicebot/media/webrtc_pipeline.hpp"

#include <cstdint>
#include <memory>
#include <string>

struct _GstElement;
struct _GstStructure;
struct _GstWebRTCSessionDescription;

/// Session descriptions in GStreamer's form; for .cpp files of this folder alone.
namespace parlor::voicebot::media {

struct FreeDescription {
    void operator()(_GstWebRTCSessionDescription* description) const;
};
using OwnedDescription = std::unique_ptr<_GstWebRTCSessionDescription, FreeDescription>;

/// Which side of DTLS an answer takes (RFC 8842 §5.2).
enum class Setup { as_made, passive };

/// Who speaks, in a description's first lines (RFC 8866 §5.2).
struct Origin {
    std::uint64_t session; ///< the same through a whole connection
    std::uint64_t version; ///< higher with each description
};

/// Null where the text is no SDP.
OwnedDescription parse_description(DescriptionKind kind, const std::string& sdp);
/// Opus and VP8 as this offer numbers them; the usual numbers where it has neither.
PayloadTypes payload_types(const _GstWebRTCSessionDescription& offer);
/// What a promise's reply says of failure; empty where it went through.
std::string promised_error(const _GstStructure* reply);
/// Takes a description out of a promise's reply, sets it and then tells `sink` of it: told before it is set, the other side's
/// next offer could come in between. Candidates may be told first.
///
/// The origin is ours because webrtcbin takes the other side's for its answers, by which a peer that goes by the session (RFC 3264
/// §8) believes that somebody new speaks.
void take_local_description(_GstElement* webrtc, const _GstStructure* reply, const char* field, Setup setup,
                            Origin origin, const std::weak_ptr<PipelineSink>& sink);

} // namespace parlor::voicebot::media
