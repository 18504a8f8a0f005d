#pragma once
#include "voicebot/media/fan_out.hpp"
#include "voicebot/media/pacer.hpp"
#include "voicebot/media/vp8_encoder.hpp"
#include "voicebot/paint/scene.hpp"

#include <atomic>
#include <functional>
#include <mutex>

namespace parlor::voicebot::bots {

/// Sends the bot's picture: draws it, encodes it once and hands it to all peers. Ticks on the pacer's thread.
class Camera final : public media::Paced {
public:
    /// `look` says how loud it is; called on the pacer's thread until `stop`.
    Camera(media::FanOut& out, std::function<paint::Scene::Moment()> look, media::Vp8Settings settings = {});

    void tick(const media::Tick& tick) override;
    /// The next picture is whole, because somebody has lost the last ones or has just come. Any thread.
    void want_key_frame() { key_wanted_ = true; }
    /// Sends nothing any more; once this has returned, neither fan-out nor `look` are used.
    void stop();

private:
    media::FanOut& out_;
    std::function<paint::Scene::Moment()> look_;
    media::Vp8Encoder encoder_;
    media::FrameImage image_;
    paint::Scene scene_;
    std::atomic<bool> key_wanted_{true};
    std::mutex mutex_;
    bool stopped_ = false;
};

} // namespace parlor::voicebot::bots
