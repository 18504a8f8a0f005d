#pragma once
#include "parlorctl/command.hpp"
#include "parlorctl/table.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What most actions are: a call, whose answer is shown to a person or, with `--json`, to a program.
namespace parlor::ctl {

using Outcome = std::optional<Fault>;

Fault misuse(std::string what, std::string advice);
/// A whole number above 0; nothing where the text is none.
std::optional<std::int64_t> whole_number(std::string_view text);

/// How a list is asked for and shown.
struct List {
    std::string path;
    std::string_view key; ///< of the array in the answer
    std::span<const Column> columns;
};
/// With the options `limit` and `all`.
Outcome show_list(Api& api, const Arguments& arguments, const List& list);

struct Call {
    std::string_view method;
    std::string path;
    std::string body{};
    std::string_view key{}; ///< of the item in the answer; empty = the whole answer
    std::span<const Column> columns{};
    std::string_view done{}; ///< said where the answer has no body
};
/// The answer as a card, or as a sentence where it has no body.
Outcome carry_out(Api& api, const Arguments& arguments, const Call& call);

} // namespace parlor::ctl
