#pragma once
#include "voicebot/audio/pcm.hpp"
#include "voicebot/media/packet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parlor::voicebot::media {

/// The four m-lines of every connection in a mesh lobby, in their order (PROTOCOL.md, "Negotiation").
enum class Slot { microphone, camera, screen, screen_audio };

enum class DescriptionKind { offer, answer };

/// As RTCIceCandidateInit (W3C WebRTC 1.0 §4.8.1.1).
struct Candidate {
    std::string text;
    std::optional<std::string> mid{};
    std::optional<int> m_line{};
};

/// As RTCIceServer (W3C WebRTC 1.0 §4.2.4).
struct IceServer {
    std::vector<std::string> urls;
    std::string username{};
    std::string credential{};
};

struct PeerSettings {
    /// Toward a person a bot is impolite: it offers first and lets nobody interrupt its offers.
    bool polite = false;
    bool hears = true;  ///< receives and decodes the other's microphone
    bool speaks = true; ///< sends sound in the microphone's place
    bool shows = false; ///< sends video in the camera's place
    std::vector<IceServer> ice_servers{};
    /// Addresses to gather candidates on; empty = all of this machine but its loopback.
    std::vector<std::string> addresses{};
    /// By relays (TURN) alone, so that nobody learns another's address.
    bool relay_only = false;
    /// How long received packets wait for late ones.
    std::chrono::milliseconds jitter{60};
};

/// What a peer tells its owner. Called on the loop, never from inside a call of the peer.
class PeerEvents {
public:
    virtual ~PeerEvents() = default;
    virtual void local_description(std::int64_t negotiation, DescriptionKind kind, std::string sdp) = 0;
    virtual void local_candidate(std::int64_t negotiation, Candidate candidate) = 0;
    /// Media flow, for the first time or again.
    virtual void connected() = 0;
    /// 20 ms of the other's microphone at 16 kHz. Only where `hears`.
    virtual void heard(audio::PcmView frame) = 0;
    /// The other side has lost the picture and needs a whole one.
    virtual void key_frame_wanted() = 0;
    /// Nothing more will come of this peer: the other side has begun anew or can't be reached. Destroy it, make another.
    virtual void hopeless(std::string reason) = 0;
};

/// The media between this bot and one other participant. Owned and called by the loop's thread, but for `send_audio` and
/// `send_video`. Destroying it ends the connection; nothing is called any more.
class RtcPeer {
public:
    virtual ~RtcPeer() = default;

    /// Makes the first offer; the impolite side's, once.
    virtual void offer() = 0;
    /// Applies what fits and drops what is outdated (see Negotiation).
    virtual void remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp) = 0;
    /// No candidate: the other side has no more.
    virtual void remote_candidate(std::int64_t negotiation, std::optional<Candidate> candidate) = 0;

    /// Opus, 48 kHz. Any thread. Before the connection stands packets are dropped.
    virtual void send_audio(const Packet& packet) = 0;
    /// VP8. Any thread.
    virtual void send_video(const Packet& packet) = 0;
};

} // namespace parlor::voicebot::media
