#include "voicebot/speech/endpointer.hpp"

#include <algorithm>

namespace parlor::voicebot::speech {
namespace {

/// A gap inside the onset that doesn't start it anew: plosives are that long.
constexpr std::size_t onset_gap_frames = 3;

std::size_t frames(std::chrono::milliseconds time)
{
    return static_cast<std::size_t>(std::max<std::int64_t>(time / audio::frame_length, 1));
}

} // namespace

Endpointer::Endpointer(UtteranceSink& sink, EndpointerSettings settings)
    : sink_(sink), onset_frames_(frames(settings.onset)), hangover_frames_(frames(settings.hangover)),
      lead_frames_(std::max(frames(settings.lead), onset_frames_)), longest_frames_(frames(settings.longest))
{
}

void Endpointer::push(audio::PcmView frame, bool speech)
{
    if (speech) {
        ++speech_;
        silence_ = 0;
    } else {
        ++silence_;
        if (!inside_ && silence_ > onset_gap_frames) speech_ = 0;
    }
    if (inside_)
        push_inside(frame);
    else
        push_outside(frame);
}

void Endpointer::push_outside(audio::PcmView frame)
{
    lead_.emplace_back(frame.begin(), frame.end());
    if (lead_.size() > lead_frames_) lead_.pop_front();
    if (speech_ < onset_frames_) return;
    inside_ = true;
    length_ = lead_.size();
    sink_.utterance_started();
    for (const auto& earlier : lead_) sink_.utterance_audio(earlier);
    lead_.clear();
}

void Endpointer::push_inside(audio::PcmView frame)
{
    sink_.utterance_audio(frame);
    ++length_;
    if (silence_ >= hangover_frames_)
        end(false);
    else if (length_ >= longest_frames_)
        end(true);
}

void Endpointer::end(bool cut)
{
    inside_ = false;
    speech_ = 0;
    sink_.utterance_ended(cut);
}

void Endpointer::flush()
{
    lead_.clear();
    speech_ = 0;
    if (inside_) end(false);
}

} // namespace parlor::voicebot::speech
