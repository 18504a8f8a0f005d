#define GST_USE_UNSTABLE_API
#include "voicebot/media/webrtc_pipeline.hpp"

#include "base/log.hpp"
#include "voicebot/media/gst_runtime.hpp"
#include "voicebot/media/gst_support.hpp"
#include "voicebot/media/ice_urls.hpp"
#include "voicebot/media/sdp.hpp"
#include "voicebot/media/webrtc_receive.hpp"

#include <gst/app/gstappsrc.h>
#include <gst/webrtc/webrtc.h>

#include <stdexcept>
#include <utility>

namespace parlor::voicebot::media {
namespace {

using WeakSink = std::weak_ptr<PipelineSink>;

void free_sink(gpointer data, GClosure*)
{
    std::unique_ptr<WeakSink>{static_cast<WeakSink*>(data)};
}

/// Connects a signal whose handler gets a WeakSink of its own.
void connect(gpointer object, const char* signal, GCallback handler, const WeakSink& sink)
{
    g_signal_connect_data(object, signal, handler, new WeakSink(sink), free_sink, static_cast<GConnectFlags>(0));
}

void on_candidate(GstElement*, guint m_line, char* text, gpointer data)
{
    if (auto sink = static_cast<WeakSink*>(data)->lock())
        sink->local_ice({.text = text, .m_line = static_cast<int>(m_line)});
}

void on_connection_state(GstElement* webrtc, GParamSpec*, gpointer data)
{
    auto sink = static_cast<WeakSink*>(data)->lock();
    if (!sink) return;
    GstWebRTCPeerConnectionState state{};
    g_object_get(webrtc, "connection-state", &state, nullptr);
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED) sink->link_connected();
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED) sink->link_failed("the other side can't be reached");
}

GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer data)
{
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        GError* error = nullptr;
        char* detail = nullptr;
        gst_message_parse_error(message, &error, &detail);
        const Owned<GError> held{error};
        const Owned<char> held_detail{detail};
        const auto where = GST_MESSAGE_SRC_NAME(message) + std::string{": "} + (detail ? detail : "");
        log::warning("media_failed", {{"reason", error->message}, {"where", where}});
        if (auto sink = static_cast<WeakSink*>(data)->lock()) sink->link_failed(error->message);
    }
    gst_message_unref(message);
    return GST_BUS_DROP;
}

GstPadProbeReturn on_upstream_event(GstPad*, GstPadProbeInfo* info, gpointer data)
{
    if (gst_event_has_name(GST_PAD_PROBE_INFO_EVENT(info), "GstForceKeyUnit"))
        if (auto sink = static_cast<WeakSink*>(data)->lock()) sink->key_frame_asked();
    return GST_PAD_PROBE_OK;
}

bool is_audio(Slot slot)
{
    return slot == Slot::microphone || slot == Slot::screen_audio;
}

std::string rtp_caps(bool audio, int payload)
{
    const auto type = std::to_string(payload);
    if (audio)
        return "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,"
               "minptime=(string)10,useinbandfec=(string)1,payload=" +
               type;
    return "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=" + type;
}

/// A synchronisation source, random as RFC 3550 section 8.1 asks; never 0, which some read as none.
std::string random_ssrc()
{
    return std::to_string(static_cast<guint32>(g_random_int()) | 1U);
}

/// A session id of 62 random bits (RFC 9429 §5.2.1).
std::uint64_t random_session()
{
    return (static_cast<std::uint64_t>(g_random_int()) << 30) | (g_random_int() >> 2);
}

/// From packets to RTP. The filter behind the payloader is complete, because webrtcbin makes its m-line of it: without the
/// SSRC the description names none until the first packet has passed, and a browser, which may have two audio lines of one
/// payload type and no MID extension to go by, could not tell whose the packets are and drops them (RFC 8843 section 9.2).
std::string sender_bin(bool audio, int payload)
{
    const std::string source = "appsrc name=source is-live=true format=time block=false leaky-type=downstream ";
    const auto filter = " ! capsfilter caps=\"" + rtp_caps(audio, payload) + ",ssrc=(uint)" + random_ssrc() + '"';
    if (audio)
        return source +
               "max-bytes=100000 caps=audio/x-opus,rate=48000,channels=1,channel-mapping-family=0 ! rtpopuspay pt=" +
               std::to_string(payload) + filter;
    return source +
           "max-bytes=2000000 caps=video/x-vp8 ! rtpvp8pay picture-id-mode=15-bit pt=" + std::to_string(payload) +
           filter;
}

