#pragma once
#include "voicebot/brain/brain.hpp"
#include "voicebot/brain/chat_model.hpp"
#include "voicebot/brain/surroundings.hpp"
#include "voicebot/brain/tool.hpp"

namespace parlor::voicebot::brain {

struct ModelBrainSettings {
    /// Tells the model who it is; `{name}` stands for the bot's name.
    std::string instructions =
        "You are {name}, an assistant in a live voice room with several people. Answer the last message in one to "
        "three "
        "short spoken sentences, without lists or formatting. Each message begins with its speaker's name.";
    std::string bot_name = "Assistant";
    /// The newest lines of the log that the model is given.
    std::size_t context_lines = 30;
    /// How often a model may call tools before it has to answer.
    std::size_t tool_rounds = 4;
    /// The whole answer; more of it is cut off.
    std::size_t answer_bytes = 4'000;
};

/// Answers with a language model, sentence by sentence as it writes, and lets it use tools. Knows who said what from the
/// lobby's log. The loop's thread only.
class ModelBrain final : public Brain {
public:
    /// `tools` and `model` outlive the brain's thoughts. Of several tools of one name the first is used.
    ModelBrain(ChatModel& model, Surroundings& surroundings, std::vector<Tool*> tools, ModelBrainSettings settings = {})
        : model_(model), surroundings_(surroundings), tools_(std::move(tools)), settings_(std::move(settings))
    {
    }

    std::unique_ptr<Thought> think(const Question& question, AnswerHandler handler) override;

private:
    class Conversation;
    class Handle;

    ChatRequest first_request(const Question& question) const;

    ChatModel& model_;
    Surroundings& surroundings_;
    std::vector<Tool*> tools_;
    ModelBrainSettings settings_;
};

} // namespace parlor::voicebot::brain
