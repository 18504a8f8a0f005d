#include "server/config.hpp"

#include "server/config_reader.hpp"
#include "server/config_text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace parlor::server {
namespace {

/// A configuration file beyond this is some other file.
constexpr std::size_t max_file_bytes = 1 << 20;

const Key* find_alias(std::string_view alias)
{
    const auto known = keys();
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Key& key) { return !key.alias.empty() && key.alias == alias; });
    return found == known.end() ? nullptr : &*found;
}

/// What the arguments say, in their order; `--config` and the words that print come out on their own.
struct Arguments {
    struct Setting {
        const Key* key;
        std::string value;
        std::string place;
    };
    std::vector<Setting> settings;
    std::string config_file;
    bool help = false;
    bool version = false;
    bool print_config = false;
};

/// Splits `--name=value` and `--name value`.
class ArgumentReader {
public:
    ArgumentReader(const std::vector<std::string>& arguments, ConfigReader& reader)
        : arguments_(arguments), reader_(reader)
    {
    }

    Arguments read()
    {
        for (; next_ < arguments_.size(); ++next_) read_one(arguments_[next_]);
        return std::move(out_);
    }

private:
    void read_one(const std::string& argument)
    {
        if (argument == "--help" || argument == "-h") {
            out_.help = true;
        } else if (argument == "--version") {
            out_.version = true;
        } else if (argument == "--print-config") {
            out_.print_config = true;
        } else if (!argument.starts_with("--") || argument.size() == 2) {
            reader_.add_fault(argument, "options look like --group.key=value; see --help");
        } else {
            read_setting(argument);
        }
    }

    void read_setting(const std::string& argument)
    {
        const auto equals = std::min(argument.find('='), argument.size());
        const auto name = argument.substr(2, equals - 2);
        const auto place = "--" + name;
        const auto* key = find_key(name);
        if (!key) key = find_alias(name);
        if (!key && name != "config") {
            reader_.add_unknown(place, name);
            return;
        }
        std::string value;
        if (equals < argument.size()) {
            value = argument.substr(equals + 1);
        } else if (next_ + 1 < arguments_.size()) {
            value = arguments_[++next_];
        } else {
            reader_.add_fault(place, "needs a value");
            return;
        }
        if (key)
            out_.settings.push_back({key, std::move(value), place});
        else
            out_.config_file = std::move(value);
    }

    const std::vector<std::string>& arguments_;
    ConfigReader& reader_;
    std::size_t next_ = 0;
    Arguments out_;
};

const Key* key_of_variable(std::string_view name)
{
    for (const auto& key : keys()) {
        const bool by_alias = !key.alias.empty() && environment_name(key.alias) == name;
        if (by_alias || environment_name(key.name) == name) return &key;
    }
    return nullptr;
}

/// `lobby.max_capacity` of `PARLOR_LOBBY_MAX_CAPACITY`: a guess for the hint at an unknown variable.
std::string guess_key(std::string_view variable)
{
    std::string name{variable.substr(std::string_view{"PARLOR_"}.size())};
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (const auto underscore = name.find('_'); underscore != std::string::npos) name[underscore] = '.';
    return name;
}

/// Reads the variables that begin with `PARLOR_`; all of them must be settings, but for `PARLOR_CONFIG`.
void read_environment(const std::vector<std::string>& environment, ConfigReader& reader)
{
    for (const auto& variable : environment) {
        const auto equals = variable.find('=');
        const auto name = variable.substr(0, equals);
        if (!name.starts_with("PARLOR_") || equals == std::string::npos) continue;
        if (name == "PARLOR_CONFIG") continue;
        if (const auto* key = key_of_variable(name))
            reader.read_value(*key, raw_from_text(*key, variable.substr(equals + 1)), name);
        else
            reader.add_unknown(name, guess_key(name));
    }
}

void read_file(const std::string& file, ConfigReader& reader)
{
    std::error_code fault;
    if (!std::filesystem::is_regular_file(file, fault)) {
        reader.add_fault(file, "there is no such file");
        return;
    }
    if (std::filesystem::file_size(file, fault) > max_file_bytes) {
        reader.add_fault(file, "is larger than 1 MiB");
        return;
    }
    std::ifstream in{file, std::ios::binary};
    const bool opened = in.is_open();
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!opened || in.bad())
        reader.add_fault(file, "cannot be read");
    else
        reader.read_toml(text, file);
}

std::string joined(const std::vector<std::string>& faults)
{
    std::string text;
    for (const auto& fault : faults) text += "parlor: " + fault + '\n';
    return text;
}

std::string value_of_config_variable(const std::vector<std::string>& environment)
{
    constexpr std::string_view prefix = "PARLOR_CONFIG=";
    for (const auto& variable : environment) {
        if (variable.starts_with(prefix)) return variable.substr(prefix.size());
    }
    return {};
}

} // namespace

ParsedCommandLine parse(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
    ConfigReader reader;
    const auto asked = ArgumentReader{arguments, reader}.read();
    if (asked.help) return Print{help_text()};
    if (asked.version) return Print{"parlor-server " + std::string{version()} + '\n'};

    const auto file = asked.config_file.empty() ? value_of_config_variable(environment) : asked.config_file;
    if (!file.empty()) read_file(file, reader);
    read_environment(environment, reader);
    for (const auto& setting : asked.settings)
        reader.read_value(*setting.key, raw_from_text(*setting.key, setting.value), setting.place);

    reader.finish();
    if (!reader.faults().empty()) return Refused{joined(reader.faults())};
    if (asked.print_config) return Print{config_text(reader)};
    return Serve{std::move(reader.config())};
}

ParsedCommandLine parse(int argc, const char* const* argv, const char* const* environment)
{
    std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    std::vector<std::string> variables;
    for (; *environment; ++environment) variables.emplace_back(*environment);
    return parse(arguments, variables);
}

std::string_view version()
{
    return PARLOR_VERSION;
}

std::string default_web_folder()
{
    std::error_code fault;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", fault);
    if (fault) return {};
    const auto folder = program.parent_path();
    for (const auto* place : {"../share/parlor/web", "../../../web/dist"}) {
        const auto candidate = (folder / place).lexically_normal();
        if (std::filesystem::is_regular_file(candidate / "index.html", fault)) return candidate.string();
    }
    return {};
}

} // namespace parlor::server
