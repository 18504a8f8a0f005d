#include "voicebot/brain/rule_brain.hpp"

#include "tests/voicebot/brain/lobby_stub.hpp"
#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/brain/summary.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::brain {
namespace {

struct RuleBrainTest : testing::Test {
    test::ManualLoop loop;
    test::LobbyStub lobby;
    std::uint64_t next_random = 0;
    Skills skills{loop, lobby, [this](std::uint64_t bound) { return next_random++ % bound; }};

    std::string answer(const std::string& text, const std::string& who = "Ann")
    {
        return answer_by_rules(skills, {.person = PersonId{who}, .name = who, .text = text});
    }
};

TEST_F(RuleBrainTest, tells_time_and_date)
{
    EXPECT_EQ(answer("what time is it"), "It is 22:13 UTC.");
    EXPECT_EQ(answer("what day is it"), "Today is Tuesday, November 14, 2023.");
}

TEST_F(RuleBrainTest, tells_them_where_its_people_are)
{
    Skills east{loop, lobby, nullptr, {.utc_offset = std::chrono::minutes{330}}};

    EXPECT_EQ(east.time(), "It is 3:43 UTC+5:30.");
    EXPECT_EQ(east.date(), "Today is Wednesday, November 15, 2023.");
}

TEST_F(RuleBrainTest, names_who_is_here)
{
    EXPECT_EQ(answer("who is here"), "Nobody is here but me.");
    lobby.present = {{PersonId{"a"}, "Ann"}, {PersonId{"b"}, "Ben"}, {PersonId{"s"}, "Scribe", true}};

    EXPECT_EQ(answer("who is here"), "Ann and Ben are here. And of bots Scribe is here.");
}

TEST_F(RuleBrainTest, rolls_dice_and_refuses_impossible_ones)
{
    next_random = 2;

    EXPECT_EQ(answer("roll a die"), "I rolled 3.");
    EXPECT_EQ(answer("roll two dice"), "I rolled 4 and 5, 9 in all.");
    EXPECT_EQ(answer("roll 100 dice"), "I can roll 1 to 20 dice.");
    EXPECT_EQ(answer("roll d1"), "My dice have 2 to 1000 sides.");
}

TEST_F(RuleBrainTest, announces_a_timer_when_it_is_over)
{
    EXPECT_EQ(answer("remind me in two minutes to call Ben"), "I'll tell you in 2 minutes.");

    loop.advance(Millis{119'999});
    EXPECT_TRUE(lobby.announced.empty());
    loop.advance(Millis{1});

    EXPECT_EQ(lobby.announced, std::vector<std::string>{"Ann, your timer for 2 minutes is over: call ben."});
    EXPECT_EQ(skills.timers(), 0);
}

TEST_F(RuleBrainTest, cancels_timers_and_bounds_them)
{
    for (int i = 0; i < 20; ++i) answer("set a timer for one hour");

    EXPECT_EQ(answer("set a timer for one hour"), "Too many timers are running already.");
    EXPECT_EQ(answer("set a timer for 48 hours"), "I can set timers from one second to 24 hours.");
    EXPECT_EQ(answer("cancel the timers"), "I have cancelled 20 timers.");
    loop.advance(std::chrono::hours{2});
    EXPECT_TRUE(lobby.announced.empty());
}

TEST_F(RuleBrainTest, runs_a_poll_with_one_vote_a_person)
{
    EXPECT_EQ(answer("poll: Lunch? pizza, pasta"), "The poll is open. Lunch? Vote 1 for pizza and 2 for pasta.");
    EXPECT_EQ(answer("vote pizza", "Ann"), "Counted for pizza. 1 vote so far.");
    EXPECT_EQ(answer("vote 2", "Ben"), "Counted for pasta. 2 votes so far.");
    EXPECT_EQ(answer("vote for pasta", "Ann"), "Counted for pasta. 2 votes so far.");
    EXPECT_EQ(answer("vote soup", "Cid"), "There is no such option. You can vote for pizza and pasta.");

    EXPECT_EQ(answer("close the poll"), "The poll is closed. pasta has 2 votes and pizza has 0 votes.");
    EXPECT_EQ(answer("vote pizza"), "There is no poll.");
}

TEST_F(RuleBrainTest, says_so_when_it_does_not_understand)
{
    EXPECT_EQ(answer("recite a sonnet"), "I don't understand that. Ask me for help to hear what I can do.");
}

TEST_F(RuleBrainTest, thinks_on_the_next_turn_and_can_be_cancelled)
{
    RuleBrain brain{loop, skills};
    std::string told;
    const auto handler = [&](std::variant<AnswerPiece, AnswerEnd, Error> news) {
        if (auto* piece = std::get_if<AnswerPiece>(&news)) told += piece->text;
        if (std::get_if<AnswerEnd>(&news)) told += "|";
    };

    auto first = brain.think({.name = "Ann", .text = "hello"}, handler);
    EXPECT_EQ(told, "");
    loop.run();
    EXPECT_EQ(told, "Hello Ann!|");

    auto second = brain.think({.name = "Ann", .text = "hello"}, handler);
    second.reset();
    loop.run();
    EXPECT_EQ(told, "Hello Ann!|");
}

TEST(Summary, tells_who_spoke_about_what_and_what_was_asked)
{
    test::LobbyStub lobby;
    lobby.say("Ann", "The budget for March is too high.");
    lobby.say("Ben", "Which part of the budget?");
    lobby.say("Assistant", "I don't know the budget.").bot = true;
    lobby.say("Ann", "Travel. March is full of travel.");

    EXPECT_EQ(summarise(lobby.log), "In the last 3 lines Ann and Ben talked about budget and march. Ben asked: Which "
                                    "part of the budget? The last word was Ann's: Travel. March is full of travel.");
}

TEST(Summary, of_nothing_says_so)
{
    EXPECT_EQ(summarise({}), "Nothing has been said yet.");
}

} // namespace
} // namespace parlor::voicebot::brain
