#include "domain/lobby/log_rules.hpp"

#include "domain/lobby/emoji.hpp"

#include <set>

namespace parlor::domain {
namespace {

constexpr auto target_path = "target_seq";

Error no_such_entry()
{
    return {Errc::not_found, "There is no such message.", target_path};
}

/// Whether the target can be written to at all: it is there and is a text.
Result<void> check_target(const EntryFacts* target)
{
    if (!target) return no_such_entry();
    if (!target->is_text)
        return Error{Errc::bad_request, "Only chat messages can be edited, deleted or reacted to.", target_path};
    return {};
}

Error deleted()
{
    return {Errc::not_found, "This message was deleted.", target_path};
}

std::size_t kinds_on(const EntryFacts& facts)
{
    std::set<std::string_view> kinds;
    for (const auto& [key, fact] : facts.reactions)
        if (fact.on) kinds.insert(key.first);
    return kinds.size();
}

bool kind_is_on(const EntryFacts& facts, const std::string& emoji)
{
    for (auto at = facts.reactions.lower_bound({emoji, PersonId{}});
         at != facts.reactions.end() && at->first.first == emoji; ++at)
        if (at->second.on) return true;
    return false;
}

Result<LogDecision> decide(const LogLimits& limits, Seq head, const Say& command)
{
    if (auto fine = check_text(limits, command.text); !fine) return fine.error();
    if (command.reply_to > head)
        return Error{Errc::not_found, "The message you reply to does not exist.", "reply_to_seq"};
    return LogDecision{
        EntryBody{TextBody{.text = command.text, .client_id = command.client_id, .reply_to = command.reply_to}}};
}

Result<LogDecision> decide(const LogLimits& limits, const Author& author, const EntryFacts* target,
                           const EditText& command)
{
    if (auto fine = check_text(limits, command.text); !fine) return fine.error();
    if (auto fine = check_target(target); !fine) return fine.error();
    if (target->author != author.session) return Error{Errc::forbidden, "Only its author can edit a message."};
    if (target->deleted) return deleted();
    return LogDecision{EntryBody{EditBody{.target = command.target, .text = command.text}}};
}

Result<LogDecision> decide(const Author& author, const EntryFacts* target, const DeleteText& command)
{
    if (auto fine = check_target(target); !fine) return fine.error();
    if (target->author != author.session) return Error{Errc::forbidden, "Only its author can delete a message."};
    if (target->deleted) return LogDecision{*target->deleted};
    return LogDecision{EntryBody{DeleteBody{.target = command.target}}};
}

Result<LogDecision> decide(const LogLimits& limits, const Author& author, const EntryFacts* target,
                           const React& command)
{
    if (!is_emoji(command.emoji))
        return Error{Errc::bad_request, "A reaction is one emoji of at most 32 bytes.", "emoji"};
    if (auto fine = check_target(target); !fine) return fine.error();
    if (target->deleted) return deleted();
    auto mine = target->reactions.find({command.emoji, author.person});
    if (mine != target->reactions.end() && mine->second.on == command.on) return LogDecision{mine->second.accepted};
    if (!command.on && mine == target->reactions.end())
        return Error{Errc::not_found, "You have not reacted so to this message.", "emoji"};
    if (command.on && !kind_is_on(*target, command.emoji) && kinds_on(*target) >= limits.reaction_kinds)
        return Error{Errc::bad_request,
                     "A message carries at most " + std::to_string(limits.reaction_kinds) + " kinds of reactions.",
                     "emoji"};
    return LogDecision{EntryBody{ReactionBody{.target = command.target, .emoji = command.emoji, .on = command.on}}};
}

} // namespace

Result<void> check_text(const LogLimits& limits, const std::string& text)
{
    if (text.size() > limits.text_bytes)
        return Error{Errc::too_large, "A message has at most " + std::to_string(limits.text_bytes) + " bytes.", "text"};
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return Error{Errc::bad_request, "A message needs some text.", "text"};
    return {};
}

Seq target_of(const LogCommand& command)
{
    if (const auto* edit = std::get_if<EditText>(&command)) return edit->target;
    if (const auto* erase = std::get_if<DeleteText>(&command)) return erase->target;
    if (const auto* react = std::get_if<React>(&command)) return react->target;
    return 0;
}

Result<LogDecision> decide(const LogLimits& limits, const Author& author, Seq head, const EntryFacts* target,
                           const LogCommand& command)
{
    if (const auto* say = std::get_if<Say>(&command)) return decide(limits, head, *say);
    if (const auto* edit = std::get_if<EditText>(&command)) return decide(limits, author, target, *edit);
    if (const auto* erase = std::get_if<DeleteText>(&command)) return decide(author, target, *erase);
    if (const auto* react = std::get_if<React>(&command)) return decide(limits, author, target, *react);
    const auto& body = std::get<Transcribe>(command).body;
    if (auto fine = check_text(limits, body.text); !fine) return fine.error();
    return LogDecision{EntryBody{body}};
}

void apply(EntryFacts& target, const Author& author, const EntryBody& body, Accepted accepted)
{
    if (std::holds_alternative<DeleteBody>(body))
        target.deleted = accepted;
    else if (const auto* reaction = std::get_if<ReactionBody>(&body))
        target.reactions[{reaction->emoji, author.person}] = {.on = reaction->on, .accepted = accepted};
}

} // namespace parlor::domain
