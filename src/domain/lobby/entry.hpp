#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <string>
#include <variant>

namespace parlor::domain {

enum class ParticipantKind { person, bot };

/// Who wrote an entry, as they were called when they wrote it. The session is never shown to members.
struct Author {
    SessionId session;
    ParticipantId participant;
    PersonId person;
    std::string name;
    ParticipantKind kind = ParticipantKind::person;
    bool operator==(const Author&) const = default;
};

/// A chat line. `client_id` (empty = none) makes sending idempotent for its (session, lobby); `reply_to` 0 = none.
struct TextBody {
    std::string text;
    std::string client_id;
    Seq reply_to = 0;
    bool deleted = false;
    bool operator==(const TextBody&) const = default;
};

struct EditBody {
    Seq target = 0;
    std::string text;
    bool operator==(const EditBody&) const = default;
};

/// Takes a text back: with its commit the target's text, and those of its edits, are erased from the store.
struct DeleteBody {
    Seq target = 0;
    bool operator==(const DeleteBody&) const = default;
};

struct ReactionBody {
    Seq target = 0;
    std::string emoji;
    bool on = true;
    bool operator==(const ReactionBody&) const = default;
};

/// What a bot heard a person say; the speaker's session is never shown to members.
struct TranscriptBody {
    ParticipantId speaker;
    PersonId speaker_person;
    std::string speaker_name;
    std::string utterance_id;
    std::string text;
    Timestamp started_at{};
    SessionId speaker_session{};
    bool operator==(const TranscriptBody&) const = default;
};

/// Something that happened, by code; `params` is a JSON object's text.
struct NoticeBody {
    std::string code;
    std::string params = "{}";
    bool operator==(const NoticeBody&) const = default;
};

using EntryBody = std::variant<TextBody, EditBody, DeleteBody, ReactionBody, TranscriptBody, NoticeBody>;

/// What makes appending a body idempotent for its (session, lobby); empty = nothing does.
inline std::string idempotency_key(const EntryBody& body)
{
    if (const auto* text = std::get_if<TextBody>(&body)) return text->client_id;
    if (const auto* line = std::get_if<TranscriptBody>(&body)) return "utterance " + line->utterance_id;
    return {};
}

/// An entry before it has its place in the log.
struct Draft {
    Timestamp at{};
    Author author;
    EntryBody body;
};

/// One line of a lobby's log, durable.
struct Entry {
    Seq seq = 0;
    Timestamp at{};
    Author author;
    EntryBody body;
    bool operator==(const Entry&) const = default;
};

/// Takes out of an entry what those of whom `gone(session)` is true wrote or said, and how they were called; its place and
/// kind stay. Whether anything of them was in it.
template <class Gone> bool erase_writing(Entry& entry, Gone gone)
{
    bool found = false;
    auto* transcript = std::get_if<TranscriptBody>(&entry.body);
    if (transcript && gone(transcript->speaker_session)) {
        transcript->text.clear();
        transcript->speaker_name.clear();
        found = true;
    }
    if (!gone(entry.author.session)) return found;
    entry.author.name.clear();
    if (transcript) transcript->text.clear();
    if (auto* text = std::get_if<TextBody>(&entry.body)) {
        text->text.clear();
        text->deleted = true;
    }
    if (auto* edit = std::get_if<EditBody>(&entry.body)) edit->text.clear();
    return true;
}

/// Where and when an entry was committed.
struct Accepted {
    Seq seq = 0;
    Timestamp at{};
    bool operator==(const Accepted&) const = default;
};

} // namespace parlor::domain
