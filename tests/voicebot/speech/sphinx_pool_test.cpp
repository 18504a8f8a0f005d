#include "voicebot/speech/sphinx_pool.hpp"

#include "tests/voicebot/support/speech_support.hpp"
#include "tests/voicebot/support/test_loop.hpp"

#include <optional>

namespace parlor::voicebot::speech {
namespace {

const SphinxSearch yes_or_no{SphinxSearch::Kind::grammar,
                             "#JSGF V1.0;\ngrammar answers;\npublic <answer> = yes please | no thank you;\n"};

/// Remembers what a recognition brings.
struct Listener {
    TranscriptHandler handler()
    {
        return [this](Result<Transcript> news) {
            if (!news)
                failure = news.error();
            else if (news->final)
                text = news->text;
            else
                partials.push_back(news->text);
        };
    }
    bool over() const { return text || failure; }

    std::optional<std::string> text;
    std::optional<Error> failure;
    std::vector<std::string> partials;
};

void say(Recognition& recognition, audio::PcmView samples)
{
    for (; samples.size() >= audio::hearing_frame; samples = samples.subspan(audio::hearing_frame))
        recognition.push(samples.first(audio::hearing_frame));
}

TEST(SphinxPool, recognises_utterances_that_are_open_at_the_same_time)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.threads = 2, .decoders = 2}};
    Listener ann;
    Listener ben;
    auto of_ann = pool.begin(yes_or_no, false, ann.handler());
    auto of_ben = pool.begin(yes_or_no, false, ben.handler());
    ASSERT_TRUE(of_ann && of_ben);

    say(**of_ann, test::spoken("yes please"));
    say(**of_ben, test::spoken("no thank you"));
    (*of_ben)->finish();
    (*of_ann)->finish();

    ASSERT_TRUE(loop.run_until([&] { return ann.over() && ben.over(); }));
    EXPECT_EQ(ann.text, "yes please");
    EXPECT_EQ(ben.text, "no thank you");
}

TEST(SphinxPool, decodes_more_utterances_than_it_has_decoders_one_after_the_other)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.threads = 1, .decoders = 1}};
    std::vector<Listener> listeners(4);
    std::vector<std::unique_ptr<Recognition>> open;
    for (auto& listener : listeners) open.push_back(std::move(*pool.begin(yes_or_no, false, listener.handler())));

    for (auto& recognition : open) say(*recognition, test::spoken("no thank you"));
    for (auto& recognition : open) recognition->finish();

    ASSERT_TRUE(loop.run_until(
        [&] { return std::all_of(listeners.begin(), listeners.end(), [](const auto& one) { return one.over(); }); }));
    for (const auto& listener : listeners) EXPECT_EQ(listener.text, "no thank you");
    EXPECT_EQ(pool.stats().finished, 4);
}

TEST(SphinxPool, tells_partial_transcripts_while_somebody_speaks)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.partial_every = std::chrono::milliseconds{200}}};
    Listener listener;
    auto recognition = std::move(*pool.begin(yes_or_no, true, listener.handler()));

    say(*recognition, test::spoken("no thank you"));

    EXPECT_TRUE(loop.run_until([&] { return !listener.partials.empty(); }));
    recognition->finish();
    EXPECT_TRUE(loop.run_until([&] { return listener.over(); }));
}

TEST(SphinxPool, says_nothing_of_a_recognition_that_was_cancelled)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.decoders = 1}};
    Listener cancelled;
    Listener next;
    auto first = std::move(*pool.begin(yes_or_no, true, cancelled.handler()));
    say(*first, test::spoken("yes please"));
    first->finish();

    first.reset();
    auto second = std::move(*pool.begin(yes_or_no, false, next.handler()));
    say(*second, test::spoken("no thank you"));
    second->finish();

    ASSERT_TRUE(loop.run_until([&] { return next.over(); }));
    EXPECT_EQ(next.text, "no thank you");
    EXPECT_FALSE(cancelled.over());
    EXPECT_TRUE(cancelled.partials.empty());
}

TEST(SphinxPool, refuses_more_utterances_than_its_bound)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.utterances = 1}};
    Listener listener;
    const auto first = pool.begin(yes_or_no, false, listener.handler());

    const auto second = pool.begin(yes_or_no, false, listener.handler());

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::unavailable);
    EXPECT_EQ(pool.stats().refused, 1);
}

TEST(SphinxPool, gives_an_utterance_up_that_waits_with_too_much_audio)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.decoders = 1, .waiting = std::chrono::milliseconds{500}}};
    Listener holder;
    Listener waiting;
    const auto first = std::move(*pool.begin(yes_or_no, true, holder.handler()));
    say(*first, test::spoken("yes"));
    const auto second = std::move(*pool.begin(yes_or_no, false, waiting.handler()));

    second->push(test::silence(Millis{600}));

    ASSERT_TRUE(loop.run_until([&] { return waiting.over(); }));
    ASSERT_TRUE(waiting.failure);
    EXPECT_EQ(waiting.failure->code, Errc::unavailable);
}

TEST(SphinxPool, fails_an_utterance_whose_model_is_missing)
{
    test::TestLoop loop;
    SphinxPool pool{loop, {.model = {.acoustic = "/nowhere/model"}}};
    Listener listener;
    const auto recognition = std::move(*pool.begin(yes_or_no, false, listener.handler()));

    recognition->finish();

    ASSERT_TRUE(loop.run_until([&] { return listener.over(); }));
    EXPECT_EQ(listener.failure->code, Errc::unavailable);
    EXPECT_EQ(pool.stats().failed, 1);
}

TEST(SphinxPool, may_go_while_utterances_are_open)
{
    test::TestLoop loop;
    Listener listener;
    std::unique_ptr<Recognition> recognition;
    {
        SphinxPool pool{loop, {}};
        recognition = std::move(*pool.begin(yes_or_no, false, listener.handler()));
        say(*recognition, test::spoken("yes please"));
    }

    recognition->finish();
    recognition.reset();

    EXPECT_FALSE(listener.over());
}

} // namespace
} // namespace parlor::voicebot::speech
