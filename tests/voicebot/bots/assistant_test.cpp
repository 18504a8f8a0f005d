#include "voicebot/bots/assistant.hpp"

#include "tests/voicebot/bots/bot_support.hpp"
#include "tests/voicebot/support/speech_support.hpp"
#include "voicebot/bots/echo.hpp"
#include "voicebot/bots/painter.hpp"
#include "voicebot/bots/scribe.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::bots {
namespace {

using Texts = std::vector<std::string>;

/// A bot with everything around it but the world. The pacers tick, but only what the test ticks counts.
struct BotTest : testing::Test {
    test::ManualLoop loop;
    test::LoopClock clock{loop};
    test::PortStub port;
    test::PeerStubs peers;
    test::VoiceStub voice;
    /// Of the bot made last.
    test::RecogniserStub* ears = nullptr;
    media::Pacer sound{std::chrono::hours{1}};
    media::Pacer picture{std::chrono::hours{1}};
    Workshop workshop{.loop = loop,
                      .clock = clock,
                      .sound_pacer = sound,
                      .picture_pacer = picture,
                      .make_peer = peers.make(),
                      .addresses = {},
                      .synthesiser = voice,
                      .command_recogniser = [this](const std::string&) { return recogniser(); },
                      .dictation = [this] { return recogniser(); },
                      .chat = nullptr,
                      .tools = {},
                      .random = [](std::uint64_t) { return std::uint64_t{0}; }};

    std::unique_ptr<speech::Recogniser> recogniser()
    {
        auto made = std::make_unique<test::RecogniserStub>();
        ears = made.get();
        return made;
    }
    void join(Bot& bot, std::vector<Member> members = {test::person("ann", "Ann")})
    {
        bot.joined({.self = test::bot("me", "Assistant"), .members = std::move(members), .ice_servers = {}});
    }
    /// Somebody says something that takes about a second, and it is understood so.
    void says(std::size_t peer, const std::string& text)
    {
        hears(peer, test::spoken("this is what somebody says"));
        hears(peer, test::silence(Millis{400}));
        ears->tell(ears->open.size() - 1, text);
        loop.run();
    }
    void hears(std::size_t peer, audio::PcmView samples)
    {
        for (; samples.size() >= audio::hearing_frame; samples = samples.subspan(audio::hearing_frame)) {
            peers.open[peer]->events.heard(samples.first(audio::hearing_frame));
            loop.advance(audio::frame_length);
        }
    }
    LogLine line(const std::string& name, const std::string& text)
    {
        return {.from = ParticipantId{name}, .person = PersonId{name}, .name = name, .text = text};
    }
};

TEST_F(BotTest, an_assistant_answers_in_the_chat_and_by_voice_when_it_is_addressed)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);

    bot.line_added(line("Ann", "who is there?"));
    bot.line_added(line("Ann", "Parlor, who is here?"));
    loop.run();

    EXPECT_EQ(port.written, Texts{"Ann is here."});
    EXPECT_EQ(voice.said, Texts{"Ann is here."});
    EXPECT_EQ(port.shown, std::pair(true, false));
}

TEST_F(BotTest, an_assistant_answers_to_its_own_name_too)
{
    Assistant bot{workshop, port, {.name = "Marvin", .greets = false}};
    join(bot);

    bot.line_added(line("Ann", "@marvin roll a die"));
    loop.run();

    EXPECT_EQ(port.written, Texts{"I rolled 1."});
}

TEST_F(BotTest, an_assistant_never_answers_bots_or_lines_of_a_scribe)
{
    Assistant bot{workshop, port, {.always = true, .greets = false}};
    join(bot);
    auto of_bot = line("Scribe", "Parlor, help");
    of_bot.bot = true;
    auto spoken = line("Ann", "Parlor, help");
    spoken.spoken = true;

    bot.line_added(of_bot);
    bot.line_added(spoken);
    loop.run();

    EXPECT_TRUE(port.written.empty());
}

