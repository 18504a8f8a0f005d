#pragma once
#include "protocol/chat.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>

/// What bots that listen write down of what people say.
namespace parlor::protocol {

/// The place of a final line in the log; both are missing for a partial one, which is not kept.
struct TranscriptAccepted {
    std::optional<SeqNumber> seq;
    std::optional<TimeMs> at;
};
BOOST_DESCRIBE_STRUCT(TranscriptAccepted, (), (seq, at))

/// From bots with the capability `transcribe` alone. Partial ones are told to all and forgotten; a final one becomes an
/// entry, once for each `utterance_id` of the bot.
struct PublishTranscript {
    static constexpr std::string_view type = "publish_transcript";
    using Result = TranscriptAccepted;
    Id lobby_id;
    Id speaker;
    Id utterance_id;
    Text<1, 65'536> text;
    bool final = false;
    TimeMs started_at;
};
BOOST_DESCRIBE_STRUCT(PublishTranscript, (), (lobby_id, speaker, utterance_id, text, final, started_at))

/// What somebody is saying, as far as it is understood; the next one with the same `utterance_id` replaces it.
struct Transcript {
    static constexpr std::string_view type = "transcript";
    Id lobby_id;
    Id from;
    Speaker speaker;
    Id utterance_id;
    std::string text;
    TimeMs started_at;
};
BOOST_DESCRIBE_STRUCT(Transcript, (), (lobby_id, from, speaker, utterance_id, text, started_at))

} // namespace parlor::protocol
