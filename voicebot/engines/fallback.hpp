#pragma once
#include "voicebot/brain/chat_model.hpp"
#include "voicebot/speech/recogniser.hpp"
#include "voicebot/speech/synthesiser.hpp"

/// Several engines of one kind as one: where one fails before anything of its answer was handed on, the next is asked the
/// same. What people have heard is not said twice by another voice.
namespace parlor::voicebot::engines {

class FallbackChat final : public brain::ChatModel {
public:
    explicit FallbackChat(std::vector<std::unique_ptr<brain::ChatModel>> models) : models_(std::move(models)) {}
    std::unique_ptr<brain::Completion> complete(const brain::ChatRequest& request, brain::ChatHandler handler) override;

private:
    std::vector<std::unique_ptr<brain::ChatModel>> models_;
};

class FallbackSynthesiser final : public speech::Synthesiser {
public:
    explicit FallbackSynthesiser(std::vector<std::unique_ptr<speech::Synthesiser>> voices) : voices_(std::move(voices))
    {
    }
    /// The voice's name is the first engine's; the others speak with their own.
    Result<std::unique_ptr<speech::Speech>> speak(speech::SpeechRequest request,
                                                  speech::SpeechHandler handler) override;

private:
    std::vector<std::unique_ptr<speech::Synthesiser>> voices_;
};

class FallbackRecogniser final : public speech::Recogniser {
public:
    /// `longest`: audio of one utterance that is kept for the next engine.
    FallbackRecogniser(std::vector<std::unique_ptr<speech::Recogniser>> recognisers, std::chrono::milliseconds longest)
        : recognisers_(std::move(recognisers)), longest_(longest)
    {
    }
    Result<std::unique_ptr<speech::Recognition>> begin(speech::TranscriptHandler handler) override;

private:
    std::vector<std::unique_ptr<speech::Recogniser>> recognisers_;
    std::chrono::milliseconds longest_;
};

} // namespace parlor::voicebot::engines
