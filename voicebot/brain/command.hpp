#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parlor::voicebot::brain {

/// What the rule brain can be asked for.
struct AskHelp {};
struct AskTime {};
struct AskDate {};
struct AskPeople {};
struct RollDice {
    std::int64_t count = 1;
    std::int64_t sides = 6;
};
struct SetTimer {
    std::chrono::seconds time{0};
    std::string about{};
};
struct CancelTimers {};
struct OpenPoll {
    std::string question;
    std::vector<std::string> options;
};
struct Vote {
    std::string option;
};
struct ClosePoll {};
struct AskSummary {};
struct Echo {
    std::string text;
};
struct Greet {};
struct Thank {};
struct FallSilent {};

using Command = std::variant<AskHelp, AskTime, AskDate, AskPeople, RollDice, SetTimer, CancelTimers, OpenPoll, Vote,
                             ClosePoll, AskSummary, Echo, Greet, Thank, FallSilent>;

/// Understands a sentence, spoken or written; nothing where it is none of these.
std::optional<Command> parse_command(std::string_view text);

/// A JSGF grammar of what can be spoken: the wake word, then a command. Polls and echoes have free words and are for writing.
std::string command_grammar(std::string_view wake_word);

} // namespace parlor::voicebot::brain
