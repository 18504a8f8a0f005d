#include "parlorctl/command.hpp"

namespace parlor::ctl {
namespace {

std::string joined(const std::vector<std::string_view>& words)
{
    std::string text;
    for (const auto word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

/// What may follow `parlorctl GROUP`: its actions.
std::string actions_of(std::string_view group)
{
    std::vector<std::string_view> actions;
    for (const auto& command : commands())
        if (command.group == group && !command.action.empty()) actions.push_back(command.action);
    return joined(actions);
}

std::string options_of(const Command& command)
{
    std::string text;
    for (const auto options : {command.options, global_options()})
        for (const auto& option : options) text.append(text.empty() ? "--" : " --").append(option.name);
    return text;
}

/// A `case` of the shell over `$what`, a line per entry.
std::string cases(std::string_view what, const std::vector<std::pair<std::string, std::string>>& entries)
{
    std::string text = "    case " + std::string{what} + " in\n";
    for (const auto& [pattern, words] : entries) text += "        '" + pattern + "') choices='" + words + "' ;;\n";
    return text + "    esac\n";
}

std::vector<std::pair<std::string, std::string>> by_group()
{
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto group : groups()) entries.emplace_back(group, actions_of(group));
    entries.emplace_back("completion", "bash zsh");
    return entries;
}

std::vector<std::pair<std::string, std::string>> by_command()
{
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto& command : commands())
        entries.emplace_back(std::string{command.group} + " " + std::string{command.action}, options_of(command));
    return entries;
}

std::string all_groups()
{
    return joined(groups()) + " completion";
}

/// `first` and `second`: the words before the one that is typed, without options; `word`: the one that is typed.
std::string choose_words()
{
    return "    local choices=''\n"
           "    if [[ $word == -* ]]; then\n" +
           cases("\"$first $second\"", by_command()) +
           "    elif [[ -z $first ]]; then\n"
           "        choices='" +
           all_groups() +
           "'\n"
           "    elif [[ -z $second ]]; then\n" +
           cases("\"$first\"", by_group()) + "    fi\n";
}

std::string bash()
{
    return "# bash completion of parlorctl; written by `parlorctl completion bash`.\n"
           "_parlorctl()\n"
           "{\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} first='' second='' i\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        [[ ${COMP_WORDS[i]} == -* ]] && continue\n"
           "        if [[ -z $first ]]; then first=${COMP_WORDS[i]}\n"
           "        elif [[ -z $second ]]; then second=${COMP_WORDS[i]}; fi\n"
           "    done\n" +
           choose_words() +
           "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$word\")\n"
           "}\n"
           "complete -F _parlorctl parlorctl\n";
}

std::string zsh()
{
    return "#compdef parlorctl\n"
           "# zsh completion of parlorctl; written by `parlorctl completion zsh`.\n"
           "_parlorctl()\n"
           "{\n"
           "    local word=${words[CURRENT]} first='' second='' i\n"
           "    for ((i = 2; i < CURRENT; i++)); do\n"
           "        [[ ${words[i]} == -* ]] && continue\n"
           "        if [[ -z $first ]]; then first=${words[i]}\n"
           "        elif [[ -z $second ]]; then second=${words[i]}; fi\n"
           "    done\n" +
           choose_words() +
           "    compadd -- ${=choices}\n"
           "}\n"
           "if [[ $funcstack[1] == _parlorctl ]]; then _parlorctl; else compdef _parlorctl parlorctl; fi\n";
}

} // namespace

std::optional<std::string> completion(std::string_view shell)
{
    if (shell == "bash") return bash();
    if (shell == "zsh") return zsh();
    return {};
}

} // namespace parlor::ctl
