#include "voicebot/brain/skill_tools.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <functional>

namespace parlor::voicebot::brain {
namespace {

/// The arguments of a call; an empty object where they are none.
boost::json::object read_arguments(const std::string& text)
{
    boost::system::error_code fault;
    auto value = boost::json::parse(text.empty() ? "{}" : text, fault);
    return !fault && value.is_object() ? std::move(value.get_object()) : boost::json::object{};
}

std::string text_of(const boost::json::object& arguments, std::string_view key)
{
    const auto* value = arguments.if_contains(key);
    return value && value->is_string() ? std::string{std::string_view{value->get_string()}} : std::string{};
}

std::int64_t number_of(const boost::json::object& arguments, std::string_view key, std::int64_t otherwise)
{
    const auto* value = arguments.if_contains(key);
    if (!value) return otherwise;
    if (value->is_int64()) return value->get_int64();
    // Models like to write 2.0; beyond these bounds no skill has a use for it.
    if (value->is_double()) return static_cast<std::int64_t>(std::clamp(value->get_double(), -1e9, 1e9));
    return otherwise;
}

std::vector<std::string> texts_of(const boost::json::object& arguments, std::string_view key)
{
    std::vector<std::string> texts;
    const auto* value = arguments.if_contains(key);
    if (!value || !value->is_array()) return texts;
    for (const auto& one : value->get_array())
        if (one.is_string()) texts.emplace_back(std::string_view{one.get_string()});
    return texts;
}

/// A tool that answers at once.
class SkillTool final : public Tool {
public:
    using Work = std::function<std::string(const Question&, const boost::json::object&)>;

    SkillTool(ToolSpec spec, Work work) : spec_(std::move(spec)), work_(std::move(work)) {}

    ToolSpec spec() const override { return spec_; }
    void call(const Question& question, const std::string& arguments, ToolReply reply) override
    {
        reply(work_(question, read_arguments(arguments)));
    }

private:
    ToolSpec spec_;
    Work work_;
};

constexpr const char* nothing = R"({"type":"object","properties":{}})";

} // namespace

std::vector<std::unique_ptr<Tool>> make_skill_tools(Skills& skills)
{
    std::vector<std::unique_ptr<Tool>> tools;
    const auto add = [&](ToolSpec spec, SkillTool::Work work) {
        tools.push_back(std::make_unique<SkillTool>(std::move(spec), std::move(work)));
    };
    add({"current_time", "The time of day and the date.", nothing},
        [&skills](const Question&, const boost::json::object&) { return skills.time() + ' ' + skills.date(); });
    add({"who_is_here", "The names of everybody in the room.", nothing},
        [&skills](const Question&, const boost::json::object&) { return skills.people(); });
    add({"summary", "A summary of what was said in the room.", nothing},
        [&skills](const Question&, const boost::json::object&) { return skills.summary(); });
    add({"roll_dice", "Rolls dice.",
         R"({"type":"object","properties":{"count":{"type":"integer","minimum":1,"maximum":20},)"
         R"("sides":{"type":"integer","minimum":2,"maximum":1000}}})"},
        [&skills](const Question&, const boost::json::object& arguments) {
            return skills.roll_dice(number_of(arguments, "count", 1), number_of(arguments, "sides", 6));
        });
    add({"set_timer", "Announces in the room when a time has passed.",
         R"({"type":"object","properties":{"seconds":{"type":"integer","minimum":1},"about":{"type":"string"}},)"
         R"("required":["seconds"]})"},
        [&skills](const Question& question, const boost::json::object& arguments) {
            return skills.set_timer(std::chrono::seconds{number_of(arguments, "seconds", 0)},
                                    text_of(arguments, "about"), question.name);
        });
    add({"open_poll", "Opens a poll; people then vote in the chat.",
         R"({"type":"object","properties":{"question":{"type":"string"},"options":{"type":"array","items":)"
         R"({"type":"string"}}},"required":["question","options"]})"},
        [&skills](const Question&, const boost::json::object& arguments) {
            return skills.open_poll(text_of(arguments, "question"), texts_of(arguments, "options"));
        });
    add({"close_poll", "Ends the poll and tells its result.", nothing},
        [&skills](const Question&, const boost::json::object&) { return skills.close_poll(); });
    return tools;
}

} // namespace parlor::voicebot::brain
