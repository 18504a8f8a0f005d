#include "voicebot/bots/echo.hpp"

#include "voicebot/audio/resampler.hpp"

namespace parlor::voicebot::bots {

Echo::Echo(Workshop& workshop, LobbyPort& port)
    : Bot(workshop, port, nullptr, {.mesh = {.addresses = workshop.addresses}, .ear = {.keep_sound = true}}),
      microphone_(std::make_shared<Microphone>(out())),
      mouth_(workshop.loop, workshop.synthesiser, microphone_, static_cast<MouthEvents&>(*this))
{
    workshop.sound_pacer.add(microphone_);
}

Echo::~Echo()
{
    microphone_->stop();
}

void Echo::recorded(const ParticipantId&, const audio::Pcm& sound)
{
    audio::Resampler resampler{audio::hearing_rate, audio::speaking_rate};
    audio::Pcm out;
    resampler.push(sound, out);
    resampler.finish(out);
    mouth_.begin();
    mouth_.play(out);
    mouth_.finish();
}

} // namespace parlor::voicebot::bots
