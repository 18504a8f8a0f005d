#pragma once

namespace parlor::voicebot::media {

/// The numbers that stand for codecs in RTP (RFC 3550 §5.1): ours where we offer, the offer's where we answer.
struct PayloadTypes {
    int opus = 111;
    int vp8 = 96;
};

} // namespace parlor::voicebot::media
