#include "voicebot/bots/ear.hpp"

#include "base/log.hpp"
#include "voicebot/audio/level.hpp"

namespace parlor::voicebot::bots {
namespace {

/// Without a frame for this long nothing more is awaited of an utterance; no jitter is that large.
constexpr Millis longest_gap{1'000};

} // namespace

Ear::Ear(Loop& loop, const Clock& clock, speech::Recogniser* recogniser, ParticipantId speaker, EarEvents& events,
         EarSettings settings)
    : loop_(loop), clock_(clock), recogniser_(recogniser), speaker_(std::move(speaker)), events_(events),
      settings_(settings), detector_(settings.least_db), endpointer_(*this, settings.endpointer)
{
}

Ear::~Ear()
{
    loop_.cancel(timer_);
}

void Ear::hear(audio::PcmView frame)
{
    last_frame_ = loop_.now();
    level_db_ = audio::level_db(frame);
    endpointer_.push(frame, detector_.is_speech(frame));
}

void Ear::close()
{
    endpointer_.flush();
    level_db_ = 0;
}

void Ear::utterance_started()
{
    const auto number = ++last_;
    auto& open = open_[number];
    open.utterance.speaker = speaker_;
    // Unique in the lobby: the speaker's id and the wall clock, which two utterances of one speaker never share.
    const auto now = clock_.now();
    open.utterance.id = speaker_.str().substr(0, 40) + '-' + std::to_string(to_ms(now));
    open.utterance.started_at = now - settings_.endpointer.onset;
    sound_.clear();
    watch();
    events_.speech_started(speaker_);
    if (!recogniser_) return;
    auto begun =
        recogniser_->begin([this, number](const Result<speech::Transcript>& news) { understood(number, news); });
    if (begun)
        open.recognition = std::move(*begun);
    else
        log::warning("utterance_not_recognised", {{"reason", begun.error().message}});
}

void Ear::watch()
{
    loop_.cancel(timer_);
    timer_ = loop_.after(longest_gap, [this] {
        if (!endpointer_.inside()) return;
        // Whoever has lost their network in mid-word would keep a recogniser for good.
        if (loop_.now() - last_frame_ >= longest_gap) return close();
        watch();
    });
}

void Ear::utterance_audio(audio::PcmView frame)
{
    if (settings_.keep_sound) sound_.insert(sound_.end(), frame.begin(), frame.end());
    if (auto& recognition = open_[last_].recognition) recognition->push(frame);
}

void Ear::utterance_ended(bool)
{
    auto& open = open_[last_];
    open.utterance.ended = loop_.now() - settings_.endpointer.hangover;
    events_.speech_ended(speaker_);
    if (settings_.keep_sound) events_.recorded(speaker_, sound_);
    if (open.recognition) return open.recognition->finish();
    // Without a recogniser, or where it refused, the utterance ends as one that was not understood.
    auto utterance = std::move(open.utterance);
    open_.erase(last_);
    utterance.final = true;
    events_.understood(utterance);
}

void Ear::understood(std::uint64_t number, const Result<speech::Transcript>& news)
{
    const auto found = open_.find(number);
    if (found == open_.end()) return;
    if (!news) log::warning("utterance_not_recognised", {{"reason", news.error().message}});
    auto utterance = found->second.utterance;
    utterance.text = news ? news->text : std::string{};
    utterance.final = !news || news->final;
    if (utterance.final) open_.erase(found);
    events_.understood(utterance);
}

} // namespace parlor::voicebot::bots
