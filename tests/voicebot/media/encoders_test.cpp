#include "voicebot/media/opus_encoder.hpp"
#include "voicebot/media/pacer.hpp"
#include "voicebot/media/vp8_encoder.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace parlor::voicebot::media {
namespace {

TEST(OpusEncoder, makes_one_packet_of_each_frame_and_small_ones_of_silence)
{
    OpusEncoder encoder;
    audio::Pcm noise(audio::speaking_frame);
    unsigned value = 1;
    for (auto& sample : noise) sample = static_cast<audio::Sample>((value = value * 1'103'515'245 + 12'345) >> 16);

    const auto silent = encoder.encode(audio::Pcm(audio::speaking_frame, 0));
    const auto loud = encoder.encode(noise);

    EXPECT_GT(silent.size(), 0);
    EXPECT_GT(loud.size(), 2 * silent.size());
}

TEST(OpusEncoder, gives_nothing_for_a_frame_of_another_length)
{
    OpusEncoder encoder;

    EXPECT_TRUE(encoder.encode(audio::Pcm(7, 0)).empty());
}

/// The first bit of a VP8 frame is 0 in key frames (RFC 6386 §9.1).
bool is_key(const std::vector<std::byte>& frame)
{
    return !frame.empty() && (std::to_integer<int>(frame[0]) & 1) == 0;
}

TEST(Vp8Encoder, begins_with_a_key_frame_and_makes_one_when_asked)
{
    Vp8Encoder encoder;
    FrameImage image{320, 240};

    EXPECT_TRUE(is_key(encoder.encode(image, false)));
    image.y[5'000] = 200;
    EXPECT_FALSE(is_key(encoder.encode(image, false)));
    EXPECT_TRUE(is_key(encoder.encode(image, true)));
}

/// Notes the times it is given.
class Notes final : public Paced {
public:
    void tick(const Tick& tick) override
    {
        {
            std::lock_guard lock{mutex_};
            times_.push_back(tick.at);
        }
        changed_.notify_all();
    }
    std::vector<std::chrono::nanoseconds> await(std::size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return times_.size() >= count; });
        return times_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::chrono::nanoseconds> times_;
};

TEST(Pacer, gives_times_that_are_whole_intervals_apart)
{
    constexpr std::chrono::nanoseconds interval = std::chrono::milliseconds{5};
    Pacer pacer{interval};
    const auto notes = std::make_shared<Notes>();

    pacer.add(notes);
    const auto times = notes->await(10);

    ASSERT_GE(times.size(), 10);
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ((times[i] - times[i - 1]) % interval, interval * 0);
}

TEST(Pacer, forgets_who_is_gone)
{
    Pacer pacer{std::chrono::milliseconds{1}};
    auto notes = std::make_shared<Notes>();
    const std::weak_ptr<Notes> gone = notes;
    pacer.add(notes);
    notes->await(2);
    const auto other = std::make_shared<Notes>();

    notes.reset();
    pacer.add(other);
    other->await(3);

    EXPECT_TRUE(gone.expired());
}

TEST(Pacer, ends_at_once_however_long_its_interval_is)
{
    const auto began = std::chrono::steady_clock::now();

    {
        Pacer pacer{std::chrono::hours{1}};
    }

    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::minutes{1});
}

} // namespace
} // namespace parlor::voicebot::media
