#pragma once
#include "voicebot/loop/loop.hpp"
#include "voicebot/media/rtc_peer.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace parlor::voicebot::test {

/// A peer that is not the voicebot's: webrtcbin by itself, as a browser would be, that sends a tone, decodes the camera and
/// offers again whenever the test says so. Everything of it happens on the loop.
class ForeignPeer {
public:
    using Send = std::function<void(media::DescriptionKind, std::string)>;
    using SendCandidate = std::function<void(media::Candidate)>;

    ForeignPeer(Loop& loop, Send send, SendCandidate send_candidate);
    ~ForeignPeer();
    ForeignPeer(const ForeignPeer&) = delete;
    ForeignPeer& operator=(const ForeignPeer&) = delete;

    void offer();
    void remote_description(media::DescriptionKind kind, const std::string& sdp);
    void remote_candidate(const media::Candidate& candidate);

    int pictures() const;
    int answers() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace parlor::voicebot::test