TEST_F(BotTest, an_assistant_answers_what_is_spoken_to_it_and_measures_how_long_it_took)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);

    says(0, "parlor what time is it");
    loop.advance(Millis{50});
    voice.synthesise();

    ASSERT_EQ(port.written.size(), 1);
    EXPECT_TRUE(port.written[0].starts_with("It is "));
    EXPECT_GE(bot.stages().transcript.count(), 300);
    EXPECT_EQ(bot.stages().first_sound - bot.stages().first_words, Millis{50});
    EXPECT_TRUE(bot.speaks());
}

TEST_F(BotTest, an_assistant_greets_the_first_person_once)
{
    Assistant bot{workshop, port, {}};
    join(bot, {test::person("ann"), test::person("ben")});

    peers.open[0]->events.connected();
    peers.open[1]->events.connected();

    ASSERT_EQ(voice.said.size(), 1);
    EXPECT_TRUE(voice.said[0].starts_with("Hello, I am Assistant."));
}

TEST_F(BotTest, an_assistant_that_is_interrupted_forgets_the_rest_of_its_answer)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);
    bot.line_added(line("Ann", "parlor, help"));
    loop.run();
    voice.synthesise(8);
    ASSERT_TRUE(bot.speaks());

    says(0, "no i meant something else");

    EXPECT_FALSE(bot.speaks());
}

TEST_F(BotTest, an_assistant_goes_on_after_a_sign_of_listening)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);
    bot.line_added(line("Ann", "parlor, help"));
    loop.run();
    voice.synthesise(8);

    hears(0, test::spoken("yeah"));
    hears(0, test::silence(Millis{400}));
    ears->tell(0, "yeah");

    EXPECT_TRUE(bot.speaks());
}

