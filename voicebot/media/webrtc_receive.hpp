#pragma once
#include "voicebot/media/webrtc_pipeline.hpp"

namespace parlor::voicebot::media {

/// Decodes the microphone that webrtcbin receives to frames of 16 kHz, and throws everything else away; for webrtc_pipeline.cpp.
void connect_receiver(_GstElement* webrtc, _GstElement* pipeline, const std::weak_ptr<PipelineSink>& sink, bool hears);

} // namespace parlor::voicebot::media
