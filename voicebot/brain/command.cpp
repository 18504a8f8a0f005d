#include "voicebot/brain/command.hpp"

#include "voicebot/brain/words.hpp"

#include <algorithm>
#include <array>

namespace parlor::voicebot::brain {
namespace {

using Words = std::vector<std::string>;

/// Whether the words of the phrase stand together somewhere.
bool has(const Words& words, std::string_view phrase)
{
    const auto wanted = split_words(phrase);
    return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

template <std::size_t N> bool has_any(const Words& words, const std::array<std::string_view, N>& phrases)
{
    return std::any_of(phrases.begin(), phrases.end(), [&](auto phrase) { return has(words, phrase); });
}

/// What follows the first of these words, as it was written; nothing where none is there.
std::optional<std::string> text_after(std::string_view text, std::initializer_list<std::string_view> starts)
{
    for (auto start : starts) {
        if (text.size() < start.size()) continue;
        const bool same = std::equal(start.begin(), start.end(), text.begin(),
                                     [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
        const bool whole = text.size() == start.size() || text[start.size()] == ' ' || text[start.size()] == ':';
        if (!same || !whole) continue;
        text.remove_prefix(start.size());
        const auto first = text.find_first_not_of(" :");
        return std::string{first == std::string_view::npos ? std::string_view{} : text.substr(first)};
    }
    return {};
}

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t.,!?\"");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t.,!?\"") - first + 1)};
}

/// Splits at commas and at the word "or".
std::vector<std::string> options_of(std::string_view text)
{
    std::vector<std::string> options;
    std::string rest{text};
    for (std::size_t at = 0; (at = rest.find(" or ", at)) != std::string::npos;) rest.replace(at, 4, 1, ',');
    for (std::size_t at = 0; at <= rest.size();) {
        const auto end = std::min(rest.find(',', at), rest.size());
        if (auto option = trimmed(std::string_view{rest}.substr(at, end - at)); !option.empty())
            options.push_back(std::move(option));
        at = end + 1;
    }
    return options;
}

/// "poll: lunch? pizza, pasta or soup": the question ends at its question mark and may be missing.
std::optional<Command> parse_poll(std::string_view text)
{
    const auto mark = text.find('?');
    std::string question = mark == std::string_view::npos ? std::string{} : trimmed(text.substr(0, mark));
    auto options = options_of(mark == std::string_view::npos ? text : text.substr(mark + 1));
    if (options.size() < 2) return {};
    return OpenPoll{std::move(question), std::move(options)};
}

/// How many seconds the unit is; 0 for no unit of time.
std::int64_t unit_seconds(std::string_view word)
{
    if (word == "second" || word == "seconds" || word == "sec" || word == "s") return 1;
    if (word == "minute" || word == "minutes" || word == "min" || word == "m") return 60;
    if (word == "hour" || word == "hours" || word == "h") return 3'600;
    return 0;
}

/// "5m" and "30s" as one word.
std::int64_t glued_seconds(const std::string& word)
{
    const auto letters = word.find_first_not_of("0123456789");
    if (letters == 0 || letters == std::string::npos || letters > 6) return 0;
    return std::stoll(word.substr(0, letters)) * unit_seconds(std::string_view{word}.substr(letters));
}

std::optional<Command> parse_timer(const Words& words)
{
    std::int64_t seconds = 0;
    std::size_t end = 0;
    for (std::size_t at = 0; at < words.size();) {
        std::size_t next = at;
        if (const auto glued = glued_seconds(words[at]); glued > 0) {
            seconds += glued;
            end = at = at + 1;
            continue;
        }
        const auto number = read_number(words, next);
        if (number && next < words.size() && unit_seconds(words[next]) > 0) {
            seconds += *number * unit_seconds(words[next]);
            end = at = next + 1;
        } else {
            ++at;
        }
    }
    if (seconds <= 0) return {};
    std::string about;
    for (std::size_t at = end; at < words.size(); ++at) {
        if (about.empty() && (words[at] == "to" || words[at] == "for" || words[at] == "please")) continue;
        about += about.empty() ? "" : " ";
        about += words[at];
    }
    return SetTimer{std::chrono::seconds{seconds}, std::move(about)};
}

