#include "store/sqlite/entry_rows.hpp"

#include <boost/json.hpp>

namespace parlor::store {
namespace {

using namespace domain;

/// Places in the column `extra` of a transcript. Early versions did not keep the session.
constexpr std::size_t speaker_name_at = 2;
constexpr std::size_t speaker_session_at = 5;

/// A body as columns; which mean what depends on the kind. Views into the body or into `extra`.
struct Columns {
    EntryKind kind{};
    std::string_view text{};
    Seq target = 0; ///< 0 = null; of a text what it replies to
    std::int64_t flag = 0;
    std::string extra{};
};

struct ToColumns {
    Columns operator()(const TextBody& body) const
    {
        // What a text replies to is no target: it is not looked up from there.
        std::string extra = body.reply_to > 0 ? std::to_string(body.reply_to) : std::string{};
        return {EntryKind::text, body.text, 0, body.deleted, std::move(extra)};
    }
    Columns operator()(const EditBody& body) const { return {EntryKind::edit, body.text, body.target, 0, {}}; }
    Columns operator()(const DeleteBody& body) const { return {EntryKind::erase, {}, body.target, 0, {}}; }
    Columns operator()(const ReactionBody& body) const
    {
        return {EntryKind::reaction, body.emoji, body.target, body.on, {}};
    }
    Columns operator()(const TranscriptBody& body) const
    {
        boost::json::array extra{body.speaker.str(), body.speaker_person.str(), body.speaker_name,
                                 body.utterance_id,  to_ms(body.started_at),    body.speaker_session.str()};
        return {EntryKind::transcript, body.text, 0, 0, boost::json::serialize(extra)};
    }
    Columns operator()(const NoticeBody& body) const { return {EntryKind::notice, body.code, 0, 0, body.params}; }
};

TranscriptBody read_transcript(std::string text, const std::string& extra)
{
    const auto fields = boost::json::parse(extra).as_array();
    auto field = [&](std::size_t i) { return std::string{fields.at(i).as_string()}; };
    return {.speaker = ParticipantId{field(0)},
            .speaker_person = PersonId{field(1)},
            .speaker_name = field(speaker_name_at),
            .utterance_id = field(3),
            .text = std::move(text),
            .started_at = from_ms(fields.at(4).as_int64()),
            .speaker_session = SessionId{fields.size() > speaker_session_at ? field(speaker_session_at) : ""}};
}

EntryBody read_body(const Query& row)
{
    const auto target = row.number(10);
    switch (static_cast<EntryKind>(row.number(7))) {
    case EntryKind::text:
        return TextBody{row.text(8), row.text(9), row.is_null(12) ? 0 : std::stoll(row.text(12)), row.number(11) != 0};
    case EntryKind::edit: return EditBody{target, row.text(8)};
    case EntryKind::erase: return DeleteBody{target};
    case EntryKind::reaction: return ReactionBody{target, row.text(8), row.number(11) != 0};
    case EntryKind::transcript: return read_transcript(row.text(8), row.text(12));
    case EntryKind::notice: return NoticeBody{row.text(8), row.text(12)};
    }
    throw SqlError{SQLITE_CORRUPT, "an entry of an unknown kind"};
}

} // namespace

std::optional<std::string> without_speaker(const std::string& extra, const std::string& session)
{
    auto fields = boost::json::parse(extra).as_array();
    if (fields.size() <= speaker_session_at || fields[speaker_session_at].as_string() != session) return {};
    fields[speaker_name_at] = "";
    return boost::json::serialize(fields);
}

bool insert_entry(Database& database, std::int64_t lobby, Seq seq, const Draft& draft)
{
    const auto columns = std::visit(ToColumns{}, draft.body);
    auto insert = database.query("INSERT INTO entries (lobby, " PARLOR_ENTRY_COLUMNS
                                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                 " ON CONFLICT (lobby, session, client_id) WHERE client_id IS NOT NULL DO NOTHING");
    const auto& author = draft.author;
    insert.bind(lobby).bind(seq).bind(to_ms(draft.at)).bind(author.session.str()).bind(author.participant.str());
    insert.bind(author.person.str()).bind(author.name).bind(static_cast<std::int64_t>(author.kind));
    const auto key = idempotency_key(draft.body);
    insert.bind(static_cast<std::int64_t>(columns.kind)).bind(columns.text).bind_or_null(key);
    columns.target > 0 ? insert.bind(columns.target) : insert.bind_null();
    insert.bind(columns.flag).bind_or_null(columns.extra);
    return insert.run() > 0;
}

Entry read_entry(const Query& row)
{
    return {.seq = row.number(0),
            .at = from_ms(row.number(1)),
            .author = {.session = SessionId{row.text(2)},
                       .participant = ParticipantId{row.text(3)},
                       .person = PersonId{row.text(4)},
                       .name = row.text(5),
                       .kind = static_cast<ParticipantKind>(row.number(6))},
            .body = read_body(row)};
}

} // namespace parlor::store
