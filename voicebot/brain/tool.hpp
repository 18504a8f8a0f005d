#pragma once
#include "voicebot/brain/brain.hpp"
#include "voicebot/brain/chat_model.hpp"

namespace parlor::voicebot::brain {

/// Called on the loop, once: what the tool has to say, as text for the model.
using ToolReply = UniqueFunction<void(std::string)>;

/// Something a model may do. The loop's thread only. A tool that fails says so in its reply, because the model can make
/// something of that.
class Tool {
public:
    virtual ~Tool() = default;
    virtual ToolSpec spec() const = 0;
    /// `arguments` is JSON as the model wrote it, which may be anything. The reply may come at once.
    virtual void call(const Question& question, const std::string& arguments, ToolReply reply) = 0;
};

} // namespace parlor::voicebot::brain
