#include "voicebot/speech/sphinx_decoder.hpp"

#include <pocketsphinx.h>
#include <sphinxbase/ckd_alloc.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/err.h>
#include <sphinxbase/feat.h>
#include <sphinxbase/fsg_model.h>
#include <sphinxbase/jsgf.h>

#include <filesystem>
#include <mutex>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace parlor::voicebot::speech {
namespace {

/// pocketsphinx scores each frame against the best sound that it could be, so that a word's mean score tells how well it
/// fits whatever the speaker and the microphone. Measured on flite's voices and on human recordings, each also through Opus:
/// sentences of the grammar have means of -9 to -29, others of -31 to -90.
constexpr int least_mean_score = -30;
/// Short words are mostly transitions and score badly; from this length on a word must fit by itself.
constexpr int long_word_frames = 12;
constexpr int least_word_score = -62;
/// Share of what is not silence that the words must cover; a sentence that merely begins like a command covers less.
constexpr double least_coverage = 0.6;
/// The keyword's evidence against any other speech; larger hears it more rarely. By pocketsphinx's documentation 1e-20 suits
/// phrases of two or three syllables.
constexpr const char* keyword_threshold = "1e-20";
/// Bounds the work of a frame: a fifth less time than the default 30000, and not one word's difference on the tests' recordings.
/// (Browsers take noise out before they send, and doing it twice costs words; hence no -remove_noise.)
constexpr const char* most_active_states = "3000";
/// How far a path of a grammar may lie behind the best one before it is given up (the defaults are 1e-48 and 7e-29). With the
/// defaults a plain command that came through Opus was lost in three cases of four: no path reached the end. A grammar is so
/// small that wide beams cost nothing to speak of; dictation keeps the narrow ones.
constexpr double grammar_beam = 1e-90;
constexpr double grammar_word_beam = 1e-60;
/// Searches that one decoder keeps; the oldest gives way.
constexpr std::size_t most_searches = 16;

struct Fit {
    long score = 0;
    int word_frames = 0;
    int other_frames = 0;
    bool misfit = false;
};

bool is_silence(std::string_view word)
{
    return word == "<sil>" || word == "<s>" || word == "</s>" || word == "(NULL)";
}

bool is_filler(std::string_view word)
{
    return word.starts_with('[') || word.starts_with('<') || word.starts_with('+');
}

/// One log for all decoders, in a global that nothing guards: it is turned off once, and never touched again.
void silence_library()
{
    static std::once_flag done;
    std::call_once(done, [] { err_set_logfp(nullptr); });
}

Fit measure_fit(ps_decoder_t* decoder)
{
    Fit fit;
    for (auto* segment = ps_seg_iter(decoder); segment; segment = ps_seg_next(segment)) {
        const std::string_view word = ps_seg_word(segment);
        if (is_silence(word)) continue;
        int first = 0;
        int last = 0;
        ps_seg_frames(segment, &first, &last);
        const int frames = last - first + 1;
        if (is_filler(word)) {
            fit.other_frames += frames;
            continue;
        }
        int acoustic = 0;
        int language = 0;
        int back_off = 0;
        ps_seg_prob(segment, &acoustic, &language, &back_off);
        fit.score += acoustic;
        fit.word_frames += frames;
        if (frames >= long_word_frames && acoustic / frames < least_word_score) fit.misfit = true;
    }
    return fit;
}

bool fits(const Fit& fit)
{
    if (fit.misfit || fit.word_frames == 0) return false;
    if (fit.score / fit.word_frames < least_mean_score) return false;
    return fit.word_frames >= least_coverage * (fit.word_frames + fit.other_frames);
}

/// Other beams for the searches that are compiled while this lives.
class Beams {
public:
    explicit Beams(cmd_ln_t* config) : config_(config) { set(grammar_beam, grammar_beam, grammar_word_beam); }
    ~Beams() { set(beam_, phone_beam_, word_beam_); }
    Beams(const Beams&) = delete;
    Beams& operator=(const Beams&) = delete;

private:
    void set(double beam, double phone_beam, double word_beam)
    {
        cmd_ln_set_float_r(config_, "-beam", beam);
        cmd_ln_set_float_r(config_, "-pbeam", phone_beam);
        cmd_ln_set_float_r(config_, "-wbeam", word_beam);
    }

    cmd_ln_t* config_;
    const double beam_ = cmd_ln_float_r(config_, "-beam");
    const double phone_beam_ = cmd_ln_float_r(config_, "-pbeam");
    const double word_beam_ = cmd_ln_float_r(config_, "-wbeam");
};

} // namespace

struct SphinxDecoder::Handle {
    struct Compiled {
        SphinxSearch search;
        std::string name;
    };

    ~Handle()
    {
        if (decoder) ps_free(decoder);
        if (config) cmd_ln_free_r(config);
    }

    /// pocketsphinx itself takes a phrase of unknown words and then never hears it.
    bool knows_words(const std::string& phrase) const
    {
        std::istringstream in{phrase};
        std::size_t known = 0;
        for (std::string word; in >> word; ++known) {
            char* sounds = ps_lookup_word(decoder, word.c_str());
            if (!sounds) return false;
            ckd_free(sounds);
        }
        return known > 0;
    }

