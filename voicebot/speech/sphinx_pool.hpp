#pragma once
#include "voicebot/loop/loop.hpp"
#include "voicebot/speech/recogniser.hpp"
#include "voicebot/speech/sphinx_decoder.hpp"

#include <memory>

namespace parlor::voicebot::speech {

struct SphinxPoolSettings {
    SphinxModel model{};
    /// Threads that decode.
    std::size_t threads = 1;
    /// Decoders in memory, made when first needed: as many utterances are decoded while they are being spoken; further ones
    /// wait and are decoded afterwards.
    std::size_t decoders = 2;
    /// Utterances that are open or wait at one time; more are refused.
    std::size_t utterances = 32;
    /// Audio of one utterance that may wait; with more it fails.
    std::chrono::milliseconds waiting{30'000};
    /// Time between partial transcripts of one utterance.
    std::chrono::milliseconds partial_every{400};
};

/// What the pool has done so far; for metrics.
struct SphinxPoolStats {
    std::uint64_t finished = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    /// Time spent decoding, and how long the audio was.
    std::chrono::microseconds decoding{0};
    std::chrono::milliseconds audio{0};
};

/// Decodes the utterances of all bots on a few threads. Utterances are served in turn, so that a long one delays nobody.
/// Used on the loop's thread; must outlive its recognitions.
class SphinxPool {
public:
    SphinxPool(Loop& loop, SphinxPoolSettings settings);
    ~SphinxPool();
    SphinxPool(const SphinxPool&) = delete;
    SphinxPool& operator=(const SphinxPool&) = delete;

    /// Refuses with `unavailable` when too many utterances are open.
    Result<std::unique_ptr<Recognition>> begin(const SphinxSearch& search, bool partials, TranscriptHandler handler);
    /// Makes a decoder ready for this search in the background, so that the first utterance needn't wait for it.
    void warm_up(const SphinxSearch& search);
    SphinxPoolStats stats() const;

    /// The threads and what they share with the recognitions.
    class Workers;

private:
    std::shared_ptr<Workers> workers_;
};

/// The pool as a Recogniser with one fixed search.
class SphinxRecogniser final : public Recogniser {
public:
    SphinxRecogniser(SphinxPool& pool, SphinxSearch search, bool partials)
        : pool_(pool), search_(std::move(search)), partials_(partials)
    {
    }

    Result<std::unique_ptr<Recognition>> begin(TranscriptHandler handler) override
    {
        return pool_.begin(search_, partials_, std::move(handler));
    }

private:
    SphinxPool& pool_;
    SphinxSearch search_;
    bool partials_;
};

} // namespace parlor::voicebot::speech
