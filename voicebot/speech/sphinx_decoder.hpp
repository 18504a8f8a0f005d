#pragma once
#include "base/result.hpp"
#include "voicebot/audio/pcm.hpp"

#include <memory>
#include <string>

namespace parlor::voicebot::speech {

/// What pocketsphinx listens for.
struct SphinxSearch {
    enum class Kind {
        grammar,  ///< sentences of a JSGF grammar; what doesn't fit is rejected
        keyword,  ///< one phrase, wherever it occurs
        dictation ///< any sentence, by the language model
    };
    Kind kind = Kind::dictation;
    /// The grammar's text or the phrase; nothing for dictation.
    std::string text{};

    bool operator==(const SphinxSearch&) const = default;
};

/// Where the acoustic model, the dictionary and the language model are; defaults are Debian's pocketsphinx-en-us.
struct SphinxModel {
    std::string acoustic = "/usr/share/pocketsphinx/model/en-us/en-us";
    std::string dictionary = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";
    std::string language = "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin";
};

/// One decoder of pocketsphinx with its own search state: one utterance at a time, one thread at a time. Takes about a
/// second to make and tens of megabytes.
class SphinxDecoder {
public:
    /// Refuses with `unavailable` where the model is missing or damaged.
    static Result<std::unique_ptr<SphinxDecoder>> create(const SphinxModel& model);
    ~SphinxDecoder();
    SphinxDecoder(const SphinxDecoder&) = delete;
    SphinxDecoder& operator=(const SphinxDecoder&) = delete;

    /// Begins an utterance; one that is open is thrown away. A search that was not used before is compiled first. Refuses with `bad_request` where it can't be:
    /// a grammar with a fault, a phrase with a word that is not in the dictionary.
    Result<void> start(const SphinxSearch& search);
    void push(audio::PcmView samples);
    /// What was heard so far, unchecked.
    std::string partial();
    /// Ends the utterance. Empty where nothing was heard or where what was heard doesn't fit the grammar.
    std::string finish();

private:
    struct Handle;
    explicit SphinxDecoder(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> handle_;
};

} // namespace parlor::voicebot::speech