    /// As ps_set_jsgf_string, which never frees the grammar that it has parsed.
    bool compile_grammar(const char* name, const char* text) const
    {
        const std::unique_ptr<jsgf_t, decltype(&jsgf_grammar_free)> grammar{jsgf_parse_string(text, nullptr),
                                                                            &jsgf_grammar_free};
        auto* rule = grammar ? jsgf_get_public_rule(grammar.get()) : nullptr;
        if (!rule) return false;
        const auto weight = static_cast<float32>(cmd_ln_float_r(config, "-lw"));
        auto* model = jsgf_build_fsg(grammar.get(), rule, ps_get_logmath(decoder), weight);
        if (!model) return false;
        const Beams beams{config};
        const bool taken = ps_set_fsg(decoder, name, model) == 0;
        fsg_model_free(model);
        return taken;
    }

    bool compile(const Compiled& fresh) const
    {
        const char* name = fresh.name.c_str();
        const char* text = fresh.search.text.c_str();
        switch (fresh.search.kind) {
        case SphinxSearch::Kind::grammar: return compile_grammar(name, text);
        case SphinxSearch::Kind::keyword:
            return knows_words(fresh.search.text) && ps_set_keyphrase(decoder, name, text) == 0;
        case SphinxSearch::Kind::dictation: return ps_set_lm_file(decoder, name, language_model.c_str()) == 0;
        }
        return false;
    }

    /// The name of a search that is ready; empty where it can't be compiled.
    std::string ready(const SphinxSearch& search)
    {
        for (const auto& one : compiled)
            if (one.search == search) return one.name;
        if (compiled.size() == most_searches) {
            ps_unset_search(decoder, compiled.front().name.c_str());
            compiled.erase(compiled.begin());
        }
        Compiled fresh{search, "search" + std::to_string(++made)};
        if (!compile(fresh)) return {};
        compiled.push_back(fresh);
        return fresh.name;
    }

    /// Cepstral means follow what is heard, over utterances. Commands are of different people, and a faint noise before one
    /// made it a misfit, so that each begins with the model's own means. Dictation gains by following its speaker.
    void remember_means()
    {
        const auto* cmn = ps_get_feat(decoder)->cmn_struct;
        if (cmn) means.assign(cmn->cmn_mean, cmn->cmn_mean + cmn->veclen);
    }
    void forget_speaker()
    {
        if (!means.empty()) cmn_live_set(ps_get_feat(decoder)->cmn_struct, means.data());
    }

    cmd_ln_t* config = nullptr;
    ps_decoder_t* decoder = nullptr;
    std::vector<mfcc_t> means;
    std::string language_model;
    std::vector<Compiled> compiled;
    std::uint64_t made = 0;
    SphinxSearch::Kind kind = SphinxSearch::Kind::dictation;
    bool open = false;
};

SphinxDecoder::SphinxDecoder(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}

SphinxDecoder::~SphinxDecoder() = default;

Result<std::unique_ptr<SphinxDecoder>> SphinxDecoder::create(const SphinxModel& model)
{
    for (const auto& path : {model.acoustic, model.dictionary, model.language})
        if (!std::filesystem::exists(path))
            return Error{.code = Errc::unavailable, .message = "The speech model is not installed: " + path};
    silence_library();
    auto handle = std::make_unique<Handle>();
    handle->language_model = model.language;
    handle->config = cmd_ln_init(nullptr, ps_args(), TRUE, "-hmm", model.acoustic.c_str(), "-dict",
                                 model.dictionary.c_str(), "-kws_threshold", keyword_threshold, "-remove_noise", "no",
                                 "-maxhmmpf", most_active_states, nullptr);
    if (handle->config) handle->decoder = ps_init(handle->config);
    if (!handle->decoder)
        return Error{.code = Errc::unavailable, .message = "The speech model can't be read: " + model.acoustic};
    handle->remember_means();
    return std::unique_ptr<SphinxDecoder>{new SphinxDecoder{std::move(handle)}};
}

Result<void> SphinxDecoder::start(const SphinxSearch& search)
{
    if (std::exchange(handle_->open, false)) ps_end_utt(handle_->decoder);
    const auto name = handle_->ready(search);
    if (name.empty())
        return Error{.code = Errc::bad_request, .message = "The grammar or phrase can't be used: " + search.text};
    handle_->kind = search.kind;
    if (search.kind != SphinxSearch::Kind::dictation) handle_->forget_speaker();
    if (ps_set_search(handle_->decoder, name.c_str()) != 0 || ps_start_utt(handle_->decoder) != 0)
        return Error{.code = Errc::unavailable, .message = "The recogniser can't begin."};
    handle_->open = true;
    return {};
}

void SphinxDecoder::push(audio::PcmView samples)
{
    ps_process_raw(handle_->decoder, samples.data(), samples.size(), FALSE, FALSE);
}

std::string SphinxDecoder::partial()
{
    const char* text = ps_get_hyp(handle_->decoder, nullptr);
    return text ? text : "";
}

std::string SphinxDecoder::finish()
{
    handle_->open = false;
    ps_end_utt(handle_->decoder);
    auto text = partial();
    const bool checked = handle_->kind == SphinxSearch::Kind::grammar;
    if (checked && !text.empty() && !fits(measure_fit(handle_->decoder))) text.clear();
    return text;
}

} // namespace parlor::voicebot::speech
