#include "voicebot/engines/openai_chat.hpp"

#include "voicebot/engines/attempts.hpp"
#include "voicebot/engines/sse_reader.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace parlor::voicebot::engines {
namespace {

namespace json = boost::json;

/// Tools that one answer may call; a model that asks for more has lost its way.
constexpr std::size_t most_calls = 16;

const char* role_name(brain::ChatMessage::Role role)
{
    switch (role) {
    case brain::ChatMessage::Role::system: return "system";
    case brain::ChatMessage::Role::user: return "user";
    case brain::ChatMessage::Role::assistant: return "assistant";
    case brain::ChatMessage::Role::tool: return "tool";
    }
    return "user";
}

json::object message_json(const brain::ChatMessage& message)
{
    json::object out{{"role", role_name(message.role)}, {"content", message.text}};
    if (!message.name.empty()) out["name"] = message.name;
    if (!message.call_id.empty()) out["tool_call_id"] = message.call_id;
    if (message.calls.empty()) return out;
    json::array calls;
    for (const auto& call : message.calls)
        calls.push_back(json::object{
            {"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    out["tool_calls"] = std::move(calls);
    return out;
}

json::object tool_json(const brain::ToolSpec& tool)
{
    boost::system::error_code fault;
    auto parameters = json::parse(tool.parameters, fault);
    if (fault) parameters = json::object{{"type", "object"}};
    return {
        {"type", "function"},
        {"function", {{"name", tool.name}, {"description", tool.description}, {"parameters", std::move(parameters)}}}};
}

/// A member of an object; null where there is none or it is no object.
const json::value* member(const json::value* value, std::string_view key)
{
    return value && value->is_object() ? value->get_object().if_contains(key) : nullptr;
}

std::string_view text_of(const json::value* value)
{
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

/// Reads the events of one answer. Calls come in pieces, told apart by their index.
class AnswerReader {
public:
    /// Hands the text on; false where the event is none of a chat's.
    template <class Tell> bool read(const std::string& event, Tell&& tell)
    {
        if (event == "[DONE]") {
            done_ = true;
            return true;
        }
        boost::system::error_code fault;
        const auto value = json::parse(event, fault);
        if (fault || !value.is_object()) return false;
        const auto* choices = member(&value, "choices");
        // The last event of some servers tells usage and has no choices.
        if (!choices || !choices->is_array()) return member(&value, "usage") != nullptr;
        if (choices->get_array().empty()) return true;
        const auto& choice = choices->get_array().front();
        if (!text_of(member(&choice, "finish_reason")).empty()) done_ = true;
        const auto* delta = member(&choice, "delta");
        if (const auto text = text_of(member(delta, "content")); !text.empty()) tell(std::string{text});
        const auto* calls = member(delta, "tool_calls");
        if (calls && calls->is_array())
            for (const auto& call : calls->get_array()) take_call(call);
        return true;
    }

    bool done() const { return done_; }
    std::vector<brain::ToolCall> take_calls() { return std::move(calls_); }

private:
    void take_call(const json::value& value)
    {
        const auto* index = member(&value, "index");
        const auto at = index && index->is_int64() ? static_cast<std::size_t>(index->get_int64()) : calls_.size();
        if (at >= most_calls) return;
        if (at >= calls_.size()) calls_.resize(at + 1);
        auto& call = calls_[at];
        const auto* function = member(&value, "function");
        call.id += text_of(member(&value, "id"));
        call.name += text_of(member(function, "name"));
        call.arguments += text_of(member(function, "arguments"));
    }

    std::vector<brain::ToolCall> calls_;
    bool done_ = false;
};

class OpenCompletion final : public brain::Completion {
public:
    OpenCompletion(Loop& loop, HttpClient& client, const EngineSettings& settings, HttpRequest request,
                   brain::ChatHandler handler)
        : state_(std::make_shared<State>()), attempts_(loop, client, settings, std::move(request),
                                                       [state = state_](std::variant<HttpPiece, HttpEnd, Error> news) {
                                                           std::visit([&](auto& one) { state->take(one); }, news);
                                                       })
    {
        state_->handler = std::move(handler);
        state_->engine = settings.name;
    }
    ~OpenCompletion() override { state_->over = true; }

private:
    struct State {
        void take(HttpPiece& piece)
        {
            for (const auto& event : events.push(piece.bytes)) {
                if (over) return;
                if (!answer.read(event, [this](std::string text) { handler(brain::ChatDelta{std::move(text)}); }))
                    return end(
                        Error{.code = Errc::unavailable, .message = engine + " sent something that is no answer."});
            }
        }
        void take(HttpEnd&)
        {
            if (!answer.done())
                return end(Error{.code = Errc::unavailable, .message = engine + " broke off in mid answer."});
            end(brain::ChatEnd{answer.take_calls()});
        }
        void take(Error& error) { end(std::move(error)); }
        void end(std::variant<brain::ChatDelta, brain::ChatEnd, Error> how)
        {
            if (!std::exchange(over, true)) handler(std::move(how));
        }

        brain::ChatHandler handler;
        std::string engine;
        SseReader events;
        AnswerReader answer;
        bool over = false;
    };

    std::shared_ptr<State> state_;
    Attempts attempts_;
};

} // namespace

std::string chat_body(const brain::ChatRequest& request, const std::string& model)
{
    json::array messages;
    for (const auto& message : request.messages) messages.push_back(message_json(message));
    json::object body{{"model", model}, {"stream", true}, {"messages", std::move(messages)}};
    if (!request.tools.empty()) {
        json::array tools;
        for (const auto& tool : request.tools) tools.push_back(tool_json(tool));
        body["tools"] = std::move(tools);
    }
    return json::serialize(body);
}

std::unique_ptr<brain::Completion> OpenAiChat::complete(const brain::ChatRequest& request, brain::ChatHandler handler)
{
    auto call = engine_request(settings_);
    call.headers.emplace_back("Accept: text/event-stream");
    call.body = chat_body(request, settings_.model);
    return std::make_unique<OpenCompletion>(loop_, client_, settings_, std::move(call), std::move(handler));
}

} // namespace parlor::voicebot::engines
