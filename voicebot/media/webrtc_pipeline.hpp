#pragma once
#include "voicebot/media/payload_types.hpp"
#include "voicebot/media/rtc_peer.hpp"

#include <atomic>
#include <memory>

struct _GstElement;
struct _GstPad;

namespace parlor::voicebot::media {

/// What a pipeline tells. Called on GStreamer's threads: post and return.
class PipelineSink {
public:
    virtual ~PipelineSink() = default;
    virtual void local_sdp(DescriptionKind kind, std::string sdp) = 0;
    /// The remote description that was set last is in effect.
    virtual void remote_applied() = 0;
    virtual void local_ice(Candidate candidate) = 0;
    virtual void link_connected() = 0;
    virtual void link_failed(std::string reason) = 0;
    virtual void frame_heard(audio::PcmView frame) = 0;
    virtual void key_frame_asked() = 0;
};

struct Origin;

/// One webrtcbin with its senders and receivers; knows GStreamer and nothing of who is polite. Called on one thread, but for
/// `push_audio` and `push_video`. Its pipeline runs on the process's monotonic clock, as packets' times do.
class WebrtcPipeline {
public:
    WebrtcPipeline(std::weak_ptr<PipelineSink> sink, const PeerSettings& settings);
    ~WebrtcPipeline();
    WebrtcPipeline(const WebrtcPipeline&) = delete;
    WebrtcPipeline& operator=(const WebrtcPipeline&) = delete;

    /// Lays out the four m-lines and makes an offer of them; `local_sdp` follows.
    void create_offer();
    /// `remote_applied` follows. False where it is no SDP.
    bool apply_remote(DescriptionKind kind, const std::string& sdp);
    /// Answers the offer that was applied last; `local_sdp` follows.
    void create_answer();
    void add_candidate(const Candidate& candidate);

    /// Packets pass from now on.
    void open_senders() { open_ = true; }
    void push_audio(const Packet& packet);
    void push_video(const Packet& packet);

private:
    void use_addresses(const std::vector<std::string>& addresses);
    void use_ice_servers(const std::vector<IceServer>& servers);
    void connect_signals();
    void add_slots(PayloadTypes types);
    void add_sender(Slot slot, PayloadTypes types, _GstElement*& source);
    void add_receiver(Slot slot, PayloadTypes types);
    Origin next_origin();

    const std::weak_ptr<PipelineSink> sink_;
    const PeerSettings settings_;
    const std::uint64_t session_;
    std::uint64_t version_ = 0;
    _GstElement* pipeline_ = nullptr;
    _GstElement* webrtc_ = nullptr;
    _GstElement* audio_source_ = nullptr;
    _GstElement* video_source_ = nullptr;
    bool has_slots_ = false;
    bool offered_first_ = false;
    std::atomic<bool> open_{false};
};

} // namespace parlor::voicebot::media
