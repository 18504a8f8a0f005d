#pragma once
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>
#include <variant>
#include <vector>

/// The lobby's log: entries, and what people do with them.
namespace parlor::protocol {

enum class ParticipantKind { person, bot };
BOOST_DESCRIBE_ENUM(ParticipantKind, person, bot)

/// Who wrote an entry, as they were called then.
struct Author {
    Id participant_id;
    Id person_id;
    std::string name;
    ParticipantKind kind = ParticipantKind::person;
};
BOOST_DESCRIBE_STRUCT(Author, (), (participant_id, person_id, name, kind))

/// What every entry has.
struct EntryHead {
    SeqNumber seq;
    TimeMs at;
    Author from;
};
BOOST_DESCRIBE_STRUCT(EntryHead, (), (seq, at, from))

/// A chat line. `deleted` is true where its author took it back; the text is gone then.
struct TextEntry : EntryHead {
    static constexpr std::string_view kind = "text";
    std::string text;
    std::optional<std::string> client_id;
    std::optional<SeqNumber> reply_to_seq;
    std::optional<bool> deleted;
};
BOOST_DESCRIBE_STRUCT(TextEntry, (EntryHead), (text, client_id, reply_to_seq, deleted))

struct EditEntry : EntryHead {
    static constexpr std::string_view kind = "edit";
    SeqNumber target_seq;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(EditEntry, (EntryHead), (target_seq, text))

struct DeleteEntry : EntryHead {
    static constexpr std::string_view kind = "delete";
    SeqNumber target_seq;
};
BOOST_DESCRIBE_STRUCT(DeleteEntry, (EntryHead), (target_seq))

struct ReactionEntry : EntryHead {
    static constexpr std::string_view kind = "reaction";
    SeqNumber target_seq;
    std::string emoji;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(ReactionEntry, (EntryHead), (target_seq, emoji, on))

struct Speaker {
    Id participant_id;
    Id person_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Speaker, (), (participant_id, person_id, name))

struct TranscriptEntry : EntryHead {
    static constexpr std::string_view kind = "transcript";
    Speaker speaker;
    Id utterance_id;
    std::string text;
    TimeMs started_at;
};
BOOST_DESCRIBE_STRUCT(TranscriptEntry, (EntryHead), (speaker, utterance_id, text, started_at))

struct NoticeEntry : EntryHead {
    static constexpr std::string_view kind = "notice";
    std::string code;
    Json params;
};
BOOST_DESCRIBE_STRUCT(NoticeEntry, (EntryHead), (code, params))

using Entry = std::variant<TextEntry, EditEntry, DeleteEntry, ReactionEntry, TranscriptEntry, NoticeEntry>;

/// The entry is committed: it has this place in the log and this time.
struct EntryAccepted {
    SeqNumber seq;
    TimeMs at;
};
BOOST_DESCRIBE_STRUCT(EntryAccepted, (), (seq, at))

/// The text's bound in bytes is a setting (`limits.chat_text_bytes`); past it: `too_large`.
struct SendChatMessage {
    static constexpr std::string_view type = "send_chat_message";
    using Result = EntryAccepted;
    Id lobby_id;
    Text<1, 65'536> text;
    std::optional<Text<1, 64>> client_id;
    std::optional<SeqNumber> reply_to_seq;
};
BOOST_DESCRIBE_STRUCT(SendChatMessage, (), (lobby_id, text, client_id, reply_to_seq))

struct EditChatMessage {
    static constexpr std::string_view type = "edit_chat_message";
    using Result = EntryAccepted;
    Id lobby_id;
    SeqNumber target_seq;
    Text<1, 65'536> text;
};
BOOST_DESCRIBE_STRUCT(EditChatMessage, (), (lobby_id, target_seq, text))

struct DeleteChatMessage {
    static constexpr std::string_view type = "delete_chat_message";
    using Result = EntryAccepted;
    Id lobby_id;
    SeqNumber target_seq;
};
BOOST_DESCRIBE_STRUCT(DeleteChatMessage, (), (lobby_id, target_seq))

/// One emoji of at most 32 bytes; at most 20 kinds per entry.
struct SetReaction {
    static constexpr std::string_view type = "set_reaction";
    using Result = EntryAccepted;
    Id lobby_id;
    SeqNumber target_seq;
    Text<1, 32> emoji;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(SetReaction, (), (lobby_id, target_seq, emoji, on))

struct EntryPage {
    std::vector<Entry> entries;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(EntryPage, (), (entries, more))

/// Entries after `after_seq`, or the last ones before `before_seq` (default: the newest), always ascending.
struct GetEntries {
    static constexpr std::string_view type = "get_entries";
    using Result = EntryPage;
    Id lobby_id;
    std::optional<SeqNumber> before_seq;
    std::optional<SeqOrZero> after_seq;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(GetEntries, (), (lobby_id, before_seq, after_seq, limit))

struct SetTyping {
    static constexpr std::string_view type = "set_typing";
    using Result = Empty;
    Id lobby_id;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(SetTyping, (), (lobby_id, on))

struct EntryEvent {
    static constexpr std::string_view type = "entry";
    Id lobby_id;
    Entry entry;
};
BOOST_DESCRIBE_STRUCT(EntryEvent, (), (lobby_id, entry))

struct Typing {
    static constexpr std::string_view type = "typing";
    Id lobby_id;
    Id participant_id;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(Typing, (), (lobby_id, participant_id, on))

} // namespace parlor::protocol
