#pragma once
#include "voicebot/loop/loop.hpp"
#include "voicebot/media/rtc_peer.hpp"

#include <memory>

namespace parlor::voicebot::media {

/// A peer on GStreamer's webrtcbin.
class GstPeer final : public RtcPeer {
public:
    /// `events` must outlive the peer.
    GstPeer(Loop& loop, PeerEvents& events, const PeerSettings& settings);
    ~GstPeer() override;

    void offer() override;
    void remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp) override;
    void remote_candidate(std::int64_t negotiation, std::optional<Candidate> candidate) override;
    void send_audio(const Packet& packet) override;
    void send_video(const Packet& packet) override;

private:
    class Core;
    std::shared_ptr<Core> core_;
};

} // namespace parlor::voicebot::media
