#define GST_USE_UNSTABLE_API
#include "voicebot/media/sdp.hpp"

#include "voicebot/media/gst_support.hpp"

#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace parlor::voicebot::media {
namespace {

bool names_codec(std::string_view map, std::string_view codec)
{
    const auto blank = map.find(' ');
    if (blank == std::string_view::npos || map.size() < blank + 1 + codec.size()) return false;
    const auto name = map.substr(blank + 1, codec.size());
    return g_ascii_strncasecmp(name.data(), codec.data(), codec.size()) == 0;
}

/// The first payload type of this codec; 0 = none.
int find_type(const GstSDPMedia& media, std::string_view codec)
{
    for (guint i = 0;; ++i) {
        const char* map = gst_sdp_media_get_attribute_val_n(&media, "rtpmap", i);
        if (!map) return 0;
        if (names_codec(map, codec)) return std::atoi(map);
    }
}

void make_passive(GstSDPMessage& sdp)
{
    for (guint i = 0; i < gst_sdp_message_medias_len(&sdp); ++i) {
        auto* media = const_cast<GstSDPMedia*>(gst_sdp_message_get_media(&sdp, i));
        for (guint k = 0; k < gst_sdp_media_attributes_len(media); ++k) {
            const auto* attribute = gst_sdp_media_get_attribute(media, k);
            if (std::string_view{attribute->key} != "setup") continue;
            GstSDPAttribute passive{};
            gst_sdp_attribute_set(&passive, "setup", "passive");
            gst_sdp_media_replace_attribute(media, k, &passive);
        }
    }
}

void set_origin(GstSDPMessage& sdp, Origin origin)
{
    gst_sdp_message_set_origin(&sdp, "-", std::to_string(origin.session).c_str(),
                               std::to_string(origin.version).c_str(), "IN", "IP4", "0.0.0.0");
}

} // namespace

void FreeDescription::operator()(GstWebRTCSessionDescription* description) const
{
    gst_webrtc_session_description_free(description);
}

OwnedDescription parse_description(DescriptionKind kind, const std::string& sdp)
{
    if (sdp.empty()) return nullptr;
    GstSDPMessage* message = nullptr;
    if (gst_sdp_message_new_from_text(sdp.c_str(), &message) != GST_SDP_OK) {
        if (message) gst_sdp_message_free(message);
        return nullptr;
    }
    const auto type = kind == DescriptionKind::offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
    return OwnedDescription{gst_webrtc_session_description_new(type, message)};
}

PayloadTypes payload_types(const GstWebRTCSessionDescription& offer)
{
    PayloadTypes types;
    int opus = 0;
    int vp8 = 0;
    for (guint i = 0; i < gst_sdp_message_medias_len(offer.sdp); ++i) {
        const auto* media = gst_sdp_message_get_media(offer.sdp, i);
        if (opus == 0) opus = find_type(*media, "opus/48000");
        if (vp8 == 0) vp8 = find_type(*media, "VP8/90000");
    }
    if (opus != 0) types.opus = opus;
    if (vp8 != 0) types.vp8 = vp8;
    return types;
}

std::string promised_error(const GstStructure* reply)
{
    if (!reply || !gst_structure_has_field(reply, "error")) return {};
    GError* error = nullptr;
    gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr);
    const Owned<GError> held{error};
    return held ? held->message : "unknown";
}

void take_local_description(GstElement* webrtc, const GstStructure* reply, const char* field, Setup setup,
                            Origin origin, const std::weak_ptr<PipelineSink>& sink)
{
    const auto held = sink.lock();
    if (!held || !reply) return;
    GstWebRTCSessionDescription* made = nullptr;
    gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, nullptr);
    const OwnedDescription description{made};
    if (!description) return held->link_failed(promised_error(reply));
    if (setup == Setup::passive) make_passive(*description->sdp);
    set_origin(*description->sdp, origin);
    const Owned<char> text{gst_sdp_message_as_text(description->sdp)};
    const auto kind = description->type == GST_WEBRTC_SDP_TYPE_OFFER ? DescriptionKind::offer : DescriptionKind::answer;
    auto* promise = promise_then([sink, kind, told = std::string{text.get()}](const GstStructure* set) {
        const auto out = sink.lock();
        if (!out) return;
        if (auto fault = promised_error(set); !fault.empty()) return out->link_failed(std::move(fault));
        out->local_sdp(kind, told);
    });
    g_signal_emit_by_name(webrtc, "set-local-description", description.get(), promise);
}

} // namespace parlor::voicebot::media
