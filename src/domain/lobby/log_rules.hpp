#pragma once
#include "base/result.hpp"
#include "domain/lobby/entry.hpp"
#include "domain/lobby/entry_facts.hpp"

#include <string>
#include <variant>

/// What people may do with the lobby's log.
namespace parlor::domain {

struct LogLimits {
    std::size_t text_bytes = 8192;
    std::size_t reaction_kinds = 20;
};

struct Say {
    std::string text;
    std::string client_id;
    Seq reply_to = 0;
};
struct EditText {
    Seq target = 0;
    std::string text;
};
struct DeleteText {
    Seq target = 0;
};
struct React {
    Seq target = 0;
    std::string emoji;
    bool on = true;
};

/// A bot has understood what somebody said.
struct Transcribe {
    TranscriptBody body;
};

using LogCommand = std::variant<Say, EditText, DeleteText, React, Transcribe>;

/// The entry that a command speaks of; 0 = none.
Seq target_of(const LogCommand& command);

/// A new entry to append, or the place of the one that already says so (repeating a command is no error).
using LogDecision = std::variant<EntryBody, Accepted>;

/// `head`: the highest seq of the log; `target`: facts of `target_of(command)`, null where there is no such entry.
/// Refuses with `bad_request`, `too_large`, `not_found` (no such entry, or it was deleted), `forbidden` (not its author).
Result<LogDecision> decide(const LogLimits& limits, const Author& author, Seq head, const EntryFacts* target,
                           const LogCommand& command);

/// Refuses with `too_large`, `bad_request` (nothing to see).
Result<void> check_text(const LogLimits& limits, const std::string& text);

/// Makes a decided entry true in its target's facts. `accepted` may be provisional while the entry is not yet committed.
void apply(EntryFacts& target, const Author& author, const EntryBody& body, Accepted accepted);

} // namespace parlor::domain
