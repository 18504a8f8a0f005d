#define GST_USE_UNSTABLE_API
#include "voicebot/media/webrtc_receive.hpp"

#include "voicebot/audio/framer.hpp"
#include "voicebot/media/gst_support.hpp"

#include <gst/app/gstappsink.h>
#include <gst/webrtc/webrtc.h>

namespace parlor::voicebot::media {
namespace {

/// What a pad's handler needs; owned by the signal's connection.
struct Receiver {
    std::weak_ptr<PipelineSink> sink;
    GstElement* pipeline; ///< outlives the connection: webrtcbin is inside it
    bool hears;
};

/// One received microphone; owned by its appsink.
struct Ear {
    std::weak_ptr<PipelineSink> sink;
    audio::Framer framer{audio::hearing_frame};
};

/// opusdec decodes at the rate and with the channels that are asked of it, so there is nothing to convert.
constexpr const char* ear_bin =
    "rtpopusdepay ! opusdec use-inband-fec=true plc=true ! audio/x-raw,format=S16LE,channels=1,rate=16000 ! "
    "appsink name=out sync=false max-buffers=50 drop=true";
constexpr const char* deaf_bin = "fakesink sync=false async=false";

GstFlowReturn on_sample(GstAppSink* sink, gpointer data)
{
    auto* ear = static_cast<Ear*>(data);
    const Owned<GstSample> sample{gst_app_sink_pull_sample(sink)};
    if (!sample) return GST_FLOW_EOS;
    auto* buffer = gst_sample_get_buffer(sample.get());
    GstMapInfo map{};
    const auto out = ear->sink.lock();
    if (!out || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return GST_FLOW_OK;
    const audio::PcmView samples{reinterpret_cast<const audio::Sample*>(map.data), map.size / sizeof(audio::Sample)};
    ear->framer.push(samples, [&](audio::PcmView frame) { out->frame_heard(frame); });
    gst_buffer_unmap(buffer, &map);
    return GST_FLOW_OK;
}

bool is_microphone(GstPad* pad)
{
    const auto transceiver = object_property(pad, "transceiver");
    if (!transceiver) return false;
    guint m_line = 0;
    g_object_get(transceiver.get(), "mlineindex", &m_line, nullptr);
    return m_line == static_cast<guint>(Slot::microphone);
}

GstElement* make_ear(const std::weak_ptr<PipelineSink>& sink)
{
    auto* bin = gst_parse_bin_from_description(ear_bin, TRUE, nullptr);
    if (!bin) return nullptr;
    const Owned<GstElement> out{gst_bin_get_by_name(GST_BIN(bin), "out")};
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = on_sample;
    gst_app_sink_set_callbacks(GST_APP_SINK(out.get()), &callbacks, new Ear{.sink = sink},
                               [](gpointer data) { std::unique_ptr<Ear>{static_cast<Ear*>(data)}; });
    return bin;
}

void on_pad(GstElement*, GstPad* pad, gpointer data)
{
    const auto* receiver = static_cast<Receiver*>(data);
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
    auto* bin = receiver->hears && is_microphone(pad) ? make_ear(receiver->sink) : nullptr;
    if (!bin) bin = gst_parse_bin_from_description(deaf_bin, TRUE, nullptr);
    if (!bin) return;
    gst_bin_add(GST_BIN(receiver->pipeline), bin);
    gst_element_sync_state_with_parent(bin);
    const Owned<GstPad> in{gst_element_get_static_pad(bin, "sink")};
    gst_pad_link(pad, in.get());
}

} // namespace

void connect_receiver(GstElement* webrtc, GstElement* pipeline, const std::weak_ptr<PipelineSink>& sink, bool hears)
{
    g_signal_connect_data(
        webrtc, "pad-added", G_CALLBACK(on_pad), new Receiver{sink, pipeline, hears},
        [](gpointer data, GClosure*) { std::unique_ptr<Receiver>{static_cast<Receiver*>(data)}; },
        static_cast<GConnectFlags>(0));
}

} // namespace parlor::voicebot::media
