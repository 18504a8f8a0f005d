#include "voicebot/speech/sphinx_decoder.hpp"

#include "tests/voicebot/support/speech_support.hpp"

namespace parlor::voicebot::speech {
namespace {

/// Word errors over all sentences of one kind of speaker.
struct Score {
    void add(const std::string& wanted, const std::string& heard)
    {
        errors += test::word_errors(wanted, heard);
        words += test::words(wanted).size();
        std::cout << "said:  " << wanted << "\nheard: " << heard << "\n";
    }
    double rate() const { return static_cast<double>(errors) / static_cast<double>(words); }

    std::size_t errors = 0;
    std::size_t words = 0;
};

class Dictation : public testing::Test {
protected:
    void SetUp() override
    {
        auto made = SphinxDecoder::create({});
        ASSERT_TRUE(made) << made.error().message;
        decoder = std::move(*made);
    }
    std::string heard(audio::PcmView samples)
    {
        EXPECT_TRUE(decoder->start({SphinxSearch::Kind::dictation}));
        decoder->push(samples);
        return decoder->finish();
    }
    std::unique_ptr<SphinxDecoder> decoder;
};

TEST_F(Dictation, mistakes_at_most_a_tenth_of_what_synthetic_voices_say)
{
    Score score;

    for (const std::string sentence :
         {"good morning everybody and welcome to the meeting", "the first question is about the new house",
          "we have to find a better place for the children", "she told me that the train will be late today",
          "how long will it take to build the bridge", "please open the window and close the door"})
        for (const auto* voice : {"rms", "slt"}) score.add(sentence, heard(test::spoken(sentence, voice)));

    RecordProperty("word_error_rate", std::to_string(score.rate()));
    EXPECT_LE(score.rate(), 0.10) << score.errors << " of " << score.words;
}

TEST_F(Dictation, mistakes_at_most_three_tenths_of_what_people_read)
{
    Score score;
    std::istringstream lines{test::file_text(test::recordings + "librivox/transcription")};

    for (std::string line; std::getline(lines, line);) {
        const auto text = line.substr(4, line.find(" </s>") - 4);
        const auto name = line.substr(line.find('(') + 1, line.find(')') - line.find('(') - 1);
        score.add(text, heard(test::recording(test::recordings + "librivox/" + name + ".wav")));
    }

    RecordProperty("word_error_rate", std::to_string(score.rate()));
    EXPECT_LE(score.rate(), 0.30) << score.errors << " of " << score.words;
}

} // namespace
} // namespace parlor::voicebot::speech
