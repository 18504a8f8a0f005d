#include "voicebot/host/settings.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace parlor::voicebot::host {
namespace {

using Fault = std::optional<std::string>;

template <class Number> Fault read_number(const std::string& text, Number least, Number most, Number& out)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        return "must be " + std::to_string(least) + " to " + std::to_string(most);
    out = value;
    return {};
}

Fault read_text(const std::string& text, std::string& out)
{
    if (text.empty()) return "must not be empty";
    out = text;
    return {};
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        if (end > at) parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

struct Option {
    std::string_view name;
    std::string_view value;
    std::string_view help;
    Fault (*set)(HostSettings&, const std::string&);
};

/// Every setting that is a single value; flags, environment and help are made of this.
const Option options[] = {
    {"server", "URL", "the Parlor server (http://127.0.0.1:8080)",
     [](HostSettings& to, const std::string& text) { return read_text(text, to.server); }},
    {"key-file", "FILE", "the provider's key; waited for where it is not there yet (provider.key)",
     [](HostSettings& to, const std::string& text) { return read_text(text, to.key_file); }},
    {"name", "NAME", "what this host is called (voicebot)",
     [](HostSettings& to, const std::string& text) -> Fault {
         if (text.empty() || text.size() > 64) return "must have 1 to 64 characters";
         to.name = text;
         return {};
     }},
    {"max-bots", "N", "bots at one time, 1 to 1000 (24)",
     [](HostSettings& to, const std::string& text) { return read_number<std::size_t>(text, 1, 1'000, to.max_bots); }},
    {"metrics", "ADDR:PORT", "serves /healthz, /readyz and /metrics there (off)",
     [](HostSettings& to, const std::string& text) { return read_text(text, to.metrics); }},
    {"addresses", "A,B", "local addresses that media are sent from (all but the loopback)",
     [](HostSettings& to, const std::string& text) -> Fault {
         to.addresses = split(text);
         return {};
     }},
    {"voice-engine", "ENGINE", "the built-in voice: flite or espeak (flite)",
     [](HostSettings& to, const std::string& text) -> Fault {
         if (text != "flite" && text != "espeak") return "must be flite or espeak";
         to.voice_engine = text;
         return {};
     }},
    {"recogniser-threads", "N", "threads that recognise speech, 0 to 64; 0: one less than cores (0)",
     [](HostSettings& to, const std::string& text) {
         return read_number<std::size_t>(text, 0, 64, to.recogniser_threads);
     }},
    {"drain-ms", "N", "how long bots may finish what they say after SIGTERM, 0 to 600000 (5000)",
     [](HostSettings& to, const std::string& text) {
         Millis::rep time = 0;
         auto fault = read_number<Millis::rep>(text, 0, 600'000, time);
         if (!fault) to.drain = Millis{time};
         return fault;
     }},
    {"log-level", "LEVEL", "debug, info, warning or error (info)",
     [](HostSettings& to, const std::string& text) -> Fault {
         if (!log::parse_level(text, to.log_level)) return "must be debug, info, warning or error";
         return {};
     }},
};

const Option* find_option(std::string_view name)
{
    for (const auto& option : options)
        if (option.name == name) return &option;
    return nullptr;
}

/// `key-file` as it stands in the environment: PARLOR_VOICEBOT_KEY_FILE.
std::string variable_of(std::string_view name)
{
    std::string out = "PARLOR_VOICEBOT_";
    for (char c : name) out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

std::optional<std::string> from_environment(const char* const* environment, const std::string& variable)
{
    for (; *environment; ++environment) {
        const std::string_view line{*environment};
        if (line.starts_with(variable + '=')) return std::string{line.substr(variable.size() + 1)};
    }
    return {};
}

/// Flags in the order given, `--name value` or `--name=value`.
struct Flag {
    std::string name;
    std::string value;
};

std::variant<std::vector<Flag>, Print, Refused> read_flags(int argc, const char* const* argv)
{
    std::vector<Flag> flags;
    for (int i = 1; i < argc; ++i) {
        const std::string word{argv[i]};
        if (word == "--help" || word == "-h") return Print{help_text()};
        if (word == "--version") return Print{std::string{"parlor-voicebot "} + PARLOR_VERSION + '\n'};
        const auto equals = std::min(word.find('='), word.size());
        auto name = word.substr(0, equals);
        if (!name.starts_with("--") || (name != "--config" && !find_option(name.substr(2))))
            return Refused{"parlor-voicebot: there is no option " + name + "; --help shows all.\n"};
        if (equals < word.size())
            flags.push_back({name.substr(2), word.substr(equals + 1)});
        else if (i + 1 < argc)
            flags.push_back({name.substr(2), argv[++i]});
        else
            return Refused{"parlor-voicebot: " + name + " needs a value.\n"};
    }
    return flags;
}

std::optional<std::string> read_file(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return {};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

bool is_option(std::string_view name)
{
    return find_option(name) != nullptr;
}

Result<void> set_option(HostSettings& settings, std::string_view name, const std::string& text)
{
    const auto* option = find_option(name);
    if (!option) return Error{Errc::not_found, "is no setting"};
    if (auto fault = option->set(settings, text)) return Error{Errc::bad_request, *fault};
    return {};
}

std::string help_text()
{
    std::string out = "parlor-voicebot: bots that hear, think and speak, for a Parlor server.\n\n";
    for (const auto& option : options) {
        auto left = "  --" + std::string{option.name} + ' ' + std::string{option.value};
        left.resize(std::max<std::size_t>(left.size() + 1, 28), ' ');
        out += left + std::string{option.help} + '\n';
    }
    out += "  --config FILE             settings from a TOML file, which also names engines over HTTP\n"
           "  --help, --version\n\n"
           "Every option is also a variable, e.g. PARLOR_VOICEBOT_KEY_FILE, and a key of the file.\n"
           "docs/voicebot.md tells about bots and engines.\n";
    return out;
}

std::variant<HostSettings, Print, Refused> read_settings(int argc, const char* const* argv,
                                                         const char* const* environment)
{
    auto read = read_flags(argc, argv);
    if (auto* print = std::get_if<Print>(&read)) return std::move(*print);
    if (auto* refused = std::get_if<Refused>(&read)) return std::move(*refused);
    const auto& flags = std::get<std::vector<Flag>>(read);
    HostSettings settings;
    auto file = from_environment(environment, "PARLOR_VOICEBOT_CONFIG");
    for (const auto& flag : flags)
        if (flag.name == "config") file = flag.value;
    if (file) {
        const auto text = read_file(*file);
        if (!text) return Refused{"parlor-voicebot: cannot read " + *file + ".\n"};
        if (auto fine = read_file_settings(*text, *file, settings); !fine) return Refused{fine.error().message};
    }
    for (const auto& option : options)
        if (const auto value = from_environment(environment, variable_of(option.name)))
            if (auto fine = set_option(settings, option.name, *value); !fine)
                return Refused{variable_of(option.name) + ' ' + fine.error().message + ".\n"};
    for (const auto& flag : flags)
        if (flag.name != "config")
            if (auto fine = set_option(settings, flag.name, flag.value); !fine)
                return Refused{"parlor-voicebot: --" + flag.name + ' ' + fine.error().message + ".\n"};
    return settings;
}

} // namespace parlor::voicebot::host
