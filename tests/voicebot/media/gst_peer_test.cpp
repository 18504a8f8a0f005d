#include "voicebot/media/gst_peer.hpp"

#include "tests/voicebot/media/bot_end.hpp"
#include "voicebot/media/gst_runtime.hpp"
#include "voicebot/media/vp8_encoder.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::media {
namespace {

using test::End;
using test::Tone;

/// Shows a picture that changes to everybody who is added.
class Picture final : public Paced {
public:
    void tick(const Tick& tick) override
    {
        std::fill(image_.y.begin(), image_.y.end(), static_cast<std::uint8_t>(16 + ++shown_ % 200));
        auto bytes = std::make_shared<std::vector<std::byte>>(encoder_.encode(image_, key_wanted.exchange(false)));
        peers.send_video({std::move(bytes), tick.at, tick.length});
    }
    FanOut peers;
    std::atomic<bool> key_wanted{false};

private:
    Vp8Encoder encoder_;
    FrameImage image_{320, 240};
    int shown_ = 0;
};

struct Peers : testing::Test {
    static void SetUpTestSuite() { warm_up_gstreamer(); }
    static void TearDownTestSuite() { await_retired_pipelines(); }

    test::TestLoop loop;
    Pacer pacer{audio::frame_length};
};

TEST_F(Peers, hear_each_other)
{
    const auto tone = std::make_shared<Tone>();
    End bot{loop, {}};
    End other{loop, {.polite = true}};
    End::join(bot, other);
    tone->peers.add(*bot.peer);
    tone->peers.add(*other.peer);
    pacer.add(tone);

    bot.peer->offer();

    ASSERT_TRUE(loop.run_until([&] { return bot.frames > 25 && other.frames > 25; })) << bot.failure << other.failure;
    EXPECT_GT(bot.loudest, 60);
    EXPECT_GT(other.loudest, 60);
    tone->peers.remove(*bot.peer);
    tone->peers.remove(*other.peer);
}

TEST_F(Peers, answer_in_a_session_of_their_own)
{
    End bot{loop, {.polite = true}};
    End other{loop, {}};
    End::join(bot, other);

    other.peer->offer();

    ASSERT_TRUE(loop.run_until([&] { return bot.is_connected; })) << bot.failure;
    EXPECT_EQ(bot.sessions.count(*other.sessions.begin()), 0U) << bot.last_sdp;
}

/// How the m-lines of an offer or answer point, in their order.
std::string directions(const std::string& sdp)
{
    std::string out;
    for (std::size_t at = 0; at < sdp.size(); at = sdp.find('\n', at) + 1) {
        const auto line = sdp.substr(at, sdp.find_first_of("\r\n", at) - at);
        if (line == "a=sendrecv" || line == "a=sendonly" || line == "a=recvonly" || line == "a=inactive")
            out += line.substr(2) + ' ';
    }
    return out;
}

TEST_F(Peers, offer_the_four_lines_in_order_and_ask_for_nothing_that_they_throw_away)
{
    End assistant{loop, {}};
    End scribe{loop, {.speaks = false}};
    End painter{loop, {.shows = true}};
    End screen{loop, {.speaks = false, .shows = true}};
    End::join(screen, screen);
    End::join(assistant, assistant);
    End::join(scribe, scribe);
    End::join(painter, painter);

    for (auto* end : {&assistant, &scribe, &painter, &screen}) {
        end->peer->offer();
        ASSERT_TRUE(loop.run_until([&] { return !end->last_sdp.empty(); }));
    }

    EXPECT_EQ(directions(assistant.last_sdp), "sendrecv inactive inactive inactive ");
    EXPECT_EQ(directions(scribe.last_sdp), "recvonly inactive inactive inactive ");
    EXPECT_EQ(directions(painter.last_sdp), "sendrecv sendonly inactive inactive ");
    EXPECT_EQ(directions(screen.last_sdp), "recvonly sendonly inactive inactive ");
}

/// How many m-lines of a description name a source (RFC 5576).
int lines_with_a_source(const std::string& sdp)
{
    int count = 0;
    for (auto at = sdp.find("\nm="); at != std::string::npos;) {
        const auto next = sdp.find("\nm=", at + 1);
        if (sdp.substr(at, next - at).find("\na=ssrc:") != std::string::npos) ++count;
        at = next;
    }
    return count;
}

TEST_F(Peers, name_the_sources_of_what_they_send_before_they_have_sent_anything)
{
    std::vector<std::unique_ptr<End>> painters;
    for (int i = 0; i < 8; ++i) {
        painters.push_back(std::make_unique<End>(loop, PeerSettings{.shows = true}));
        End::join(*painters.back(), *painters.back());
    }

    for (const auto& painter : painters) painter->peer->offer();

    for (const auto& painter : painters) {
        ASSERT_TRUE(loop.run_until([&] { return !painter->last_sdp.empty(); }));
        EXPECT_EQ(lines_with_a_source(painter->last_sdp), 2) << painter->last_sdp;
    }
}

/// A bot and a peer of another make.
struct WithForeigner : Peers {
    WithForeigner()
        : bot{loop, {.shows = true}}, foreigner{loop,
                                                [this](DescriptionKind kind, const std::string& sdp) {
                                                    if (kind == DescriptionKind::offer) ++negotiation;
                                                    bot.peer->remote_description(negotiation, kind, sdp);
                                                },
                                                [this](const Candidate& candidate) {
                                                    bot.peer->remote_candidate(negotiation, candidate);
                                                }}
    {
        bot.to_foreigner = &foreigner;
        bot.foreign_negotiation = &negotiation;
    }

