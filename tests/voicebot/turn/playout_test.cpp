#include "voicebot/turn/playout.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::turn {
namespace {

constexpr auto frame_size = audio::speaking_frame;

audio::Pcm frames(std::size_t count, audio::Sample value = 1'000)
{
    return audio::Pcm(count * frame_size, value);
}

/// The next frame, and whether it was heard.
std::pair<bool, audio::Pcm> take(Playout& playout)
{
    audio::Pcm frame(frame_size);
    const bool heard = playout.next(frame);
    return {heard, frame};
}

TEST(Playout, plays_what_it_was_given_and_then_silence)
{
    Playout playout;
    const auto generation = playout.begin();
    playout.push(generation, frames(2));
    playout.end(generation);

    const auto first = take(playout);
    const auto second = take(playout);
    const auto third = take(playout);

    EXPECT_TRUE(first.first);
    EXPECT_EQ(second.second, frames(1));
    EXPECT_FALSE(third.first);
    EXPECT_EQ(third.second, frames(1, 0));
    EXPECT_EQ(playout.finished(), generation);
}

TEST(Playout, is_not_finished_while_more_speech_may_come)
{
    Playout playout;
    const auto generation = playout.begin();
    playout.push(generation, frames(1));
    take(playout);

    EXPECT_EQ(playout.finished(), 0);
    playout.end(generation);
    EXPECT_EQ(playout.finished(), generation);
}

TEST(Playout, falls_silent_with_the_next_frame_and_fades_on_the_way)
{
    Playout playout;
    playout.push(playout.begin(), frames(10));
    take(playout);

    playout.pause();
    const auto fading = take(playout).second;
    const auto silent = take(playout);

    EXPECT_EQ(fading[0], 1'000);
    EXPECT_LT(fading[200], 200);
    EXPECT_EQ(fading[240], 0);
    EXPECT_FALSE(silent.first);
    EXPECT_EQ(silent.second, frames(1, 0));
}

TEST(Playout, resumes_a_little_before_where_it_broke_off)
{
    Playout playout{{.rewind = std::chrono::milliseconds{40}}};
    const auto generation = playout.begin();
    for (int i = 1; i <= 10; ++i) playout.push(generation, frames(1, static_cast<audio::Sample>(i * 100)));
    for (int i = 0; i < 5; ++i) take(playout);
    playout.pause();
    take(playout);

    playout.resume();

    EXPECT_EQ(take(playout).second.back(), 400);
    EXPECT_EQ(take(playout).second.back(), 500);
    EXPECT_EQ(take(playout).second.back(), 600);
}

TEST(Playout, goes_back_no_further_than_the_beginning)
{
    Playout playout;
    playout.push(playout.begin(), frames(10));
    take(playout);
    playout.pause();

    playout.resume();

    EXPECT_EQ(playout.waiting(), std::chrono::milliseconds{200});
}

TEST(Playout, refuses_stale_speech_after_a_flush_and_after_a_new_beginning)
{
    Playout playout;
    const auto old = playout.begin();
    playout.push(old, frames(3));

    playout.flush();
    EXPECT_FALSE(playout.push(old, frames(1)));
    const auto fresh = playout.begin();
    EXPECT_FALSE(playout.push(old, frames(1)));

    EXPECT_TRUE(playout.push(fresh, frames(1)));
    EXPECT_EQ(playout.waiting(), std::chrono::milliseconds{20});
}

TEST(Playout, fades_out_of_what_was_flushed)
{
    Playout playout;
    playout.push(playout.begin(), frames(3));
    take(playout);

    playout.flush();
    const auto fading = take(playout).second;

    EXPECT_EQ(fading[0], 1'000);
    EXPECT_EQ(fading[240], 0);
    EXPECT_FALSE(take(playout).first);
}

TEST(Playout, drops_what_passes_its_capacity_and_counts_it)
{
    Playout playout{{.capacity = std::chrono::milliseconds{100}}};
    const auto generation = playout.begin();

    EXPECT_TRUE(playout.push(generation, frames(5)));
    EXPECT_FALSE(playout.push(generation, frames(1)));

    EXPECT_EQ(playout.dropped(), frame_size);
}

TEST(Playout, keeps_playing_through_an_answer_of_many_seconds)
{
    Playout playout;
    const auto generation = playout.begin();
    for (int i = 0; i < 1'000; ++i) playout.push(generation, frames(1, static_cast<audio::Sample>(i)));

    bool in_order = true;
    for (int i = 0; i < 1'000; ++i) in_order = take(playout).second.back() == i && in_order;

    EXPECT_TRUE(in_order);
}

} // namespace
} // namespace parlor::voicebot::turn
