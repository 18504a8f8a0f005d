#include "voicebot/mcp/server.hpp"

#include "base/log.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace parlor::voicebot::mcp {
namespace {

namespace json = boost::json;

constexpr std::string_view revision = "2025-06-18";
constexpr Millis longest_restart_wait{60'000};
/// Pages of a list; a server whose cursor leads nowhere is not followed for ever.
constexpr std::size_t most_pages = 16;
constexpr std::size_t most_name = 64;
constexpr std::int64_t method_not_found = -32'601;

std::string text_of(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string{std::string_view{value->get_string()}} : std::string{};
}

const json::object* object_of(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

/// Not in the midst of a character.
std::string cut(std::string text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    text.resize(most);
    return text + " …";
}

/// A name that language models take: letters, digits, `_` and `-`.
std::string model_name(const std::string& server, const std::string& tool)
{
    auto name = server + '_' + tool;
    name.resize(std::min(name.size(), most_name));
    for (auto& letter : name) {
        const bool fits = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
        if (!fits) letter = '_';
    }
    return name;
}

} // namespace

/// One tool of the server, as models see it.
class Server::ServerTool final : public brain::Tool {
public:
    ServerTool(Server& server, std::string tool) : server_(server), tool_(std::move(tool)) {}

    brain::ToolSpec spec() const override { return spec_; }
    void call(const brain::Question&, const std::string& arguments, brain::ToolReply reply) override
    {
        server_.call(tool_, arguments, std::move(reply));
    }
    void describe(brain::ToolSpec spec) { spec_ = std::move(spec); }

private:
    Server& server_;
    const std::string tool_;
    brain::ToolSpec spec_;
};

Server::Server(Loop& loop, ServerSettings settings)
    : loop_(loop), settings_(std::move(settings)), restart_wait_(settings_.restart_wait)
{
}

Server::~Server()
{
    if (restart_) loop_.cancel(*restart_);
    for (auto& [id, one] : waiting_) loop_.cancel(one.timer);
}

void Server::start(Task settled)
{
    settled_ = std::move(settled);
    launch();
}

std::vector<brain::Tool*> Server::tools() const
{
    std::vector<brain::Tool*> all;
    for (const auto& [name, tool] : tools_) all.push_back(tool.get());
    return all;
}

void Server::launch()
{
    restart_.reset();
    state_ = State::beginning;
    auto child = StdioChild::start(loop_, settings_.name, settings_.command,
                                   {.line = [this](const std::string& line) { take(line); },
                                    .ended = [this](const std::string& reason) { ended(reason); }});
    if (!child) return ended(child.error().message);
    child_ = std::move(*child);
    request("initialize",
            {{"protocolVersion", revision},
             {"capabilities", json::object{}},
             {"clientInfo", {{"name", "parlor-voicebot"}, {"version", "1"}}}},
            [this](Result<json::object> result) {
                if (!result) return ended("it does not begin: " + result.error().message);
                greeted(*result);
            });
}

void Server::ended(const std::string& reason)
{
    if (state_ == State::off) return;
    log::warning(
        "mcp_server_ended",
        {{"server", settings_.name}, {"reason", reason}, {"again_in_ms", std::to_string(restart_wait_.count())}});
    child_.reset();
    state_ = State::off;
    for (auto& [id, one] : std::exchange(waiting_, {})) {
        loop_.cancel(one.timer);
        one.handler(Error{Errc::unavailable, "its program has ended"});
    }
    restart_ = loop_.after(restart_wait_, [this] { launch(); });
    restart_wait_ = std::min(restart_wait_ * 2, longest_restart_wait);
    settle();
}

void Server::greeted(const json::object& result)
{
    // An older revision has tools too; a server without them has nothing for us.
    const auto* capabilities = object_of(result, "capabilities");
    notify("notifications/initialized", {});
    if (!capabilities || !capabilities->contains("tools")) return become_ready();
    list({});
}

void Server::list(const std::string& cursor)
{
    state_ = State::listing;
    pages_ = cursor.empty() ? 1 : pages_ + 1;
    json::object params;
    if (!cursor.empty()) params["cursor"] = cursor;
    request("tools/list", std::move(params), [this](Result<json::object> page) {
        if (!page) return ended("it does not list its tools: " + page.error().message);
        listed(*page);
    });
}

void Server::listed(const json::object& page)
{
    const auto* tools = page.if_contains("tools");
    if (tools && tools->is_array())
        for (const auto& tool : tools->get_array())
            if (const auto* object = tool.if_object()) add_tool(*object);
    const auto next = text_of(page, "nextCursor");
    if (!next.empty() && pages_ < most_pages) return list(next);
    become_ready();
}

void Server::add_tool(const json::object& tool)
{
    const auto name = text_of(tool, "name");
    const auto* schema = object_of(tool, "inputSchema");
    auto parameters = schema ? json::serialize(*schema) : std::string{R"({"type":"object"})"};
    const auto shown = model_name(settings_.name, name);
    // Two names may differ in what models do not take.
    const bool ambiguous = std::ranges::any_of(
        tools_, [&](const auto& other) { return other.first != name && other.second->spec().name == shown; });
    if (name.empty() || ambiguous || parameters.size() > most_schema_bytes ||
        (tools_.size() >= most_tools && !tools_.contains(name))) {
        log::warning("mcp_tool_left_out", {{"server", settings_.name}, {"tool", cut(name, most_name)}});
        return;
    }
    auto& known = tools_[name];
    if (!known) known = std::make_unique<ServerTool>(*this, name);
    known->describe({.name = shown,
                     .description = cut(text_of(tool, "description"), most_description_bytes),
                     .parameters = std::move(parameters)});
}

void Server::become_ready()
{
    state_ = State::ready;
    restart_wait_ = settings_.restart_wait;
    log::info("mcp_server_ready", {{"server", settings_.name}, {"tools", std::to_string(tools_.size())}});
    settle();
    if (std::exchange(list_again_, false)) list({});
}

void Server::settle()
{
    if (auto task = std::exchange(settled_, nullptr)) task();
}

void Server::take(const std::string& line)
{
    boost::system::error_code fault;
    const auto parsed = json::parse(line, fault);
    const auto* message = fault ? nullptr : parsed.if_object();
    // JSON-RPC 2.0 §5: what is no message is nobody's answer.
    if (!message)
        return log::warning("mcp_server_nonsense",
                            {{"server", settings_.name}, {"bytes", std::to_string(line.size())}});
    if (message->contains("method")) {
        if (message->contains("id")) return answer_request(*message);
        if (text_of(*message, "method") != "notifications/tools/list_changed") return;
        if (state_ == State::ready) return list({});
        list_again_ = true;
        return;
    }
    const auto* id = message->if_contains("id");
    const auto found = id && id->is_int64() ? waiting_.find(id->get_int64()) : waiting_.end();
    if (found == waiting_.end()) return;
    auto waiting = std::move(found->second);
    waiting_.erase(found);
    loop_.cancel(waiting.timer);
    if (const auto* error = object_of(*message, "error"))
        return waiting.handler(Error{Errc::unavailable, cut(text_of(*error, "message"), most_description_bytes)});
    const auto* result = object_of(*message, "result");
    waiting.handler(result ? Result<json::object>{*result} : Error{Errc::unavailable, "it gave no result"});
}

void Server::answer_request(const json::object& message)
{
    json::object answer{{"jsonrpc", "2.0"}, {"id", message.at("id")}};
    if (text_of(message, "method") == "ping")
        answer["result"] = json::object{};
    else
        answer["error"] = {{"code", method_not_found}, {"message", "Not spoken here."}};
    send(answer);
}

void Server::request(std::string method, json::object params, Handler handler)
{
    const auto id = ++last_id_;
    const auto timer = loop_.after(settings_.timeout, [this, id] {
        auto late = waiting_.extract(id);
        if (late.empty()) return;
        notify("notifications/cancelled", {{"requestId", id}, {"reason", "It took too long."}});
        late.mapped().handler(Error{Errc::unavailable, "it took too long"});
    });
    waiting_.emplace(id, Waiting{std::move(handler), timer});
    if (!send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}))
        ended("it reads nothing");
}