void push(GstElement* source, const Packet& packet)
{
    const auto size = packet.bytes->size();
    auto* buffer = gst_buffer_new_memdup(packet.bytes->data(), size);
    GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(packet.at.count());
    GST_BUFFER_DURATION(buffer) = static_cast<GstClockTime>(packet.length.count());
    gst_app_src_push_buffer(GST_APP_SRC(source), buffer);
}

} // namespace

WebrtcPipeline::WebrtcPipeline(std::weak_ptr<PipelineSink> sink, const PeerSettings& settings)
    : sink_(std::move(sink)), settings_(settings), session_(random_session())
{
    start_gstreamer();
    pipeline_ = gst_pipeline_new(nullptr);
    webrtc_ = gst_element_factory_make("webrtcbin", nullptr);
    if (!webrtc_) throw std::runtime_error("GStreamer has no webrtcbin: gstreamer1.0-plugins-bad is not installed");
    gst_bin_add(GST_BIN(pipeline_), webrtc_);
    g_object_set(webrtc_, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, "latency",
                 static_cast<guint>(settings.jitter.count()), nullptr);
    if (settings.relay_only)
        g_object_set(webrtc_, "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, nullptr);
    use_addresses(settings.addresses);
    use_ice_servers(settings.ice_servers);
    connect_signals();

    // Running time is the monotonic clock itself, so that one packet's time means the same to every peer.
    const Owned<GstClock> clock{gst_system_clock_obtain()};
    gst_pipeline_use_clock(GST_PIPELINE(pipeline_), clock.get());
    gst_element_set_start_time(pipeline_, GST_CLOCK_TIME_NONE);
    gst_element_set_base_time(pipeline_, 0);
    gst_element_set_state(pipeline_, GST_STATE_PLAYING);
}

WebrtcPipeline::~WebrtcPipeline()
{
    if (audio_source_) gst_object_unref(audio_source_);
    if (video_source_) gst_object_unref(video_source_);
    retire_pipeline(pipeline_);
}

void WebrtcPipeline::connect_signals()
{
    connect(webrtc_, "on-ice-candidate", G_CALLBACK(on_candidate), sink_);
    connect(webrtc_, "notify::connection-state", G_CALLBACK(on_connection_state), sink_);
    connect_receiver(webrtc_, pipeline_, sink_, settings_.hears);
    const Owned<GstBus> bus{gst_element_get_bus(pipeline_)};
    gst_bus_set_sync_handler(bus.get(), on_message, new WeakSink(sink_),
                             [](gpointer data) { free_sink(data, nullptr); });
}

void WebrtcPipeline::use_addresses(const std::vector<std::string>& addresses)
{
    const auto ice = object_property(webrtc_, "ice-agent");
    const auto agent = object_property(ice.get(), "agent");
    // Asking routers for a port takes seconds and is not wanted of a server.
    if (agent) g_object_set(agent.get(), "upnp", FALSE, nullptr);
    for (const auto& address : addresses) {
        gboolean taken = FALSE;
        g_signal_emit_by_name(ice.get(), "add-local-ip-address", address.c_str(), &taken);
        if (!taken) log::warning("address_not_usable", {{"address", address}});
    }
}

void WebrtcPipeline::use_ice_servers(const std::vector<IceServer>& servers)
{
    for (const auto& url : stun_urls(servers)) g_object_set(webrtc_, "stun-server", url.c_str(), nullptr);
    for (const auto& url : turn_urls(servers)) {
        gboolean taken = FALSE;
        g_signal_emit_by_name(webrtc_, "add-turn-server", url.c_str(), &taken);
    }
}

void WebrtcPipeline::add_slots(PayloadTypes types)
{
    if (std::exchange(has_slots_, true)) return;
    if (settings_.speaks)
        add_sender(Slot::microphone, types, audio_source_);
    else
        add_receiver(Slot::microphone, types);
    if (settings_.shows)
        add_sender(Slot::camera, types, video_source_);
    else
        add_receiver(Slot::camera, types);
    add_receiver(Slot::screen, types);
    add_receiver(Slot::screen_audio, types);
}

void WebrtcPipeline::add_sender(Slot slot, PayloadTypes types, GstElement*& source)
{
    const bool audio = is_audio(slot);
    auto* bin =
        gst_parse_bin_from_description(sender_bin(audio, audio ? types.opus : types.vp8).c_str(), TRUE, nullptr);
    if (!bin) throw std::runtime_error("GStreamer can't send: its base and good plug-ins are not installed");
    source = gst_bin_get_by_name(GST_BIN(bin), "source");
    gst_bin_add(GST_BIN(pipeline_), bin);
    const Owned<GstPad> in{gst_element_request_pad_simple(webrtc_, "sink_%u")};
    const Owned<GstPad> from{gst_element_get_static_pad(bin, "src")};
    gst_pad_link(from.get(), in.get());
    const auto transceiver = object_property(in.get(), "transceiver");
    const bool receives = audio && settings_.hears;
    g_object_set(transceiver.get(), "direction",
                 receives ? GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV
                          : GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY,
                 nullptr);
    if (!audio) {
        const Owned<GstPad> out{gst_element_get_static_pad(source, "src")};
        gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_upstream_event, new WeakSink(sink_),
                          [](gpointer data) { free_sink(data, nullptr); });
    }
    gst_element_sync_state_with_parent(bin);
}

