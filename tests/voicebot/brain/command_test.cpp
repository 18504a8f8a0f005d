#include "voicebot/brain/command.hpp"

#include "voicebot/brain/addressing.hpp"
#include "voicebot/brain/words.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parlor::voicebot::brain {
namespace {

/// The command of this kind that the text is; fails the test where it is another.
template <class Kind> Kind parsed(std::string_view text)
{
    const auto command = parse_command(text);
    const auto* kind = command ? std::get_if<Kind>(&*command) : nullptr;
    EXPECT_TRUE(kind) << text;
    return kind ? *kind : Kind{};
}

TEST(Words, are_lower_case_without_punctuation)
{
    EXPECT_EQ(split_words("What's the TIME, please?!"), (std::vector<std::string>{"what's", "the", "time", "please"}));
    EXPECT_EQ(split_words("  'quoted'  Übung "), (std::vector<std::string>{"quoted", "Übung"}));
    EXPECT_TRUE(split_words("?!").empty());
}

std::int64_t number(std::string_view text)
{
    const auto words = split_words(text);
    std::size_t at = 0;
    const auto value = read_number(words, at);
    return value ? *value * 100 + static_cast<std::int64_t>(at) : -1;
}

TEST(Words, hold_numbers_as_people_say_them)
{
    EXPECT_EQ(number("5 minutes"), 501);
    EXPECT_EQ(number("five minutes"), 501);
    EXPECT_EQ(number("twenty five minutes"), 2'502);
    EXPECT_EQ(number("a minute"), 101);
    EXPECT_EQ(number("a hundred and one dogs"), 10'104);
    EXPECT_EQ(number("two thousand three hundred"), 230'004);
    EXPECT_EQ(number("five six"), 501);
    EXPECT_EQ(number("dogs"), -1);
    EXPECT_EQ(number("99999999999999999999"), -1);
    EXPECT_EQ(number(""), -1);
}

TEST(Command, understands_what_people_ask_for)
{
    parsed<AskHelp>("help");
    parsed<AskHelp>("What can you do?");
    parsed<AskTime>("what time is it");
    parsed<AskDate>("what day is it today");
    parsed<AskPeople>("who is here?");
    parsed<AskSummary>("Summary, please.");
    parsed<AskSummary>("what did I miss");
    parsed<Greet>("hello");
    parsed<Thank>("thank you");
    parsed<FallSilent>("stop");
    parsed<ClosePoll>("close the poll");
    parsed<CancelTimers>("cancel the timer");
    parsed<CancelTimers>("stop the timers");
}

TEST(Command, reads_dice_in_words_and_in_players_notation)
{
    EXPECT_EQ(parsed<RollDice>("roll a die").count, 1);
    EXPECT_EQ(parsed<RollDice>("roll two dice").count, 2);
    EXPECT_EQ(parsed<RollDice>("roll 3d20").count, 3);
    EXPECT_EQ(parsed<RollDice>("roll 3d20").sides, 20);
    EXPECT_EQ(parsed<RollDice>("roll d8").sides, 8);
    EXPECT_EQ(parsed<RollDice>("roll a twenty sided die").sides, 20);
}

TEST(Command, reads_timers_of_every_shape)
{
    using std::chrono::seconds;
    EXPECT_EQ(parsed<SetTimer>("set a timer for five minutes").time, seconds{300});
    EXPECT_EQ(parsed<SetTimer>("timer 90s").time, seconds{90});
    EXPECT_EQ(parsed<SetTimer>("set a timer for one hour and thirty minutes").time, seconds{5'400});
    EXPECT_EQ(parsed<SetTimer>("remind me in ten minutes to drink water").time, seconds{600});
    EXPECT_EQ(parsed<SetTimer>("remind me in ten minutes to drink water").about, "drink water");
    EXPECT_FALSE(parse_command("set a timer"));
}

TEST(Command, reads_polls_votes_and_echoes_as_they_were_written)
{
    const auto poll = parsed<OpenPoll>("poll: What's for lunch? Pizza, pasta or Thai soup");

    EXPECT_EQ(poll.question, "What's for lunch");
    EXPECT_EQ(poll.options, (std::vector<std::string>{"Pizza", "pasta", "Thai soup"}));
    EXPECT_EQ(parsed<OpenPoll>("start a poll: yes or no").options.size(), 2);
    EXPECT_EQ(parsed<Vote>("vote for Thai soup").option, "Thai soup");
    EXPECT_EQ(parsed<Echo>("say Hello, World").text, "Hello, World");
    EXPECT_FALSE(parse_command("poll: alone"));
}

TEST(Command, is_nothing_where_nothing_was_asked)
{
    EXPECT_FALSE(parse_command(""));
    EXPECT_FALSE(parse_command("the weather was nice in the mountains"));
    EXPECT_FALSE(parse_command("...?"));
}

TEST(Command, survives_any_text)
{
    std::mt19937 random{11};
    const std::vector<std::string> pieces{"roll", "d", "3d", "999999999d9", "timer", "9999999h", "poll",
                                          ":",    "?", ",",  " or ",        "'",     "vote",     "\xFF",
                                          "say",  " ", "a",  "hundred",     "and"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (int i = 0; i < 6; ++i) text += pieces[random() % pieces.size()] + (random() % 2 ? " " : "");
        parse_command(text);
        addressed_text(text, "d");
    }
}

TEST(Addressing, finds_what_is_asked_of_the_bot)
{
    EXPECT_EQ(addressed_text("Parlor, what time is it?", "parlor"), "what time is it?");
    EXPECT_EQ(addressed_text("hey parlor roll a die", "parlor"), "roll a die");
    EXPECT_EQ(addressed_text("@Assistant: help", "Assistant"), "help");
    EXPECT_EQ(addressed_text("What time is it, Parlor?", "parlor"), "What time is it");
    EXPECT_EQ(addressed_text("Parlor", "parlor"), "");
}

TEST(Addressing, leaves_lines_alone_that_only_mention_it)
{
    EXPECT_FALSE(addressed_text("parlors are old-fashioned", "parlor"));
    EXPECT_FALSE(addressed_text("we met in the parlor", "parlor"));
    EXPECT_FALSE(addressed_text("what time is it", "parlor"));
    EXPECT_FALSE(addressed_text("anything", ""));
}

} // namespace
} // namespace parlor::voicebot::brain
