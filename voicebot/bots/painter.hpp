#pragma once
#include "voicebot/bots/bot.hpp"
#include "voicebot/bots/camera.hpp"

namespace parlor::voicebot::bots {

/// Shows a painted picture: the time, the wave of who speaks, and a face that moves with it. Says and understands nothing.
class Painter final : public Bot {
public:
    Painter(Workshop& workshop, LobbyPort& port);
    ~Painter() override;

private:
    void person_connected(const Member& member) override;
    void key_frame_wanted() override;

    std::shared_ptr<Camera> camera_;
};

} // namespace parlor::voicebot::bots
