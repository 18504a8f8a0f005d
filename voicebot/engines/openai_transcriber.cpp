#include "voicebot/engines/openai_transcriber.hpp"

#include "voicebot/audio/wav.hpp"
#include "voicebot/engines/attempts.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <optional>

namespace parlor::voicebot::engines {
namespace {

/// The text of an answer: `{"text": …}`, or plain text from servers that were asked for it.
std::optional<std::string> text_of(const std::string& body)
{
    boost::system::error_code fault;
    const auto value = boost::json::parse(body, fault);
    if (fault || !value.is_object()) return {};
    const auto* text = value.get_object().if_contains("text");
    if (!text || !text->is_string()) return {};
    const std::string_view all = text->get_string();
    const auto first = all.find_first_not_of(" \n");
    if (first == std::string_view::npos) return std::string{};
    return std::string{all.substr(first, all.find_last_not_of(" \n") - first + 1)};
}

class UploadedRecognition final : public speech::Recognition {
public:
    UploadedRecognition(Loop& loop, HttpClient& client, const EngineSettings& settings,
                        std::chrono::milliseconds longest, std::shared_ptr<std::size_t> open,
                        speech::TranscriptHandler handler)
        : loop_(loop), client_(client), settings_(settings),
          most_samples_(audio::sample_count(longest, audio::hearing_rate)), open_(std::move(open)),
          answer_(std::make_shared<Answer>())
    {
        answer_->handler = std::move(handler);
        answer_->engine = settings.name;
        ++*open_;
    }
    ~UploadedRecognition() override { --*open_; }

    void push(audio::PcmView samples) override
    {
        const auto room = std::min(most_samples_ - std::min(most_samples_, samples_.size()), samples.size());
        samples_.insert(samples_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(room));
    }

    void finish() override
    {
        auto request = engine_request(settings_);
        request.answer_bytes = 1'000'000;
        request.form.push_back({.name = "file",
                                .content = audio::write_wav(samples_, audio::hearing_rate),
                                .file_name = "utterance.wav",
                                .type = "audio/wav"});
        request.form.push_back({.name = "response_format", .content = "json"});
        if (!settings_.model.empty()) request.form.push_back({.name = "model", .content = settings_.model});
        samples_.clear();
        attempts_.emplace(loop_, client_, settings_, std::move(request),
                          [answer = answer_](std::variant<HttpPiece, HttpEnd, Error> news) {
                              std::visit([&](auto& one) { answer->take(one); }, news);
                          });
    }

private:
    struct Answer {
        void take(HttpPiece& piece) { body += piece.bytes; }
        void take(HttpEnd&)
        {
            if (auto text = text_of(body))
                handler(speech::Transcript{std::move(*text), true});
            else
                handler(Error{.code = Errc::unavailable, .message = engine + " sent something that is no transcript."});
        }
        void take(Error& error) { handler(std::move(error)); }

        speech::TranscriptHandler handler;
        std::string engine;
        std::string body;
    };

    Loop& loop_;
    HttpClient& client_;
    const EngineSettings settings_;
    const std::size_t most_samples_;
    std::shared_ptr<std::size_t> open_;
    audio::Pcm samples_;
    std::shared_ptr<Answer> answer_;
    std::optional<Attempts> attempts_;
};

} // namespace

Result<std::unique_ptr<speech::Recognition>> OpenAiTranscriber::begin(speech::TranscriptHandler handler)
{
    if (*open_ >= limits_.utterances)
        return Error{.code = Errc::unavailable, .message = "Too many people speak at once to be understood."};
    return std::unique_ptr<speech::Recognition>{
        std::make_unique<UploadedRecognition>(loop_, client_, settings_, limits_.longest, open_, std::move(handler))};
}

} // namespace parlor::voicebot::engines
