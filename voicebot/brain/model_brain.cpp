#include "voicebot/brain/model_brain.hpp"

#include "voicebot/brain/sentences.hpp"

#include <algorithm>

namespace parlor::voicebot::brain {
namespace {

std::string with_name(std::string text, const std::string& name)
{
    constexpr std::string_view place = "{name}";
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + name.size()))
        text.replace(at, place.size(), name);
    return text;
}

} // namespace

/// One answer with all its rounds of tools. Shared with the tools' replies, which may come when it is gone.
class ModelBrain::Conversation final : public std::enable_shared_from_this<Conversation> {
public:
    Conversation(const ModelBrain& brain, Question question, AnswerHandler handler)
        : brain_(brain), question_(std::move(question)), handler_(std::move(handler)),
          request_(brain.first_request(question_))
    {
    }

    void ask()
    {
        splitter_ = {};
        said_ = {};
        completion_ = brain_.model_.complete(request_, [this](std::variant<ChatDelta, ChatEnd, Error> news) {
            std::visit([this](auto& one) { take(one); }, news);
        });
    }

    /// Nothing is told any more. May come from inside the handler, so the handler itself stays.
    void cancel()
    {
        cancelled_ = true;
        completion_.reset();
    }

private:
    void take(ChatDelta& delta)
    {
        if (written_ >= brain_.settings_.answer_bytes) return;
        written_ += delta.text.size();
        said_ += delta.text;
        const auto alive = shared_from_this();
        for (const auto& sentence : splitter_.push(delta.text)) tell(sentence);
    }
    void take(ChatEnd& end)
    {
        const auto alive = shared_from_this();
        tell(splitter_.finish());
        if (cancelled_) return;
        if (end.calls.empty() || rounds_ >= brain_.settings_.tool_rounds) return finish(AnswerEnd{});
        ++rounds_;
        call_tools(std::move(end.calls));
    }
    void take(Error& error) { finish(std::move(error)); }

    void tell(const std::string& sentence)
    {
        if (!cancelled_ && !sentence.empty()) handler_(AnswerPiece{sentence});
    }
    void finish(std::variant<AnswerPiece, AnswerEnd, Error> how)
    {
        if (!std::exchange(cancelled_, true)) handler_(std::move(how));
    }

    void call_tools(std::vector<ToolCall> calls)
    {
        request_.messages.push_back({.role = ChatMessage::Role::assistant, .text = said_, .calls = calls});
        const auto first = request_.messages.size();
        waiting_ = calls.size();
        for (const auto& call : calls)
            request_.messages.push_back({.role = ChatMessage::Role::tool, .call_id = call.id});
        for (std::size_t i = 0; i < calls.size(); ++i) call_tool(calls[i], first + i);
    }
    void call_tool(const ToolCall& call, std::size_t message)
    {
        auto reply = [weak = weak_from_this(), message](std::string text) {
            const auto alive = weak.lock();
            if (!alive || alive->cancelled_) return;
            alive->request_.messages[message].text = std::move(text);
            if (--alive->waiting_ == 0) alive->ask();
        };
        const auto tool = std::find_if(brain_.tools_.begin(), brain_.tools_.end(),
                                       [&](const Tool* one) { return one->spec().name == call.name; });
        if (tool == brain_.tools_.end())
            reply("There is no tool " + call.name + '.');
        else
            (*tool)->call(question_, call.arguments, std::move(reply));
    }

    const ModelBrain& brain_;
    const Question question_;
    AnswerHandler handler_;
    ChatRequest request_;
    SentenceSplitter splitter_;
    std::string said_;
    std::size_t written_ = 0;
    std::size_t rounds_ = 0;
    std::size_t waiting_ = 0;
    bool cancelled_ = false;
    std::unique_ptr<Completion> completion_;
};

ChatRequest ModelBrain::first_request(const Question& question) const
{
    ChatRequest request;
    request.messages.push_back(
        {.role = ChatMessage::Role::system, .text = with_name(settings_.instructions, settings_.bot_name)});
    auto lines = surroundings_.lines();
    // A question from the chat is in the log already.
    if (!lines.empty() && !question.spoken && lines.back().person == question.person) lines.pop_back();
    const auto first = lines.size() - std::min(lines.size(), settings_.context_lines);
    for (std::size_t i = first; i < lines.size(); ++i) {
        const bool own = lines[i].bot && lines[i].name == settings_.bot_name;
        request.messages.push_back({.role = own ? ChatMessage::Role::assistant : ChatMessage::Role::user,
                                    .text = own ? lines[i].text : lines[i].name + ": " + lines[i].text});
    }
    request.messages.push_back({.role = ChatMessage::Role::user, .text = question.name + ": " + question.text});
    for (const auto* tool : tools_) {
        auto spec = tool->spec();
        const bool known = std::ranges::any_of(request.tools, [&](const auto& one) { return one.name == spec.name; });
        if (!known) request.tools.push_back(std::move(spec));
    }
    return request;
}

class ModelBrain::Handle final : public Thought {
public:
    explicit Handle(std::shared_ptr<Conversation> conversation) : conversation_(std::move(conversation)) {}
    ~Handle() override { conversation_->cancel(); }

private:
    std::shared_ptr<Conversation> conversation_;
};

std::unique_ptr<Thought> ModelBrain::think(const Question& question, AnswerHandler handler)
{
    auto conversation = std::make_shared<Conversation>(*this, question, std::move(handler));
    conversation->ask();
    return std::make_unique<Handle>(std::move(conversation));
}

} // namespace parlor::voicebot::brain
