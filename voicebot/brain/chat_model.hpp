#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parlor::voicebot::brain {

/// A function that a model may call; `parameters` is a JSON Schema as text.
struct ToolSpec {
    std::string name;
    std::string description;
    std::string parameters;
};

/// A call that a model asks for; `arguments` is its JSON, not yet checked.
struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments;
};

/// One message of a conversation, as language models take them.
struct ChatMessage {
    enum class Role { system, user, assistant, tool };
    Role role = Role::user;
    std::string text{};
    /// Who speaks, where several people are in the conversation.
    std::string name{};
    /// Of an assistant's message.
    std::vector<ToolCall> calls{};
    /// Of a tool's message: the call that it answers.
    std::string call_id{};
};

struct ChatRequest {
    std::vector<ChatMessage> messages;
    std::vector<ToolSpec> tools{};
};

/// A piece of the answer's text.
struct ChatDelta {
    std::string text;
};
/// The answer is whole; with calls the model wants their results next.
struct ChatEnd {
    std::vector<ToolCall> calls{};
};

/// Called on the loop: deltas, then the end, or the Error that cut the answer off.
using ChatHandler = UniqueFunction<void(std::variant<ChatDelta, ChatEnd, Error>)>;

/// An answer that a model is writing. Destroying it, also from inside its handler, cancels it at once: nothing is called any
/// more.
class Completion {
public:
    virtual ~Completion() = default;
};

/// A language model. The loop's thread only.
class ChatModel {
public:
    virtual ~ChatModel() = default;
    /// `handler` is never called before this returns.
    virtual std::unique_ptr<Completion> complete(const ChatRequest& request, ChatHandler handler) = 0;
};

} // namespace parlor::voicebot::brain
