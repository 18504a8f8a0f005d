#pragma once
#include "voicebot/brain/chat_model.hpp"
#include "voicebot/engines/engine_settings.hpp"

namespace parlor::voicebot::engines {

/// A model behind an OpenAI-compatible `POST …/chat/completions`, streaming, with tools.
class OpenAiChat final : public brain::ChatModel {
public:
    OpenAiChat(Loop& loop, HttpClient& client, EngineSettings settings)
        : loop_(loop), client_(client), settings_(std::move(settings))
    {
    }

    std::unique_ptr<brain::Completion> complete(const brain::ChatRequest& request, brain::ChatHandler handler) override;

private:
    Loop& loop_;
    HttpClient& client_;
    EngineSettings settings_;
};

/// The body of the call.
std::string chat_body(const brain::ChatRequest& request, const std::string& model);

} // namespace parlor::voicebot::engines
