#pragma once
#include "parlorctl/api.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the program can do, in one table: parsing, help and the shells' completions all come from it.
namespace parlor::ctl {

/// An option `--name`, or `--name VALUE`.
struct Option {
    std::string_view name;
    std::string_view value; ///< what it is called in the help; empty = the option takes none
    std::string_view help;
};

/// What somebody typed, taken apart.
struct Arguments {
    std::string argument; ///< of the action, e.g. an id; empty where it takes none
    std::map<std::string, std::string, std::less<>> options;

    bool has(std::string_view option) const { return options.find(option) != options.end(); }
    /// The option's value, `fallback` where it is not given.
    std::string value(std::string_view option, std::string_view fallback = {}) const
    {
        auto found = options.find(option);
        return std::string{found == options.end() ? fallback : std::string_view{found->second}};
    }
    bool json() const { return has("json"); }
};

/// `parlorctl GROUP ACTION ARGUMENT OPTIONS`, e.g. `lobbies end ID`. An empty action is what the group does without one.
struct Command {
    std::string_view group;
    std::string_view action;
    std::string_view argument; ///< what it is called in the help; empty = none
    std::string_view help;
    std::span<const Option> options;
    /// Does it and writes what came of it to standard output.
    std::optional<Fault> (*run)(Api& api, const Arguments& arguments);
};

/// In the order of the help. Defined beside the actions (actions.cpp).
std::span<const Command> commands();
/// Options of every command.
std::span<const Option> global_options();

struct Invocation {
    const Command* command = nullptr;
    Arguments arguments;
};
/// Text for standard output, then success: help, version, completions.
struct Text {
    std::string text;
};

/// Reads a command line without the program's name. A Fault says what is wrong with it and what would be right.
std::variant<Invocation, Text, Fault> parse(std::span<const std::string> words);

/// The help of the program, of one group, or of one command.
std::string help();
std::string help(std::string_view group);
std::string help(const Command& command);
/// Every group once, in the order of the help.
std::vector<std::string_view> groups();

/// The completion script of `bash` or `zsh`; nothing for another shell.
std::optional<std::string> completion(std::string_view shell);

} // namespace parlor::ctl
