#pragma once
#include "tests/journey/catalogue_scene.hpp"

#include <ostream>
#include <vector>

namespace parlor::test {

/// One message and what must come of it.
struct Row {
    Who who;
    const char* data;
    Verdict verdict{};
    /// Where it is another one than the section's.
    const char* type = nullptr;
};

/// What can be right and out of state with one type of message; one after another in one scene.
struct Section {
    const char* type;
    std::vector<Row> rows;
};

// clang-format off
/// Every type needs a section with a right row. That its lobby does not exist, and that the sender is not in it, is tried
/// with that row of every type; fields that are missing, ill-typed or out of bounds are in tests/vectors/messages.json.
inline const Section sections[] = {
    {"ping", {
        {Who::outsider, R"({"any":["thing"]})"},
        {Who::outsider, "null"},
    }},
    {"set_name", {
        {Who::outsider, R"({"name":"Zoë"})"},
        {Who::member, R"({"name":"ZOË"})", {"name_taken", "data.name"}},
        {Who::member, R"({"name":" \t "})", {"bad_request", "data.name"}},
        {Who::member, R"({"name":"$x33"})", {"bad_request", "data.name"}},
    }},
    {"join", {
        {Who::outsider, R"({"lobby_id":"$lobby","tab":"t"})"},
        {Who::outsider, R"({"lobby_id":"$lobby","tab":"t","after_seq":2})"},
        {Who::outsider, R"({"lobby_id":"$lobby","tab":"another"})", {"conflict", ""}},
        {Who::outsider, R"({"lobby_id":"$full","tab":"t"})", {"lobby_full", ""}},
        {Who::outsider, R"({"lobby_id":"$locked","tab":"t"})", {"lobby_locked", ""}},
        {Who::outsider, R"({"lobby_id":"$secret","tab":"t"})", {"password_required", "data.password"}},
        {Who::outsider, R"({"lobby_id":"$secret","tab":"t","password":"close"})", {"wrong_password", "data.password"}},
        {Who::outsider, R"({"lobby_id":"$secret","tab":"t","password":"open"})"},
        {Who::outsider, R"({"lobby_id":"$private","tab":"t"})", {"not_found", "data.lobby_id"}},
        {Who::outsider, R"({"lobby_id":"$private","tab":"t","invite":"forged","password":"open"})", {"not_found", "data.lobby_id"}},
        {Who::outsider, R"({"lobby_id":"$private","tab":"t","invite":"$token"})"},
    }},
    {"leave", {
        {Who::member, R"({"lobby_id":"$lobby"})"},
        {Who::member, R"({"lobby_id":"$lobby"})", {"not_joined", ""}},
    }},
    {"list_participants", {
        {Who::member, R"({"lobby_id":"$lobby","limit":2})"},
        {Who::member, R"({"lobby_id":"$lobby","cursor":"not one of ours"})", {"bad_request", "data.cursor"}},
    }},
    {"update_participant", {
        {Who::member, R"({"lobby_id":"$lobby","hand":true})"},
    }},
    {"send_chat_message", {
        {Who::member, R"({"lobby_id":"$lobby","text":"$x100","client_id":"c","reply_to_seq":1})"},
        {Who::member, R"({"lobby_id":"$lobby","text":"$x101"})", {"too_large", "data.text"}},
        {Who::member, R"({"lobby_id":"$lobby","text":" \n "})", {"bad_request", "data.text"}},
        {Who::member, R"({"lobby_id":"$lobby","text":"a","reply_to_seq":99})", {"not_found", "data.reply_to_seq"}},
    }},
    {"edit_chat_message", {
        {Who::member, R"({"lobby_id":"$lobby","target_seq":3,"text":"b"})"},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":1,"text":"b"})", {"forbidden", ""}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":4,"text":"b"})", {"bad_request", "data.target_seq"}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":99,"text":"b"})", {"not_found", "data.target_seq"}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":3,"text":"$x101"})", {"too_large", "data.text"}},
    }},
    {"delete_chat_message", {
        {Who::member, R"({"lobby_id":"$lobby","target_seq":3})"},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":3})"},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":1})", {"forbidden", ""}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":4})", {"bad_request", "data.target_seq"}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":99})", {"not_found", "data.target_seq"}},
    }},
    {"set_reaction", {
        {Who::member, R"({"lobby_id":"$lobby","target_seq":1,"emoji":"👍","on":true})"},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":1,"emoji":"no","on":true})", {"bad_request", "data.emoji"}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":1,"emoji":"🎉","on":false})", {"not_found", "data.emoji"}},
        {Who::member, R"({"lobby_id":"$lobby","target_seq":99,"emoji":"👍","on":true})", {"not_found", "data.target_seq"}},
    }},
    {"get_entries", {
        {Who::member, R"({"lobby_id":"$lobby","limit":200})"},
        {Who::member, R"({"lobby_id":"$lobby","after_seq":99})"},
    }},
    {"set_typing", {
        {Who::member, R"({"lobby_id":"$lobby","on":true})"},
    }},
    {"relay_session_description", {
        {Who::member, R"({"lobby_id":"$lobby","to":"$owner","negotiation":1,"description":{"type":"offer","sdp":"v=0"}})"},
        {Who::member, R"({"lobby_id":"$lobby","to":"nobody","negotiation":1,"description":{"type":"offer","sdp":"v=0"}})", {"not_found", "data.to"}},
    }},
    {"relay_ice_candidate", {
        {Who::member, R"({"lobby_id":"$lobby","to":"$owner","negotiation":1,"candidate":null})"},
        {Who::member, R"({"lobby_id":"$lobby","to":"nobody","negotiation":1,"candidate":null})", {"not_found", "data.to"}},
    }},
    {"relay_data", {
        {Who::member, R"({"lobby_id":"$lobby","topic":"game","payload":"$x98"})"},
        {Who::member, R"({"lobby_id":"$lobby","topic":"game","payload":"$x99"})", {"too_large", "data.payload"}},
        {Who::member, R"({"lobby_id":"$lobby","to":"$owner","topic":"game","payload":"$x998"})"},
        {Who::member, R"({"lobby_id":"$lobby","to":"$owner","topic":"game","payload":"$x999"})", {"too_large", "data.payload"}},
        {Who::member, R"({"lobby_id":"$lobby","to":"nobody","topic":"game","payload":1})", {"not_found", "data.to"}},
        {Who::member, R"({"lobby_id":"$lobby","topic":"parlor.x","payload":1})", {"forbidden", "data.topic"}},
    }},
    {"get_ice_servers", {
        {Who::member, R"({"lobby_id":"$lobby"})"},
    }},
    {"publish_transcript", {
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"u","text":"hi","final":false,"started_at":1})"},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"u","text":"hi","final":true,"started_at":1})"},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"u","text":"hi","final":true,"started_at":1})"},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"nobody","utterance_id":"v","text":"hi","final":true,"started_at":1})", {"not_found", "data.speaker"}},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"v","text":" ","final":false,"started_at":1})", {"bad_request", "data.text"}},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"v","text":"$x101","final":true,"started_at":1})", {"too_large", "data.text"}},
        {Who::owner, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"v","text":"hi","final":true,"started_at":1})", {"forbidden", ""}},
        {Who::member, R"({"lobby_id":"$lobby","no_transcription":true})", {}, "update_participant"},
        {Who::scribe, R"({"lobby_id":"$lobby","speaker":"$member","utterance_id":"v","text":"hi","final":true,"started_at":1})", {"forbidden", "data.speaker"}},
        {Who::scribe, R"({"name":"Nina"})", {"forbidden", ""}, "set_name"},
        {Who::scribe, R"({"lobby_id":"$locked","tab":"t"})", {"forbidden", "data.lobby_id"}, "join"},
        {Who::scribe, R"({"lobby_id":"$lobby","participant_id":"$member"})", {"forbidden", ""}, "kick"},
        {Who::owner, R"({"lobby_id":"$lobby","participant_id":"$scribe","role":"moderator"})", {"forbidden", "data.participant_id"}, "set_role"},
    }},
    {"mute", {
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member","on":true})"},
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$moderator","on":true})", {"forbidden", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$owner","on":true})", {"forbidden", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"nobody","on":true})", {"not_found", "data.participant_id"}},
    }},
    {"set_role", {
        {Who::owner, R"({"lobby_id":"$lobby","participant_id":"$member","role":"guest"})"},
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$moderator","role":"guest"})", {"forbidden", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$owner","role":"guest"})", {"forbidden", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member","role":"moderator"})", {"forbidden", "data.role"}},
        {Who::owner, R"({"lobby_id":"$lobby","participant_id":"nobody","role":"guest"})", {"not_found", "data.participant_id"}},
    }},
    {"kick", {
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member","reason":"noise"})"},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member"})", {"not_found", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$owner"})", {"forbidden", "data.participant_id"}},
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$owner"})", {"not_joined", ""}},
    }},
    {"ban", {
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$owner"})", {"forbidden", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member","until":1})", {"bad_request", "data.until"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$owner"})", {"forbidden", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member","reason":"noise"})"},
        {Who::member, R"({"lobby_id":"$lobby","tab":"t"})", {"banned", ""}, "join"},
    }},
    {"unban", {
        {Who::owner, R"({"lobby_id":"$lobby","participant_id":"$member"})", {}, "ban"},
        {Who::member, R"({"lobby_id":"$lobby","ban_id":"$ban"})", {"not_joined", ""}},
        {Who::owner, R"({"lobby_id":"$lobby","ban_id":"none"})", {"not_found", "data.ban_id"}},
        {Who::owner, R"({"lobby_id":"$lobby","ban_id":"$ban"})"},
        {Who::member, R"({"lobby_id":"$lobby","tab":"t"})", {}, "join"},
    }},
    {"list_bans", {
        {Who::moderator, R"({"lobby_id":"$lobby"})"},
        {Who::member, R"({"lobby_id":"$lobby"})", {"forbidden", ""}},
    }},
    {"admit", {
        {Who::owner, R"({"lobby_id":"$lobby","version":1,"waiting_room":true})", {}, "update_lobby"},
        {Who::outsider, R"({"lobby_id":"$lobby","tab":"outsider"})", {}, "join"},
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$outsider"})", {"forbidden", ""}},
        {Who::outsider, R"({"lobby_id":"$lobby","participant_id":"$outsider"})", {"not_joined", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$member"})", {"not_found", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$outsider"})"},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$outsider"})", {"not_found", "data.participant_id"}},
    }},
    {"deny", {
        {Who::owner, R"({"lobby_id":"$lobby","version":1,"waiting_room":true})", {}, "update_lobby"},
        {Who::outsider, R"({"lobby_id":"$lobby","tab":"outsider"})", {}, "join"},
        {Who::member, R"({"lobby_id":"$lobby","participant_id":"$outsider"})", {"forbidden", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"nobody"})", {"not_found", "data.participant_id"}},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$outsider"})"},
        {Who::moderator, R"({"lobby_id":"$lobby","participant_id":"$outsider"})", {"not_found", "data.participant_id"}},
    }},
    {"update_lobby", {
        {Who::owner, R"({"lobby_id":"$lobby","version":1,"name":"New","bots_by":"members"})"},
        {Who::owner, R"({"lobby_id":"$lobby","version":1,"name":"Newer"})", {"conflict", ""}},
        {Who::moderator, R"({"lobby_id":"$lobby","version":2,"locked":true})"},
        {Who::moderator, R"({"lobby_id":"$lobby","version":3,"name":"Mine"})", {"forbidden", ""}},
        {Who::member, R"({"lobby_id":"$lobby","version":3,"locked":false})", {"forbidden", ""}},
        {Who::owner, R"({"lobby_id":"$lobby","version":3,"name":" "})", {"bad_request", "data.name"}},
        {Who::moderator, R"({"lobby_id":"$lobby","version":3,"waiting_room":true})"},
        {Who::owner, R"({"lobby_id":"$lobby","version":4,"visibility":"private","password":"p","ice_policy":"relay","duplicates":"replace","history_days":7,"max_entries":100})"},
        {Who::moderator, R"({"lobby_id":"$lobby","version":5,"password":""})", {"forbidden", ""}},
        {Who::owner, R"({"lobby_id":"$lobby","version":5,"capacity":100000})", {"bad_request", "data.capacity"}},
    }},
    {"close_lobby", {
        {Who::moderator, R"({"lobby_id":"$lobby"})", {"forbidden", ""}},
        {Who::owner, R"({"lobby_id":"$lobby"})"},
        {Who::owner, R"({"lobby_id":"$lobby"})", {"not_found", "data.lobby_id"}},
    }},
};
// clang-format on

/// For the names of parametrised tests.
inline void PrintTo(const Section& section, std::ostream* out)
{
    *out << section.type;
}

} // namespace parlor::test
