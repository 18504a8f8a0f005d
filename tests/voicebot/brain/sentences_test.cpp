#include "voicebot/brain/sentences.hpp"

#include <gtest/gtest.h>

namespace parlor::voicebot::brain {
namespace {

using Sentences = std::vector<std::string>;

TEST(SentenceSplitter, gives_each_sentence_as_soon_as_it_is_whole)
{
    SentenceSplitter splitter;

    EXPECT_EQ(splitter.push("Good morn"), Sentences{});
    EXPECT_EQ(splitter.push("ing. How are"), Sentences{"Good morning."});
    EXPECT_EQ(splitter.push(" you? I'm"), Sentences{"How are you?"});
    EXPECT_EQ(splitter.finish(), "I'm");
    EXPECT_EQ(splitter.finish(), "");
}

TEST(SentenceSplitter, keeps_numbers_and_abbreviations_together)
{
    SentenceSplitter splitter;

    EXPECT_EQ(splitter.push("Mr. Smith pays 3.5 dollars, e.g. for tea. "),
              Sentences{"Mr. Smith pays 3.5 dollars, e.g. for tea."});
}

TEST(SentenceSplitter, ends_sentences_at_line_breaks_and_behind_quotes)
{
    SentenceSplitter splitter;

    EXPECT_EQ(splitter.push("First line\nHe said \"no.\" Then"), (Sentences{"First line", "He said \"no.\""}));
}

TEST(SentenceSplitter, cuts_what_never_ends_at_a_blank)
{
    SentenceSplitter splitter;
    std::string endless;
    for (int i = 0; i < 100; ++i) endless += "word ";

    const auto sentences = splitter.push(endless);

    ASSERT_EQ(sentences.size(), 1);
    EXPECT_LE(sentences[0].size(), 400);
    EXPECT_TRUE(sentences[0].ends_with("word"));
}

TEST(Speakable, leaves_out_the_marks_of_written_text)
{
    EXPECT_EQ(speakable("# Title\n- **bold** point\n> `code` well-known"), "Title bold point code well-known");
    EXPECT_EQ(speakable("  plain   text. "), "plain text.");
}

} // namespace
} // namespace parlor::voicebot::brain
