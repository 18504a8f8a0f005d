#include "voicebot/bots/mouth.hpp"

#include "base/log.hpp"
#include "voicebot/audio/level.hpp"

#include <algorithm>
#include <array>

namespace parlor::voicebot::bots {
namespace {

/// How often the mouth looks whether it has been heard to the end: the length of a frame.
constexpr Millis watch_every{20};
/// Engines put up to a quarter of a second of silence before their first word, which is so much longer to wait for an answer. All
/// but this much of it is left out...
constexpr Millis kept_lead{10};
/// ...and no more than this, since then it may be meant.
constexpr Millis most_skipped{1'000};

} // namespace

void Microphone::tick(const media::Tick& tick)
{
    std::array<audio::Sample, audio::speaking_frame> frame{};
    const bool heard = playout_.next(frame);
    level_db_ = heard ? audio::level_db(frame) : 0;
    std::lock_guard lock{mutex_};
    if (stopped_ || out_.empty()) return;
    auto bytes = encoder_.encode(frame);
    if (bytes.empty()) return;
    out_.send_audio({std::make_shared<const std::vector<std::byte>>(std::move(bytes)), tick.at, tick.length});
}

void Microphone::stop()
{
    std::lock_guard lock{mutex_};
    stopped_ = true;
}

Mouth::Mouth(Loop& loop, speech::Synthesiser& synthesiser, std::shared_ptr<Microphone> microphone, MouthEvents& events,
             MouthSettings settings)
    : loop_(loop), synthesiser_(synthesiser), microphone_(std::move(microphone)), events_(events),
      settings_(std::move(settings))
{
}

Mouth::~Mouth()
{
    loop_.cancel(timer_);
}

void Mouth::begin()
{
    drop();
    generation_ = microphone_->playout().begin();
    busy_ = true;
    watch();
}

void Mouth::say(std::string sentence)
{
    sentences_.push_back(std::move(sentence));
    next();
}

void Mouth::play(audio::PcmView samples)
{
    heard_first();
    microphone_->playout().push(generation_, samples);
}

void Mouth::finish()
{
    complete_ = true;
    next();
}

void Mouth::drop()
{
    loop_.cancel(timer_);
    speech_.reset();
    sentences_.clear();
    microphone_->playout().flush();
    busy_ = began_ = complete_ = false;
    skipped_ = 0;
}

void Mouth::next()
{
    if (!busy_ || speech_) return;
    if (sentences_.empty()) {
        if (complete_) microphone_->playout().end(generation_);
        return;
    }
    if (microphone_->playout().waiting() > settings_.ahead) return;
    auto sentence = std::move(sentences_.front());
    sentences_.pop_front();
    auto begun = synthesiser_.speak({.text = std::move(sentence), .voice = settings_.voice, .speed = settings_.speed},
                                    [this](auto news) { take(std::move(news)); });
    if (begun)
        speech_ = std::move(*begun);
    else
        log::warning("sentence_not_spoken", {{"reason", begun.error().message}});
}

void Mouth::take(std::variant<audio::Pcm, speech::SpeechEnd, Error> news)
{
    if (const auto* samples = std::get_if<audio::Pcm>(&news)) {
        const auto sound = without_lead(*samples);
        if (sound.empty()) return;
        heard_first();
        microphone_->playout().push(generation_, sound);
        return;
    }
    if (const auto* error = std::get_if<Error>(&news))
        log::warning("sentence_not_spoken", {{"reason", error->message}});
    speech_.reset();
    next();
}

audio::PcmView Mouth::without_lead(audio::PcmView samples)
{
    const auto most = audio::sample_count(most_skipped, audio::speaking_rate);
    if (began_ || skipped_ >= most) return samples;
    const auto lead = audio::silent_lead(samples);
    const auto kept = lead == samples.size() ? 0 : audio::sample_count(kept_lead, audio::speaking_rate);
    const auto left_out = std::min(lead - std::min(lead, kept), most - skipped_);
    skipped_ += left_out;
    return samples.subspan(left_out);
}

void Mouth::heard_first()
{
    if (!std::exchange(began_, true)) events_.voice_began();
}

void Mouth::watch()
{
    timer_ = loop_.after(watch_every, [this] {
        next();
        if (microphone_->playout().finished() == generation_) {
            busy_ = false;
            return events_.voice_ended();
        }
        watch();
    });
}

} // namespace parlor::voicebot::bots