    End bot;
    std::int64_t negotiation = 0;
    test::ForeignPeer foreigner;
};

TEST_F(WithForeigner, the_bot_is_heard_and_seen_and_hears)
{
    const auto picture = std::make_shared<Picture>();
    Pacer video{std::chrono::milliseconds{66}};
    picture->peers.add(*bot.peer);
    video.add(picture);

    bot.peer->offer();
    ASSERT_TRUE(loop.run_until([&] { return bot.is_connected; })) << bot.failure;
    picture->key_wanted = true;

    ASSERT_TRUE(loop.run_until([&] { return foreigner.pictures() > 15 && bot.frames > 25; }))
        << foreigner.pictures() << " pictures, " << bot.frames << " frames " << bot.failure;
    EXPECT_GT(bot.loudest, 60);
    picture->peers.remove(*bot.peer);
}

TEST_F(WithForeigner, fifty_renegotiations_leave_the_media_running)
{
    bot.peer->offer();
    ASSERT_TRUE(loop.run_until([&] { return bot.is_connected && bot.frames > 0; })) << bot.failure;

    for (int round = 1; round <= 50; ++round) {
        foreigner.offer();
        ASSERT_TRUE(loop.run_until([&] { return foreigner.answers() == round; })) << round << ' ' << bot.failure;
    }

    const int before = bot.frames;
    EXPECT_TRUE(loop.run_until([&] { return bot.frames > before + 25; })) << bot.failure;
    EXPECT_EQ(bot.failure, "");
}

TEST_F(Peers, say_that_there_is_no_hope_when_the_other_side_begins_anew)
{
    End bot{loop, {}};
    End first{loop, {.polite = true}};
    End::join(bot, first);
    bot.peer->offer();
    ASSERT_TRUE(loop.run_until([&] { return bot.is_connected; })) << bot.failure;

    End second{loop, {}};
    End::join(second, bot);
    second.peer->offer();

    ASSERT_TRUE(loop.run_until([&] { return !bot.failure.empty(); }));
    EXPECT_EQ(bot.failure, "the other side has begun anew");
}

TEST_F(Peers, refuse_a_description_that_is_none)
{
    for (const std::string sdp :
         {"", "v=0", "garbage\r\n\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nm=audio\r\n"}) {
        End bot{loop, {.polite = true}};
        End::join(bot, bot);

        bot.peer->remote_description(1, DescriptionKind::offer, sdp);

        EXPECT_TRUE(loop.run_until([&] { return !bot.failure.empty() || !bot.last_sdp.empty(); }, Millis{3'000}))
            << sdp;
    }
}

} // namespace
} // namespace parlor::voicebot::media
