#pragma once
#include "voicebot/media/rtc_peer.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace parlor::voicebot::media {

/// The peers that one bot's encoded frames go to. Any thread; whoever is removed gets nothing once `remove` has returned.
class FanOut {
public:
    void add(RtcPeer& peer)
    {
        std::lock_guard lock{mutex_};
        peers_.push_back(&peer);
    }
    void remove(RtcPeer& peer)
    {
        std::lock_guard lock{mutex_};
        std::erase(peers_, &peer);
    }
    void send_audio(const Packet& packet)
    {
        std::lock_guard lock{mutex_};
        for (auto* peer : peers_) peer->send_audio(packet);
    }
    void send_video(const Packet& packet)
    {
        std::lock_guard lock{mutex_};
        for (auto* peer : peers_) peer->send_video(packet);
    }
    bool empty() const
    {
        std::lock_guard lock{mutex_};
        return peers_.empty();
    }

private:
    mutable std::mutex mutex_;
    std::vector<RtcPeer*> peers_;
};

} // namespace parlor::voicebot::media
