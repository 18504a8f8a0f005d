#include "parlorctl/command.hpp"

#include <algorithm>
#include <numeric>

namespace parlor::ctl {
namespace {

Fault misuse(std::string what, std::string advice)
{
    return {.exit = Exit::misused, .what = std::move(what), .advice = std::move(advice)};
}

/// Levenshtein's distance of two words.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

/// "Did you mean …?", or what there is.
std::string suggestion(std::string_view typed, const std::vector<std::string_view>& known)
{
    std::string all;
    std::string_view nearest;
    for (const auto word : known) {
        if (!all.empty()) all += ", ";
        all += word;
        if (nearest.empty() || distance(typed, word) < distance(typed, nearest)) nearest = word;
    }
    if (!nearest.empty() && distance(typed, nearest) <= 2) return "Did you mean " + std::string{nearest} + "?";
    return all.empty() ? "" : "There is: " + all + ".";
}

const Option* find_option(const Command& command, std::string_view name)
{
    for (const auto options : {command.options, global_options()})
        for (const auto& option : options)
            if (option.name == name) return &option;
    return nullptr;
}

/// Ids are 22 characters of base64url, and any of them may be a dash.
bool may_be_id(std::string_view word)
{
    return word.size() == 22 && !word.starts_with("--");
}

std::string called(const Command& command)
{
    return "parlorctl " + std::string{command.group} + (command.action.empty() ? "" : " ") +
           std::string{command.action};
}

/// The words of one command line: positions apart from options.
class Reader {
public:
    explicit Reader(std::span<const std::string> words) : words_(words) {}

    std::variant<Invocation, Text, Fault> read()
    {
        if (auto fault = read_positions()) return *fault;
        if (positions_.empty()) {
            if (options_.empty() || asked("help")) return Text{help()};
            if (asked("version")) return Text{std::string{"parlorctl "} + PARLOR_VERSION + "\n"};
            return misuse("There is no command.", "parlorctl --help lists them.");
        }
        if (positions_.front() == "completion") return read_completion();
        if (auto fault = read_command()) return *fault;
        if (asked("help")) return Text{is_one_command() ? help(*command_) : help(positions_.front())};
        if (!command_) return misuse("What to do with " + positions_.front() + "?", advice_on_actions());
        return read_arguments();
    }

private:
    struct Given {
        std::string name;
        std::optional<std::string> value;
        std::size_t position; ///< of the word in the line
    };

    bool asked(std::string_view name) const
    {
        return std::ranges::any_of(options_, [&](const Given& given) { return given.name == name; });
    }

    /// Not a group whose `list` is meant when it stands alone.
    bool is_one_command() const { return command_ && (taken_ == 2 || command_->action.empty()); }

    /// Which options take a value is known only with the command; the word behind one that does is no position.
    static bool takes_value(std::string_view name)
    {
        const auto takes = [&](std::span<const Option> options) {
            return std::ranges::any_of(
                options, [&](const Option& option) { return option.name == name && !option.value.empty(); });
        };
        return takes(global_options()) ||
               std::ranges::any_of(commands(), [&](const Command& command) { return takes(command.options); });
    }

    std::optional<Fault> read_positions()
    {
        bool only_positions = false;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const auto& word = words_[i];
            if (only_positions || !word.starts_with("-") || word == "-" || may_be_id(word)) {
                positions_.push_back(word);
            } else if (word == "--") {
                only_positions = true;
            } else if (word == "-h") {
                options_.push_back({"help", {}, i});
            } else if (!word.starts_with("--")) {
                return misuse("There is no option " + word + ".", "Options have long names: parlorctl --help.");
            } else if (const auto equals = word.find('='); equals != std::string::npos) {
                options_.push_back({word.substr(2, equals - 2), word.substr(equals + 1), i});
            } else {
                options_.push_back({word.substr(2), {}, i});
                if (takes_value(options_.back().name) && i + 1 < words_.size()) options_.back().value = words_[++i];
            }
        }
        return {};
    }

    std::variant<Invocation, Text, Fault> read_completion() const
    {
        if (asked("help")) return Text{help("completion")};
        const auto shell = positions_.size() == 2 ? positions_[1] : std::string{};
        if (auto script = completion(shell)) return Text{std::move(*script)};
        return misuse("A completion is for a shell.", "parlorctl completion bash, or parlorctl completion zsh.");
    }

    std::optional<Fault> read_command()
    {
        const auto& group = positions_.front();
        const auto known = groups();
        if (std::ranges::find(known, group) == known.end())
            return misuse("There is no command " + group + ".", suggestion(group, known));
        const auto wanted = positions_.size() > 1 ? std::string_view{positions_[1]} : std::string_view{};
        for (const auto& command : commands())
            if (command.group == group && command.action == wanted && !wanted.empty()) command_ = &command;
        if (command_) {
            taken_ = 2;
            return {};
        }
        for (const auto& command : commands())
            if (command.group == group && (command.action.empty() || (wanted.empty() && command.action == "list")))
                command_ = &command;
        taken_ = 1;
        if (!command_ && !wanted.empty())
            return misuse("There is nothing called " + std::string{wanted} + " in " + group + ".", advice_on_actions());
        return {};
    }

    std::string advice_on_actions() const
    {
        std::vector<std::string_view> actions;
        for (const auto& command : commands())
            if (command.group == positions_.front()) actions.push_back(command.action);
        return suggestion(positions_.size() > 1 ? positions_[1] : std::string{}, actions);
    }

    std::variant<Invocation, Text, Fault> read_arguments() const
    {
        Invocation invocation{command_, {}};
        const auto usage = "Usage: " + called(*command_) + (command_->argument.empty() ? "" : " ") +
                           std::string{command_->argument} + ". More by --help.";
        const std::size_t most = taken_ + (command_->argument.empty() ? 0 : 1);
        if (positions_.size() > most) return misuse(positions_[most] + " is one word too many.", usage);
        if (positions_.size() < most) return misuse(std::string{command_->argument} + " is missing.", usage);
        if (!command_->argument.empty()) invocation.arguments.argument = positions_.back();
        for (const auto& given : options_) {
            const auto* option = find_option(*command_, given.name);
            if (!option)
                return misuse(called(*command_) + " has no option --" + given.name + ".", option_advice(given));
            if (option->value.empty() && given.value) return misuse("--" + given.name + " takes no value.", usage);
            if (!option->value.empty() && !given.value)
                return misuse("--" + given.name + " needs a value: " + std::string{option->value} + ".", usage);
            invocation.arguments.options[given.name] = given.value.value_or("");
        }
        return invocation;
    }

    std::string option_advice(const Given& given) const
    {
        std::vector<std::string_view> known;
        for (const auto options : {command_->options, global_options()})
            for (const auto& option : options) known.push_back(option.name);
        return suggestion(given.name, known);
    }

    std::span<const std::string> words_;
    std::vector<std::string> positions_;
    std::vector<Given> options_;
    const Command* command_ = nullptr;
    std::size_t taken_ = 0;
};

} // namespace

std::variant<Invocation, Text, Fault> parse(std::span<const std::string> words)
{
    return Reader{words}.read();
}

} // namespace parlor::ctl
