#include "voicebot/speech/sphinx_decoder.hpp"

#include "tests/voicebot/support/speech_support.hpp"
#include "voicebot/brain/command.hpp"
#include "voicebot/media/opus_encoder.hpp"

#include <array>
#include <opus/opus.h>
#include <random>

namespace parlor::voicebot::speech {
namespace {

const SphinxSearch commands{SphinxSearch::Kind::grammar, R"(#JSGF V1.0;
grammar commands;
public <command> = parlor <request>;
<request> = help | what time is it | what day is it | who is here | roll a die | roll <count> dice
          | set a timer for <count> <unit> | summary [please] | stop | hello | thank you;
<count> = two | three | four | five | twenty | thirty;
<unit> = seconds | minutes | hours;
)"};

class Decoder : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        auto made = SphinxDecoder::create({});
        ASSERT_TRUE(made) << made.error().message;
        decoder = std::move(*made);
    }
    static void TearDownTestSuite() { decoder.reset(); }

    static std::string heard(const SphinxSearch& search, audio::PcmView samples)
    {
        const auto started = decoder->start(search);
        EXPECT_TRUE(started) << started.error().message;
        decoder->push(samples);
        return decoder->finish();
    }

    static std::unique_ptr<SphinxDecoder> decoder;
};

std::unique_ptr<SphinxDecoder> Decoder::decoder;

TEST_F(Decoder, understands_the_sentences_of_its_grammar)
{
    const std::vector<std::string> sentences{"parlor what time is it",
                                             "parlor help",
                                             "parlor who is here",
                                             "parlor roll a die",
                                             "parlor roll two dice",
                                             "parlor set a timer for five minutes",
                                             "parlor set a timer for thirty seconds",
                                             "parlor summary please",
                                             "parlor stop",
                                             "parlor what day is it"};
    std::size_t right = 0;
    std::size_t all = 0;

    for (const auto& voice : {"rms", "slt", "awb", "kal16"})
        for (const auto& sentence : sentences) {
            const auto text = heard(commands, test::spoken(sentence, voice));
            ++all;
            if (text == sentence)
                ++right;
            else
                std::cout << voice << " said '" << sentence << "', heard '" << text << "'\n";
        }

    RecordProperty("grammar_understood", std::to_string(static_cast<double>(right) / static_cast<double>(all)));
    EXPECT_GE(right * 100, all * 98) << right << " of " << all;
}

TEST_F(Decoder, rejects_sentences_that_are_not_of_its_grammar)
{
    const std::vector<std::string> sentences{"i think we should go to the beach tomorrow",
                                             "the quarterly report is due on friday",
                                             "can you pass me the salt please",
                                             "my brother plays the guitar in a band",
                                             "parlour games were popular in the past",
                                             "he wants to buy a new car next year",
                                             "let us meet again in the afternoon",
                                             "who is going to the party",
                                             "what time did you get home",
                                             "set the table for dinner",
                                             "she rolled her eyes and left",
                                             "help yourself to some coffee",
                                             "the train stops at every station"};
    std::size_t accepted = 0;
    std::size_t all = 0;
    const auto offer = [&](const std::string& what, audio::PcmView samples) {
        const auto text = heard(commands, samples);
        ++all;
        if (text.empty()) return;
        ++accepted;
        std::cout << what << ": heard '" << text << "'\n";
    };

    for (const auto& voice : {"rms", "slt", "awb", "kal16"})
        for (const auto& sentence : sentences) offer(sentence + " by " + voice, test::spoken(sentence, voice));
    for (const auto* name : {"0870", "0880", "0890", "0920", "0930"})
        offer(name,
              test::recording(test::recordings + "librivox/sense_and_sensibility_01_austen_64kb-" + name + ".wav"));
    for (const auto* name : {"001", "002", "003", "004", "005"})
        offer(name, test::recording(test::recordings + "cards/" + name + ".wav"));

    RecordProperty("out_of_grammar_accepted", std::to_string(static_cast<double>(accepted) / static_cast<double>(all)));
    EXPECT_LE(accepted * 10, all) << accepted << " of " << all;
}

TEST_F(Decoder, understands_people_who_read_from_its_grammar)
{
    const SphinxSearch cards{SphinxSearch::Kind::grammar, test::file_text(test::recordings + "cards/cards.gram")};

    EXPECT_EQ(heard(cards, test::recording(test::recordings + "cards/001.wav")), "ten of clubs");
    EXPECT_EQ(heard(cards, test::recording(test::recordings + "cards/003.wav")), "seven of clubs");
    EXPECT_EQ(heard(cards, test::recording(test::recordings + "cards/005.wav")),
              "eight of spades four of clubs seven of hearts");
}