void Server::notify(std::string_view method, json::object params)
{
    json::object message{{"jsonrpc", "2.0"}, {"method", method}};
    if (!params.empty()) message["params"] = std::move(params);
    send(message);
}

bool Server::send(const json::object& message)
{
    return child_ && child_->write(json::serialize(message));
}

void Server::call(const std::string& tool, const std::string& arguments, brain::ToolReply reply)
{
    if (state_ != State::ready && state_ != State::listing) return reply("This tool is not available at the moment.");
    boost::system::error_code fault;
    auto parsed = json::parse(arguments.empty() ? "{}" : arguments, fault);
    if (fault || !parsed.is_object()) return reply("The arguments are not a JSON object.");
    request("tools/call", {{"name", tool}, {"arguments", std::move(parsed)}},
            [this, answer = std::move(reply)](Result<json::object> result) mutable {
                answer(result ? said(*result) : "The tool failed: " + result.error().message + '.');
            });
}

std::string Server::said(const json::object& result) const
{
    std::string text;
    const auto* content = result.if_contains("content");
    if (content && content->is_array())
        for (const auto& part : content->get_array()) {
            const auto* object = part.if_object();
            if (!object) continue;
            if (!text.empty()) text += '\n';
            const auto type = text_of(*object, "type");
            text += type == "text" ? text_of(*object, "text") : '[' + cut(type, most_name) + ']';
        }
    const auto* failed = result.if_contains("isError");
    const bool bad = failed && failed->is_bool() && failed->get_bool();
    return cut((bad ? "The tool failed: " : "") + text, settings_.reply_bytes);
}

} // namespace parlor::voicebot::mcp