/// "roll two dice", "roll a twenty sided die", "roll 3d6".
Command parse_roll(const Words& words)
{
    RollDice roll;
    for (std::size_t at = 0; at < words.size();) {
        const auto d = words[at].find('d');
        const bool notation = d != std::string::npos && d + 1 < words[at].size() &&
                              words[at].find_first_not_of("0123456789d") == std::string::npos && words[at].size() < 9;
        if (notation) {
            if (d > 0) roll.count = std::stoll(words[at].substr(0, d));
            const auto sides = words[at].substr(d + 1);
            if (sides.find('d') == std::string::npos) roll.sides = std::stoll(sides);
            return roll;
        }
        if (const auto number = read_number(words, at)) {
            const bool sided = at < words.size() && (words[at] == "sided" || words[at] == "sides");
            (sided ? roll.sides : roll.count) = *number;
        } else {
            ++at;
        }
    }
    return roll;
}

std::optional<Command> parse_free_text(std::string_view text)
{
    if (auto said = text_after(text, {"echo", "say", "repeat after me", "repeat"}); said && !said->empty())
        return Echo{std::move(*said)};
    if (auto poll = text_after(text, {"start a poll", "poll", "make a poll", "open a poll"}))
        if (auto opened = parse_poll(*poll)) return opened;
    if (auto option = text_after(text, {"vote for", "i vote for", "vote"}); option && !option->empty())
        return Vote{trimmed(*option)};
    return {};
}

} // namespace

std::optional<Command> parse_command(std::string_view text)
{
    const auto sentence = trimmed(text);
    const auto words = split_words(sentence);
    if (words.empty()) return {};
    if (auto free = parse_free_text(sentence)) return free;
    const bool timer = has_any(words, std::array<std::string_view, 4>{"timer", "timers", "remind", "alarm"});
    if (has_any(words, std::array<std::string_view, 5>{"stop", "be quiet", "shut up", "silence", "never mind"}) &&
        words.size() <= 3 && !timer)
        return FallSilent{};
    if (timer && has_any(words, std::array<std::string_view, 4>{"cancel", "stop", "delete", "clear"}))
        return CancelTimers{};
    if (timer)
        if (auto set = parse_timer(words)) return set;
    if (has(words, "poll") &&
        has_any(words, std::array<std::string_view, 5>{"close", "end", "result", "results", "finish"}))
        return ClosePoll{};
    if (has_any(words, std::array<std::string_view, 4>{"roll", "dice", "throw a die", "die roll"}))
        return parse_roll(words);
    if (has_any(words, std::array<std::string_view, 4>{"what time", "the time", "what's the time", "clock"}))
        return AskTime{};
    if (has_any(words, std::array<std::string_view, 4>{"what day", "what date", "the date", "which day"}))
        return AskDate{};
    if (has_any(words,
                std::array<std::string_view, 5>{"who is here", "who's here", "who is there", "who are we", "who else"}))
        return AskPeople{};
    if (has_any(words,
                std::array<std::string_view, 5>{"summary", "summarize", "summarise", "sum up", "what did i miss"}))
        return AskSummary{};
    if (has_any(words, std::array<std::string_view, 3>{"help", "what can you do", "commands"})) return AskHelp{};
    if (has_any(words, std::array<std::string_view, 2>{"thank you", "thanks"})) return Thank{};
    if (has_any(words, std::array<std::string_view, 5>{"hello", "hi", "good morning", "good evening", "hey"}))
        return Greet{};
    return {};
}

std::string command_grammar(std::string_view wake_word)
{
    std::string grammar = "#JSGF V1.0;\ngrammar commands;\npublic <command> = [hey] ";
    grammar.append(wake_word);
    grammar += " <request>;\n"
               "<request> = help | what can you do | what time is it | what day is it | who is here | roll a die"
               " | roll <few> dice | set a timer for <time> | cancel the timer | summary [please] | what did i miss"
               " | close the poll | hello | thank you | be quiet | stop;\n"
               "<few> = two | three | four | five | six;\n"
               "<time> = one minute | one hour | <many> seconds | <many> minutes | <few> hours;\n"
               "<many> = two | three | four | five | ten | fifteen | twenty | thirty | forty five;\n";
    return grammar;
}

} // namespace parlor::voicebot::brain