TEST_F(BotTest, an_assistant_tells_when_a_timer_is_over)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);
    bot.line_added(line("Ann", "parlor, set a timer for ten seconds"));
    loop.run();

    loop.advance(Millis{10'000});

    EXPECT_EQ(port.written, (Texts{"I'll tell you in 10 seconds.", "Ann, your timer for 10 seconds is over."}));
}

TEST_F(BotTest, nobody_hears_who_is_silenced_or_is_a_bot)
{
    Scribe bot{workshop, port};
    auto ann = test::person("ann");
    ann.silenced = true;
    join(bot, {ann, test::bot("zed")});

    hears(0, test::spoken("this is not to be written down"));
    hears(1, test::spoken("nor is this"));

    EXPECT_TRUE(ears->open.empty());
}

TEST_F(BotTest, somebody_who_is_muted_in_mid_word_is_heard_up_to_there)
{
    Scribe bot{workshop, port};
    auto ann = test::person("ann");
    join(bot, {ann});
    hears(0, test::spoken("this is what somebody says"));
    ASSERT_EQ(ears->open.size(), 1);

    ann.silenced = true;
    bot.members_changed({ann});

    EXPECT_TRUE(ears->open[0]->cancelled);
}

TEST_F(BotTest, a_scribe_captions_what_is_said_with_its_speaker)
{
    Scribe bot{workshop, port};
    join(bot, {test::person("ann"), test::person("ben")});
    hears(1, test::spoken("this is what somebody says"));

    ears->tell(0, "this is", false);
    hears(1, test::silence(Millis{400}));
    ears->tell(0, "this is what somebody says");

    ASSERT_EQ(port.captions.size(), 2);
    EXPECT_FALSE(port.captions[0].final);
    EXPECT_TRUE(port.captions[1].final);
    EXPECT_EQ(port.captions[1].speaker, ParticipantId{"ben"});
    EXPECT_EQ(port.captions[1].text, "this is what somebody says");
    EXPECT_EQ(port.captions[0].utterance_id, port.captions[1].utterance_id);
    EXPECT_EQ(port.shown, std::pair(false, false));
}

TEST_F(BotTest, a_scribe_keeps_utterances_apart_whose_transcripts_come_late)
{
    Scribe bot{workshop, port};
    join(bot);
    for (int i = 0; i < 2; ++i) {
        hears(0, test::spoken("this is what somebody says"));
        hears(0, test::silence(Millis{400}));
    }
    ASSERT_EQ(ears->open.size(), 2);

    ears->tell(1, "second");
    ears->tell(0, "first");

    ASSERT_EQ(port.captions.size(), 2);
    EXPECT_NE(port.captions[0].utterance_id, port.captions[1].utterance_id);
    EXPECT_GT(port.captions[0].started_at, port.captions[1].started_at);
}

TEST_F(BotTest, an_utterance_whose_sound_ceases_to_come_ends_and_keeps_no_recogniser)
{
    Scribe bot{workshop, port};
    join(bot);

    hears(0, test::spoken("this is what somebody says"));
    ASSERT_EQ(ears->open.size(), 1U);
    ASSERT_FALSE(ears->open[0]->finished);
    loop.advance(Millis{2'500});

    EXPECT_TRUE(ears->open[0]->finished);
}

TEST_F(BotTest, an_echo_says_again_what_it_has_heard)
{
    Echo bot{workshop, port};
    join(bot);

    hears(0, test::spoken("this is what somebody says"));
    hears(0, test::silence(Millis{400}));

    EXPECT_TRUE(bot.speaks());
    EXPECT_TRUE(voice.said.empty());
}

TEST_F(BotTest, a_recogniser_that_refuses_leaves_the_bot_whole)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);
    ears->refuses = true;

    hears(0, test::spoken("parlor help"));
    hears(0, test::silence(Millis{400}));
    bot.line_added(line("Ann", "parlor, who is here?"));
    loop.run();

    EXPECT_EQ(port.written, Texts{"Ann is here."});
}

TEST_F(BotTest, an_assistant_knows_lines_from_before_it_came_and_does_not_answer_them)
{
    Assistant bot{workshop, port, {.greets = false}};
    auto old = line("Ann", "Parlor, roll a die");
    old.old = true;

    bot.line_added(old);
    join(bot);
    bot.line_added(line("Ann", "Parlor, who is here?"));
    loop.run();

    EXPECT_EQ(port.written, Texts{"Ann is here."});
}

TEST_F(BotTest, an_assistant_listens_to_another_wake_word_once_it_is_told)
{
    Assistant bot{workshop, port, {.greets = false}};
    join(bot);
    const auto* before = ears;

    const bool took_it = bot.configure({.wake_word = "computer", .greets = false});
    bot.line_added(line("Ann", "Computer, who is here?"));
    bot.line_added(line("Ann", "Parlor, who is here?"));
    loop.run();

    EXPECT_TRUE(took_it);
    EXPECT_NE(ears, before);
    EXPECT_EQ(port.written, Texts{"Ann is here."});
}

TEST_F(BotTest, an_assistant_takes_a_new_start_for_another_picture)
{
    Assistant bot{workshop, port, {.greets = false}};

    EXPECT_FALSE(bot.configure({.greets = false, .shows = true}));
}

TEST_F(BotTest, a_painter_shows_a_picture_and_sends_no_sound)
{
    Painter bot{workshop, port};

    join(bot);

    ASSERT_EQ(peers.open.size(), 1U);
    EXPECT_TRUE(peers.open[0]->settings.shows);
    EXPECT_FALSE(peers.open[0]->settings.speaks);
    EXPECT_EQ(port.shown, std::pair(false, true));
}

TEST_F(BotTest, a_bot_connects_to_nobody_in_a_lobby_without_media)
{
    Assistant bot{workshop, port, {.greets = false}};

    bot.joined(
        {.self = test::bot("me", "Assistant"), .members = {test::person("ann")}, .ice_servers = {}, .media = false});

    EXPECT_TRUE(peers.open.empty());
}

} // namespace
} // namespace parlor::voicebot::bots
