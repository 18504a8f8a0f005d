#include "voicebot/engines/fallback.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace parlor::voicebot::engines {
namespace {

void note(const char* kind, const Error& error)
{
    log::warning("engine_failed",
                 {{"kind", kind}, {"code", std::string{to_string(error.code)}}, {"reason", error.message}});
}

/// Asks one model after the other. Owned by its Completion; the models' handlers die with their completions.
class ChatChain final : public std::enable_shared_from_this<ChatChain> {
public:
    ChatChain(const std::vector<std::unique_ptr<brain::ChatModel>>& models, brain::ChatRequest request,
              brain::ChatHandler handler)
        : models_(models), request_(std::move(request)), handler_(std::move(handler))
    {
    }

    void ask()
    {
        current_ =
            models_[next_++]->complete(request_, [this](std::variant<brain::ChatDelta, brain::ChatEnd, Error> news) {
                const auto alive = shared_from_this();
                auto* error = std::get_if<Error>(&news);
                if (error && !handed_on_ && next_ < models_.size()) {
                    note("chat", *error);
                    return ask();
                }
                handed_on_ = true;
                if (!over_) handler_(std::move(news));
            });
    }
    void cancel()
    {
        over_ = true;
        current_.reset();
    }

private:
    const std::vector<std::unique_ptr<brain::ChatModel>>& models_;
    const brain::ChatRequest request_;
    brain::ChatHandler handler_;
    std::unique_ptr<brain::Completion> current_;
    std::size_t next_ = 0;
    bool handed_on_ = false;
    bool over_ = false;
};

/// Holds a chain and cancels it when it goes.
template <class Interface, class Chain> class Held final : public Interface {
public:
    explicit Held(std::shared_ptr<Chain> chain) : chain_(std::move(chain)) {}
    ~Held() override { chain_->cancel(); }

private:
    std::shared_ptr<Chain> chain_;
};

class SpeechChain final : public std::enable_shared_from_this<SpeechChain> {
public:
    SpeechChain(const std::vector<std::unique_ptr<speech::Synthesiser>>& voices, speech::SpeechRequest request,
                speech::SpeechHandler handler)
        : voices_(voices), request_(std::move(request)), handler_(std::move(handler))
    {
    }

    Result<void> speak()
    {
        while (true) {
            auto request = request_;
            if (next_ > 0) request.voice.clear();
            auto speech = voices_[next_++]->speak(std::move(request), [this](auto news) { take(std::move(news)); });
            if (speech) {
                current_ = std::move(*speech);
                return {};
            }
            if (next_ == voices_.size()) return speech.error();
            note("speech", speech.error());
        }
    }
    void cancel()
    {
        over_ = true;
        current_.reset();
    }

private:
    void take(std::variant<audio::Pcm, speech::SpeechEnd, Error> news)
    {
        const auto alive = shared_from_this();
        if (auto* error = std::get_if<Error>(&news); error && !handed_on_ && next_ < voices_.size()) {
            note("speech", *error);
            if (auto again = speak(); !again && !over_) handler_(again.error());
            return;
        }
        handed_on_ = true;
        if (!over_) handler_(std::move(news));
    }

    const std::vector<std::unique_ptr<speech::Synthesiser>>& voices_;
    const speech::SpeechRequest request_;
    speech::SpeechHandler handler_;
    std::unique_ptr<speech::Speech> current_;
    std::size_t next_ = 0;
    bool handed_on_ = false;
    bool over_ = false;
};

/// Keeps the utterance, so that the next recogniser can hear it from the beginning.
class RecognitionChain final : public std::enable_shared_from_this<RecognitionChain> {
public:
    RecognitionChain(const std::vector<std::unique_ptr<speech::Recogniser>>& recognisers, std::size_t most_samples,
                     speech::TranscriptHandler handler)
        : recognisers_(recognisers), most_samples_(most_samples), handler_(std::move(handler))
    {
    }

    Result<void> begin()
    {
        while (true) {
            auto begun =
                recognisers_[next_++]->begin([this](Result<speech::Transcript> news) { take(std::move(news)); });
            if (begun) {
                current_ = std::move(*begun);
                return {};
            }
            if (next_ == recognisers_.size()) return begun.error();
            note("transcription", begun.error());
        }
    }
    void push(audio::PcmView samples)
    {
        const auto room = std::min(most_samples_ - samples_.size(), samples.size());
        samples_.insert(samples_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(room));
        if (current_) current_->push(samples);
    }
    void finish()
    {
        finished_ = true;
        if (current_) current_->finish();
    }
    void cancel()
    {
        over_ = true;
        current_.reset();
    }

private:
    void take(Result<speech::Transcript> news)
    {
        const auto alive = shared_from_this();
        if (over_) return;
        if (news || next_ == recognisers_.size()) return handler_(std::move(news));
        note("transcription", news.error());
        if (auto again = begin(); !again) return handler_(again.error());
        current_->push(samples_);
        if (finished_) current_->finish();
    }

    const std::vector<std::unique_ptr<speech::Recogniser>>& recognisers_;
    const std::size_t most_samples_;
    speech::TranscriptHandler handler_;
    std::unique_ptr<speech::Recognition> current_;
    audio::Pcm samples_;
    std::size_t next_ = 0;
    bool finished_ = false;
    bool over_ = false;
};

class HeldRecognition final : public speech::Recognition {
public:
    explicit HeldRecognition(std::shared_ptr<RecognitionChain> chain) : chain_(std::move(chain)) {}
    ~HeldRecognition() override { chain_->cancel(); }
    void push(audio::PcmView samples) override { chain_->push(samples); }
    void finish() override { chain_->finish(); }

private:
    std::shared_ptr<RecognitionChain> chain_;
};

} // namespace

std::unique_ptr<brain::Completion> FallbackChat::complete(const brain::ChatRequest& request, brain::ChatHandler handler)
{
    auto chain = std::make_shared<ChatChain>(models_, request, std::move(handler));
    chain->ask();
    return std::make_unique<Held<brain::Completion, ChatChain>>(std::move(chain));
}

Result<std::unique_ptr<speech::Speech>> FallbackSynthesiser::speak(speech::SpeechRequest request,
                                                                   speech::SpeechHandler handler)
{
    auto chain = std::make_shared<SpeechChain>(voices_, std::move(request), std::move(handler));
    if (auto begun = chain->speak(); !begun) return begun.error();
    return std::unique_ptr<speech::Speech>{std::make_unique<Held<speech::Speech, SpeechChain>>(std::move(chain))};
}

Result<std::unique_ptr<speech::Recognition>> FallbackRecogniser::begin(speech::TranscriptHandler handler)
{
    auto chain = std::make_shared<RecognitionChain>(recognisers_, audio::sample_count(longest_, audio::hearing_rate),
                                                    std::move(handler));
    if (auto begun = chain->begin(); !begun) return begun.error();
    return std::unique_ptr<speech::Recognition>{std::make_unique<HeldRecognition>(std::move(chain))};
}

} // namespace parlor::voicebot::engines
