#include "voicebot/bots/camera.hpp"

namespace parlor::voicebot::bots {

Camera::Camera(media::FanOut& out, std::function<paint::Scene::Moment()> look, media::Vp8Settings settings)
    : out_(out), look_(std::move(look)), encoder_(settings), image_(settings.width, settings.height)
{
}

void Camera::tick(const media::Tick& tick)
{
    std::lock_guard lock{mutex_};
    if (stopped_ || out_.empty()) return;
    scene_.draw(image_, look_());
    auto bytes = encoder_.encode(image_, key_wanted_.exchange(false));
    if (bytes.empty()) return;
    out_.send_video({std::make_shared<const std::vector<std::byte>>(std::move(bytes)), tick.at, tick.length});
}

void Camera::stop()
{
    std::lock_guard lock{mutex_};
    stopped_ = true;
}

} // namespace parlor::voicebot::bots
