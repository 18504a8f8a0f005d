#include "voicebot/host/bot_kinds.hpp"

#include "voicebot/bots/assistant.hpp"
#include "voicebot/bots/echo.hpp"
#include "voicebot/bots/painter.hpp"
#include "voicebot/bots/scribe.hpp"

#include <boost/json.hpp>

namespace parlor::voicebot::host {
namespace {

namespace json = boost::json;

/// The built-in recogniser listens by a grammar, which knows the words of its dictionary alone.
json::value wake_word_schema(const HostSettings& settings)
{
    json::object schema{{"type", "string"},
                        {"title", "Wake word"},
                        {"description", "What somebody says first to be answered."},
                        {"default", "parlor"}};
    if (settings.transcription.empty())
        schema["enum"] = {"parlor", "computer", "assistant", "robot"};
    else
        schema["maxLength"] = 32;
    return schema;
}

json::value voice_schema(const HostSettings& settings)
{
    json::object schema{{"type", "string"}, {"title", "Voice"}};
    if (settings.speech.empty() && settings.voice_engine == "flite") {
        schema["enum"] = {"rms", "slt", "awb", "kal16"};
        schema["default"] = "rms";
    } else {
        schema["maxLength"] = 64;
        schema["default"] = "";
        schema["description"] = "As the engine names it; empty: its usual one.";
    }
    return schema;
}

json::value flag_schema(std::string_view title, std::string_view description, bool by_default)
{
    return {{"type", "boolean"}, {"title", title}, {"description", description}, {"default", by_default}};
}

protocol::Json assistant_schema(const HostSettings& settings)
{
    json::object properties;
    properties["wake_word"] = wake_word_schema(settings);
    properties["always"] = flag_schema(
        "Answer everything", "Answers whatever is said or written, and not only what is addressed to it.", false);
    properties["greets"] = flag_schema("Greet", "Says hello to the first person.", true);
    properties["writes"] = flag_schema("Write answers", "Its spoken answers also stand in the chat.", true);
    properties["picture"] = flag_schema("Picture", "Shows a face that moves with its voice.", false);
    properties["voice"] = voice_schema(settings);
    properties["speed"] = {{"type", "number"}, {"title", "Speed"}, {"minimum", 0.5}, {"maximum", 2}, {"default", 1}};
    properties["utc_offset_minutes"] = {{"type", "integer"},
                                        {"title", "Minutes from UTC"},
                                        {"description", "For the time that it tells."},
                                        {"minimum", -720},
                                        {"maximum", 840},
                                        {"default", 0}};
    return {json::serialize(json::object{{"type", "object"}, {"properties", properties}})};
}

std::string text_in(const json::object& config, std::string_view key, std::string fallback)
{
    const auto* value = config.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : fallback;
}

bool flag_in(const json::object& config, std::string_view key, bool fallback)
{
    const auto* value = config.if_contains(key);
    return value && value->is_bool() ? value->get_bool() : fallback;
}

double number_in(const json::object& config, std::string_view key, double fallback)
{
    const auto* value = config.if_contains(key);
    if (!value || !value->is_number()) return fallback;
    return value->to_number<double>();
}

bots::AssistantSettings assistant_settings(const std::string& name, const json::object& config)
{
    bots::AssistantSettings settings{.name = name};
    settings.wake_word = text_in(config, "wake_word", settings.wake_word);
    settings.always = flag_in(config, "always", settings.always);
    settings.greets = flag_in(config, "greets", settings.greets);
    settings.writes = flag_in(config, "writes", settings.writes);
    settings.shows = flag_in(config, "picture", settings.shows);
    settings.mouth.voice = text_in(config, "voice", "");
    settings.mouth.speed = number_in(config, "speed", 1);
    settings.utc_offset = std::chrono::minutes{static_cast<int>(number_in(config, "utc_offset_minutes", 0))};
    return settings;
}

Result<json::object> read_config(const std::string& config)
{
    json::error_code fault;
    const auto value = json::parse(config.empty() ? "{}" : config, fault);
    if (fault || !(value.is_object() || value.is_null()))
        return Error{Errc::bad_request, "The configuration is no JSON object.", "config"};
    return value.is_object() ? value.get_object() : json::object{};
}

Made make_assistant(const std::string& name, const json::object& config, bots::Workshop& workshop,
                    bots::LobbyPort& port)
{
    auto assistant = std::make_unique<bots::Assistant>(workshop, port, assistant_settings(name, config));
    auto* own = assistant.get();
    return {std::move(assistant), [own, name](const std::string& changed) {
                const auto read = read_config(changed);
                return read && own->configure(assistant_settings(name, *read));
            }};
}

template <class Kind> Made make_plain(bots::Workshop& workshop, bots::LobbyPort& port)
{
    return {std::make_unique<Kind>(workshop, port), [](const std::string&) { return true; }};
}

} // namespace

std::vector<protocol::OfferedType> offered_types(const HostSettings& settings)
{
    return {
        {.type = "assistant",
         .title = {"Assistant"},
         .description = {"Hears its wake word and answers by voice and in the chat: time, dice, timers, polls, who is "
                         "here, a summary; anything, where a language model is configured."},
         .capabilities = {{"listen", "speak", "chat"}},
         .config_schema = assistant_schema(settings)},
        {.type = "scribe",
         .title = {"Scribe"},
         .description = {"Writes down what people say: captions for everyone, and lines in the log."},
         .capabilities = {{"listen", "transcribe"}},
         .config_schema = {}},
        {.type = "echo",
         .title = {"Echo"},
         .description = {"Says again what it has heard, to try out a microphone."},
         .capabilities = {{"listen", "speak"}},
         .config_schema = {}},
        {.type = "painter",
         .title = {"Painter"},
         .description = {"Shows a picture: the time, and a face that moves with whoever speaks."},
         .capabilities = {{"listen", "show"}},
         .config_schema = {}}};
}

Result<Made> make_bot(const std::string& type, const std::string& name, const std::string& config,
                      bots::Workshop& workshop, bots::LobbyPort& port)
{
    auto read = read_config(config);
    if (!read) return std::move(read).error();
    if (type == "assistant") return make_assistant(name, *read, workshop, port);
    if (type == "scribe") return make_plain<bots::Scribe>(workshop, port);
    if (type == "echo") return make_plain<bots::Echo>(workshop, port);
    if (type == "painter") return make_plain<bots::Painter>(workshop, port);
    return Error{Errc::not_found, "This host has no bots of the type " + type + ".", "type"};
}

} // namespace parlor::voicebot::host
