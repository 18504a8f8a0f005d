#pragma once
#include "tests/voicebot/media/foreign_peer.hpp"
#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/audio/level.hpp"
#include "voicebot/media/fan_out.hpp"
#include "voicebot/media/gst_peer.hpp"
#include "voicebot/media/opus_encoder.hpp"
#include "voicebot/media/pacer.hpp"

#include <cmath>
#include <numbers>
#include <set>
#include <sstream>

namespace parlor::voicebot::test {

using media::Candidate;
using media::DescriptionKind;

/// One end of a connection in this process: hands everything to the other end over the loop, as the server would.
class End final : public media::PeerEvents {
public:
    End(Loop& loop, media::PeerSettings settings) : loop_(loop)
    {
        settings.addresses = {"127.0.0.1"};
        peer = std::make_unique<media::GstPeer>(loop, *this, settings);
    }
    void local_description(std::int64_t negotiation, DescriptionKind kind, std::string sdp) override
    {
        last_sdp = sdp;
        std::string user;
        std::string session;
        std::istringstream{sdp.substr(sdp.find("o="))} >> user >> session;
        sessions.insert(session);
        if (to_foreigner) {
            *foreign_negotiation = negotiation;
            to_foreigner->remote_description(kind, sdp);
            return;
        }
        loop_.post([other = other_, negotiation, kind, text = std::move(sdp)] {
            if (other->peer) other->peer->remote_description(negotiation, kind, text);
        });
    }
    void local_candidate(std::int64_t negotiation, Candidate candidate) override
    {
        if (to_foreigner) return to_foreigner->remote_candidate(candidate);
        loop_.post([other = other_, negotiation, held = std::move(candidate)] {
            if (other->peer) other->peer->remote_candidate(negotiation, held);
        });
    }
    void connected() override { is_connected = true; }
    void heard(audio::PcmView frame) override
    {
        ++frames;
        loudest = std::max(loudest, audio::level_db(frame));
    }
    void key_frame_wanted() override { ++key_frames_wanted; }
    void hopeless(std::string reason) override { failure = std::move(reason); }

    static void join(End& a, End& b)
    {
        a.other_ = &b;
        b.other_ = &a;
    }

    std::unique_ptr<media::GstPeer> peer;
    ForeignPeer* to_foreigner = nullptr;
    std::int64_t* foreign_negotiation = nullptr;
    std::string last_sdp;
    /// The session ids of its descriptions (RFC 8866 §5.2).
    std::set<std::string> sessions;
    std::string failure;
    bool is_connected = false;
    int frames = 0;
    int key_frames_wanted = 0;
    double loudest = 0;

private:
    Loop& loop_;
    End* other_ = nullptr;
};

/// Speaks a tone to everybody who is added.
class Tone final : public media::Paced {
public:
    void tick(const media::Tick& tick) override
    {
        audio::Pcm frame(audio::speaking_frame);
        for (auto& sample : frame)
            sample =
                static_cast<audio::Sample>(8'000 * std::sin(2 * std::numbers::pi * 440 * (at_++ % 48'000) / 48'000));
        auto bytes = std::make_shared<std::vector<std::byte>>(encoder_.encode(frame));
        peers.send_audio({std::move(bytes), tick.at, tick.length});
    }
    media::FanOut peers;

private:
    media::OpusEncoder encoder_;
    int at_ = 0;
};

} // namespace parlor::voicebot::test
