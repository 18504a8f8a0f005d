#include "voicebot/bots/painter.hpp"

namespace parlor::voicebot::bots {

Painter::Painter(Workshop& workshop, LobbyPort& port)
    : Bot(workshop, port, nullptr, {.mesh = {.speaks = false, .shows = true, .addresses = workshop.addresses}})
{
    camera_ = std::make_shared<Camera>(out(), [this] {
        const auto heard = paint::loudness(loudest_db());
        return paint::Scene::Moment{.time = workshop_.clock.now(), .own = heard, .others = heard};
    });
    workshop.picture_pacer.add(camera_);
}

Painter::~Painter()
{
    camera_->stop();
}

void Painter::person_connected(const Member&)
{
    camera_->want_key_frame();
}

void Painter::key_frame_wanted()
{
    camera_->want_key_frame();
}

} // namespace parlor::voicebot::bots