void WebrtcPipeline::add_receiver(Slot slot, PayloadTypes types)
{
    const bool audio = is_audio(slot);
    const bool wanted = slot == Slot::microphone && settings_.hears;
    const Owned<GstCaps> caps{gst_caps_from_string(rtp_caps(audio, audio ? types.opus : types.vp8).c_str())};
    GObject* transceiver = nullptr;
    // What is not wanted is not sent at all: a bot that sees nothing costs nobody's uplink.
    g_signal_emit_by_name(webrtc_, "add-transceiver",
                          wanted ? GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY
                                 : GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_INACTIVE,
                          caps.get(), &transceiver);
    const Owned<GObject> held{transceiver};
}

Origin WebrtcPipeline::next_origin()
{
    return {session_, ++version_};
}

void WebrtcPipeline::create_offer()
{
    offered_first_ = true;
    add_slots({});
    auto* promise = promise_then([sink = sink_, webrtc = webrtc_, origin = next_origin()](const GstStructure* reply) {
        take_local_description(webrtc, reply, "offer", Setup::as_made, origin, sink);
    });
    g_signal_emit_by_name(webrtc_, "create-offer", nullptr, promise);
}

bool WebrtcPipeline::apply_remote(DescriptionKind kind, const std::string& sdp)
{
    const auto description = parse_description(kind, sdp);
    if (!description) return false;
    // An answer speaks in the offer's payload types, so they must be known before the senders' pads are asked for.
    if (kind == DescriptionKind::offer) add_slots(payload_types(*description));
    auto* promise = promise_then([sink = sink_](const GstStructure* reply) {
        const auto held = sink.lock();
        if (!held) return;
        if (const auto fault = promised_error(reply); !fault.empty())
            held->link_failed(fault);
        else
            held->remote_applied();
    });
    g_signal_emit_by_name(webrtc_, "set-remote-description", description.get(), promise);
    return true;
}

void WebrtcPipeline::create_answer()
{
    // Who offered first is the passive side of DTLS for good; webrtcbin forgets that when it answers later.
    const auto setup = offered_first_ ? Setup::passive : Setup::as_made;
    auto* promise =
        promise_then([sink = sink_, webrtc = webrtc_, setup, origin = next_origin()](const GstStructure* reply) {
            take_local_description(webrtc, reply, "answer", setup, origin, sink);
        });
    g_signal_emit_by_name(webrtc_, "create-answer", nullptr, promise);
}

void WebrtcPipeline::add_candidate(const Candidate& candidate)
{
    // Names of multicast DNS (draft-ietf-mmusic-mdns-ice-candidates) are a browser's mask for addresses of its own network.
    // Looking one up may take seconds, in which webrtcbin does nothing else; the browser's checks show the address as well.
    if (candidate.text.empty() || candidate.text.find(".local ") != std::string::npos) return;
    g_signal_emit_by_name(webrtc_, "add-ice-candidate", static_cast<guint>(candidate.m_line.value_or(0)),
                          candidate.text.c_str());
}

void WebrtcPipeline::push_audio(const Packet& packet)
{
    if (open_ && audio_source_) push(audio_source_, packet);
}

void WebrtcPipeline::push_video(const Packet& packet)
{
    if (open_ && video_source_) push(video_source_, packet);
}

} // namespace parlor::voicebot::media
