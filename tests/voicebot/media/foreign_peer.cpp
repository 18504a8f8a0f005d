#define GST_USE_UNSTABLE_API
#include "tests/voicebot/media/foreign_peer.hpp"

#include "voicebot/media/gst_runtime.hpp"
#include "voicebot/media/gst_support.hpp"
#include "voicebot/media/sdp.hpp"

#include <gst/webrtc/webrtc.h>

#include <gtest/gtest.h>

namespace parlor::voicebot::test {

using media::DescriptionKind;
using media::Owned;

struct ForeignPeer::State : std::enable_shared_from_this<State> {
    State(Loop& the_loop, Send the_send, SendCandidate the_send_candidate)
        : loop(the_loop), send(std::move(the_send)), send_candidate(std::move(the_send_candidate))
    {
    }

    void open();
    void describe(const char* signal, const char* field, DescriptionKind kind);

    Loop& loop;
    Send send;
    SendCandidate send_candidate;
    GstElement* pipeline = nullptr;
    GstElement* webrtc = nullptr;
    std::atomic<int> pictures{0};
    int answers = 0;
    bool closed = false;
};

void ForeignPeer::State::open()
{
    media::start_gstreamer();
    pipeline = gst_parse_launch("webrtcbin name=peer bundle-policy=max-bundle audiotestsrc is-live=true volume=0.3 ! "
                                "audio/x-raw,rate=48000,channels=1 ! opusenc ! rtpopuspay pt=111 ! "
                                "application/x-rtp,media=audio,encoding-name=OPUS,payload=111 ! peer.",
                                nullptr);
    ASSERT_TRUE(pipeline);
    webrtc = gst_bin_get_by_name(GST_BIN(pipeline), "peer");
    const auto ice = media::object_property(webrtc, "ice-agent");
    const auto agent = media::object_property(ice.get(), "agent");
    g_object_set(agent.get(), "upnp", FALSE, nullptr);
    gboolean taken = FALSE;
    g_signal_emit_by_name(ice.get(), "add-local-ip-address", "127.0.0.1", &taken);
    g_signal_connect(webrtc, "on-ice-candidate", G_CALLBACK(+[](GstElement*, guint m_line, char* text, gpointer data) {
                         auto* state = static_cast<ForeignPeer::State*>(data);
                         state->loop.post(
                             [weak = state->weak_from_this(),
                              candidate = media::Candidate{.text = text, .m_line = static_cast<int>(m_line)}] {
                                 const auto held = weak.lock();
                                 if (held && !held->closed) held->send_candidate(candidate);
                             });
                     }),
                     this);
    g_signal_connect(webrtc, "pad-added", G_CALLBACK(+[](GstElement*, GstPad* pad, gpointer data) {
                         auto* state = static_cast<ForeignPeer::State*>(data);
                         if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
                         const Owned<GstCaps> caps{gst_pad_get_current_caps(pad)};
                         const auto* media = gst_structure_get_string(gst_caps_get_structure(caps.get(), 0), "media");
                         const bool video = std::string_view{media ? media : ""} == "video";
                         auto* bin = gst_parse_bin_from_description(
                             video ? "rtpvp8depay ! vp8dec ! fakesink name=out signal-handoffs=true sync=false"
                                   : "fakesink sync=false async=false",
                             TRUE, nullptr);
                         if (video) {
                             const Owned<GstElement> out{gst_bin_get_by_name(GST_BIN(bin), "out")};
                             g_signal_connect(out.get(), "handoff",
                                              G_CALLBACK(+[](GstElement*, GstBuffer*, GstPad*, gpointer count) {
                                                  ++*static_cast<std::atomic<int>*>(count);
                                              }),
                                              &state->pictures);
                         }
                         gst_bin_add(GST_BIN(state->pipeline), bin);
                         gst_element_sync_state_with_parent(bin);
                         const Owned<GstPad> in{gst_element_get_static_pad(bin, "sink")};
                         gst_pad_link(pad, in.get());
                     }),
                     this);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
}

void ForeignPeer::State::describe(const char* signal, const char* field, DescriptionKind kind)
{
    auto* promise = media::promise_then([weak = weak_from_this(), field, kind](const GstStructure* reply) {
        const auto held = weak.lock();
        if (!held || !reply) return;
        GstWebRTCSessionDescription* made = nullptr;
        gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, nullptr);
        const media::OwnedDescription description{made};
        if (!description) return;
        const Owned<char> text{gst_sdp_message_as_text(description->sdp)};
        auto* set = media::promise_then([weak, kind, sdp = std::string{text.get()}](const GstStructure*) {
            const auto state = weak.lock();
            if (!state) return;
            state->loop.post([weak, kind, sdp] {
                const auto open = weak.lock();
                if (open && !open->closed) open->send(kind, sdp);
            });
        });
        g_signal_emit_by_name(held->webrtc, "set-local-description", description.get(), set);
    });
    g_signal_emit_by_name(webrtc, signal, nullptr, promise);
}

ForeignPeer::ForeignPeer(Loop& loop, Send send, SendCandidate send_candidate)
    : state_(std::make_shared<State>(loop, std::move(send), std::move(send_candidate)))
{
    state_->open();
}

ForeignPeer::~ForeignPeer()
{
    state_->closed = true;
    gst_element_set_state(state_->pipeline, GST_STATE_NULL);
    gst_object_unref(state_->webrtc);
    gst_object_unref(state_->pipeline);
}

void ForeignPeer::offer()
{
    state_->describe("create-offer", "offer", DescriptionKind::offer);
}

void ForeignPeer::remote_description(DescriptionKind kind, const std::string& sdp)
{
    const auto description = media::parse_description(kind, sdp);
    ASSERT_TRUE(description);
    auto* promise = media::promise_then([weak = state_->weak_from_this(), kind](const GstStructure*) {
        const auto held = weak.lock();
        if (!held) return;
        held->loop.post([weak, kind] {
            const auto state = weak.lock();
            if (!state || state->closed) return;
            if (kind == DescriptionKind::offer)
                state->describe("create-answer", "answer", DescriptionKind::answer);
            else
                ++state->answers;
        });
    });
    g_signal_emit_by_name(state_->webrtc, "set-remote-description", description.get(), promise);
}

void ForeignPeer::remote_candidate(const media::Candidate& candidate)
{
    g_signal_emit_by_name(state_->webrtc, "add-ice-candidate", static_cast<guint>(candidate.m_line.value_or(0)),
                          candidate.text.c_str());
}

int ForeignPeer::pictures() const
{
    return state_->pictures;
}

int ForeignPeer::answers() const
{
    return state_->answers;
}

} // namespace parlor::voicebot::test