TEST_F(Decoder, finds_its_keyword_inside_other_speech)
{
    const SphinxSearch keyword{SphinxSearch::Kind::keyword, "computer"};

    EXPECT_EQ(heard(keyword, test::spoken("well i think that the computer should tell us")), "computer");
    EXPECT_EQ(heard(keyword, test::spoken("well i think that my brother should tell us")), "");
}

TEST_F(Decoder, refuses_a_grammar_with_a_fault_and_works_on)
{
    const SphinxSearch broken{SphinxSearch::Kind::grammar, "#JSGF V1.0;\ngrammar x;\npublic <a> = <nowhere> | (;\n"};
    const SphinxSearch unknown{SphinxSearch::Kind::keyword, "xyzzyq"};

    const auto from_broken = decoder->start(broken);
    const auto from_unknown = decoder->start(unknown);

    ASSERT_FALSE(from_broken);
    ASSERT_FALSE(from_unknown);
    EXPECT_EQ(from_broken.error().code, Errc::bad_request);
    EXPECT_EQ(from_unknown.error().code, Errc::bad_request);
    EXPECT_EQ(heard(commands, test::spoken("parlor help")), "parlor help");
}

/// Faint enough to be taken for silence.
audio::Pcm faint_noise(Millis time)
{
    std::mt19937 random{7};
    auto sound = test::silence(time);
    for (auto& sample : sound) sample = static_cast<audio::Sample>(random() % 20) - 10;
    return sound;
}

TEST_F(Decoder, understands_a_command_whatever_was_heard_before)
{
    for (int i = 0; i < 3; ++i) heard(commands, faint_noise(Millis{1'500}));

    EXPECT_EQ(heard(commands, test::spoken("parlor help", "slt")), "parlor help");
}

/// What arrives of speech that was sent: behind silence, through Opus.
audio::Pcm sent(audio::PcmView speech)
{
    auto padded = test::silence(Millis{300});
    padded.insert(padded.end(), speech.begin(), speech.end());
    padded.resize(padded.size() + audio::sample_count(Millis{300}, audio::hearing_rate));
    const auto raw = test::resampled(padded, audio::hearing_rate, audio::speaking_rate);
    media::OpusEncoder encoder;
    int fault = 0;
    const std::unique_ptr<OpusDecoder, decltype(&opus_decoder_destroy)> decoder{
        opus_decoder_create(audio::speaking_rate, 1, &fault), &opus_decoder_destroy};
    audio::Pcm decoded;
    for (audio::PcmView rest{raw}; rest.size() >= audio::speaking_frame; rest = rest.subspan(audio::speaking_frame)) {
        const auto packet = encoder.encode(rest.first(audio::speaking_frame));
        std::array<audio::Sample, audio::speaking_frame> frame{};
        const auto count =
            opus_decode(decoder.get(), reinterpret_cast<const unsigned char*>(packet.data()),
                        static_cast<opus_int32>(packet.size()), frame.data(), static_cast<int>(frame.size()), 0);
        EXPECT_EQ(count, audio::speaking_frame);
        decoded.insert(decoded.end(), frame.begin(), frame.end());
    }
    return test::resampled(decoded, audio::speaking_rate, audio::hearing_rate);
}

TEST_F(Decoder, understands_the_assistants_commands_that_came_through_opus)
{
    const SphinxSearch assistant{SphinxSearch::Kind::grammar, brain::command_grammar("parlor")};
    std::size_t right = 0;
    std::size_t all = 0;

    for (const auto* voice : {"rms", "slt", "awb", "kal16"})
        for (const std::string sentence : {"parlor help", "parlor what time is it", "parlor who is here",
                                           "parlor roll a die", "parlor set a timer for five minutes"})
            // Each a little later in its frame, as microphones are.
            for (std::size_t late = 0; late < audio::hearing_frame; late += 100) {
                auto speech = audio::Pcm(late);
                const auto said = test::spoken(sentence, voice);
                speech.insert(speech.end(), said.begin(), said.end());
                const auto text = heard(assistant, sent(speech));
                ++all;
                if (text == sentence)
                    ++right;
                else
                    std::cout << voice << " said '" << sentence << "', heard '" << text << "'\n";
            }

    EXPECT_GE(right * 100, all * 98) << right << " of " << all;
}

TEST_F(Decoder, throws_an_unfinished_utterance_away)
{
    ASSERT_TRUE(decoder->start(commands));
    decoder->push(test::spoken("parlor set a timer for five minutes"));

    EXPECT_EQ(heard(commands, test::spoken("parlor stop")), "parlor stop");
}

TEST(SphinxModel, that_is_missing_is_a_refusal_with_its_path)
{
    const auto made = SphinxDecoder::create({.acoustic = "/nowhere/model"});

    EXPECT_EQ(made.error().code, Errc::unavailable);
    EXPECT_NE(made.error().message.find("/nowhere/model"), std::string::npos);
}

} // namespace
} // namespace parlor::voicebot::speech
