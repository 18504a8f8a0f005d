#include "parlorctl/command.hpp"

#include <algorithm>

namespace parlor::ctl {
namespace {

std::string usage_of(const Command& command)
{
    std::string usage{command.group};
    for (const auto part : {command.action, command.argument})
        if (!part.empty()) usage.append(" ").append(part);
    return usage;
}

std::string written(const Option& option)
{
    std::string text = "--" + std::string{option.name};
    if (!option.value.empty()) text.append(" ").append(option.value);
    return text;
}

using Lines = std::vector<std::pair<std::string, std::string_view>>;

/// Two columns, the second one aligned.
std::string columns(const Lines& lines)
{
    std::size_t width = 0;
    for (const auto& [left, right] : lines) width = std::max(width, left.size());
    std::string text;
    for (const auto& [left, right] : lines)
        text.append("  ").append(left).append(width + 2 - left.size(), ' ').append(right).append("\n");
    return text;
}

std::string option_columns(std::span<const Option> options)
{
    Lines lines;
    for (const auto& option : options) lines.emplace_back(written(option), option.help);
    return columns(lines);
}

constexpr std::string_view completion_help = "completion SHELL";
constexpr std::string_view completion_what = "Writes a completion script for bash or zsh.";

constexpr std::string_view about_tokens =
    "The token is the server's admin.token. It comes from --token-file, from PARLOR_ADMIN_TOKEN, or from the file "
    "that\n"
    "PARLORCTL_TOKEN_FILE names. --token shows it to everybody who can list this machine's processes.\n"
    "\n"
    "Exit status: 0 done, 1 refused by the server, 2 a wrong command line, 3 no server answers.\n";

} // namespace

std::vector<std::string_view> groups()
{
    std::vector<std::string_view> all;
    for (const auto& command : commands())
        if (std::ranges::find(all, command.group) == all.end()) all.push_back(command.group);
    return all;
}

std::string help()
{
    Lines lines;
    for (const auto& command : commands()) lines.emplace_back(usage_of(command), command.help);
    lines.emplace_back(completion_help, completion_what);
    return "Administers a running Parlor server.\n\nusage: parlorctl COMMAND [OPTIONS]\n\n" + columns(lines) +
           "\nOptions of every command:\n\n" + option_columns(global_options()) + "\n" + std::string{about_tokens};
}

std::string help(std::string_view group)
{
    Lines lines;
    for (const auto& command : commands())
        if (command.group == group) lines.emplace_back(usage_of(command), command.help);
    if (lines.empty()) lines.emplace_back(completion_help, completion_what);
    return "usage: parlorctl " + std::string{group} + " ACTION [OPTIONS]\n\n" + columns(lines) +
           "\nOptions of an action: parlorctl " + std::string{group} + " ACTION --help\n";
}

std::string help(const Command& command)
{
    std::string text = "usage: parlorctl " + usage_of(command) + " [OPTIONS]\n\n" + std::string{command.help} + "\n\n";
    if (!command.options.empty()) text += option_columns(command.options) + "\n";
    return text + "Options of every command:\n\n" + option_columns(global_options());
}

} // namespace parlor::ctl
