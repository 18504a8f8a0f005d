#include "voicebot/engines/openai_speech.hpp"

#include "voicebot/audio/resampler.hpp"
#include "voicebot/engines/attempts.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <optional>

namespace parlor::voicebot::engines {
namespace {

/// What OpenAI's API takes at most.
constexpr std::size_t most_text_bytes = 4'096;

class StreamedSpeech final : public speech::Speech {
public:
    StreamedSpeech(Loop& loop, HttpClient& client, const EngineSettings& settings, HttpRequest request, int rate,
                   speech::SpeechHandler handler)
        : state_(std::make_shared<State>(rate, std::move(handler))),
          attempts_(loop, client, settings, std::move(request),
                    [state = state_](std::variant<HttpPiece, HttpEnd, Error> news) {
                        std::visit([&](auto& one) { state->take(one); }, news);
                    })
    {
    }
    ~StreamedSpeech() override { state_->over = true; }

private:
    struct State {
        State(int rate, speech::SpeechHandler the_handler)
            : resampler(rate, audio::speaking_rate), handler(std::move(the_handler))
        {
        }

        void take(HttpPiece& piece)
        {
            audio::Pcm samples;
            samples.reserve(piece.bytes.size() / 2 + 1);
            // A piece may end in the middle of a sample.
            for (char c : piece.bytes) {
                const auto byte = static_cast<unsigned char>(c);
                if (low) {
                    samples.push_back(static_cast<audio::Sample>(byte << 8 | *low));
                    low.reset();
                } else {
                    low = byte;
                }
            }
            audio::Pcm out;
            resampler.push(samples, out);
            tell(std::move(out));
        }
        void take(HttpEnd&)
        {
            audio::Pcm out;
            resampler.finish(out);
            tell(std::move(out));
            tell(speech::SpeechEnd{});
        }
        void take(Error& error) { tell(std::move(error)); }
        void tell(std::variant<audio::Pcm, speech::SpeechEnd, Error> news)
        {
            if (!over) handler(std::move(news));
        }

        audio::Resampler resampler;
        speech::SpeechHandler handler;
        std::optional<unsigned> low;
        bool over = false;
    };

    std::shared_ptr<State> state_;
    Attempts attempts_;
};

} // namespace

Result<std::unique_ptr<speech::Speech>> OpenAiSpeech::speak(speech::SpeechRequest request,
                                                            speech::SpeechHandler handler)
{
    if (request.text.size() > most_text_bytes)
        return Error{.code = Errc::too_large, .message = "The text is too long to be spoken."};
    auto call = engine_request(settings_);
    const auto& voice = request.voice.empty() ? settings_.voice : request.voice;
    boost::json::object body{{"model", settings_.model}, {"input", request.text}, {"response_format", "pcm"}};
    if (!voice.empty()) body["voice"] = voice;
    if (request.speed != 1) body["speed"] = request.speed;
    call.body = boost::json::serialize(body);
    return std::unique_ptr<speech::Speech>{
        std::make_unique<StreamedSpeech>(loop_, client_, settings_, std::move(call), rate_, std::move(handler))};
}

} // namespace parlor::voicebot::engines
