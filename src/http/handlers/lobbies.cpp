#include "http/handlers/lobbies.hpp"

#include <charconv>

namespace parlor::http {
namespace {

using Nothing = Routes::Nothing;

constexpr std::int64_t max_page = 100;
constexpr std::size_t max_query = 100;
constexpr std::size_t max_key = 128;

const Parameter cursor_parameter{"cursor", "query", "Where a page before this one ended: its `next_cursor`."};
const Parameter invite_parameter{"Parlor-Invite", "header", "Token of an invite, for a private lobby."};
const Parameter limit_parameter{"limit", "query", "Most items of the page."};

/// Answers with the value as JSON, or with the refusal.
template <class T> service::Reply<T> reply_to(Call call, int status)
{
    return [call = std::move(call), status](Result<T> result) mutable {
        if (!result) return call.refuse(result.error());
        call.answer(json(status, *result));
    };
}

/// As above for a lobby, whose version is its ETag (RFC 9110 §8.8.3).
service::Reply<protocol::LobbyResult> reply_with_version(Call call)
{
    return [call = std::move(call)](Result<protocol::LobbyResult> result) mutable {
        if (!result) return call.refuse(result.error());
        auto response = json(200, *result);
        response.headers.emplace_back("ETag", "\"" + std::to_string(result->lobby.version) + "\"");
        call.answer(std::move(response));
    };
}

/// The version that `If-Match` names, bare or as an entity tag.
Result<std::int64_t> expected_version(const Call& call)
{
    std::string_view text = call.request.header("If-Match");
    if (text.empty())
        return Error{Errc::bad_request, "If-Match: missing; it names the version that you have seen.", "If-Match"};
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::int64_t version = 0;
    const auto [after, fault] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (fault != std::errc{} || after != text.data() + text.size() || version < 1)
        return Error{Errc::bad_request, "If-Match: must be a lobby's version, as in \"3\"", "If-Match"};
    return version;
}

void list(Call call, service::LobbyApi& lobbies)
{
    auto limit = call.integer("limit", 1, max_page, 50);
    if (!limit) return call.refuse(limit.error());
    auto query = call.target.parameter("query").value_or("");
    if (query.size() > max_query)
        return call.refuse({Errc::bad_request, "query: must have at most 100 bytes", "query"});
    auto cursor = call.target.parameter("cursor").value_or("");
    lobbies.list(std::move(query), std::move(cursor), static_cast<std::size_t>(*limit),
                 reply_to<protocol::LobbyPage>(std::move(call), 200));
}

void create(Call call, protocol::CreateLobby body, service::LobbyApi& lobbies)
{
    std::string key{call.request.header("Idempotency-Key")};
    if (key.size() > max_key)
        return call.refuse({Errc::bad_request, "Idempotency-Key: must have at most 128 bytes", "Idempotency-Key"});
    auto actor = call.actor;
    lobbies.create(std::move(actor), std::move(body), std::move(key),
                   [call = std::move(call)](Result<protocol::LobbyCreated> created) mutable {
                       if (!created) return call.refuse(created.error());
                       auto response = json(201, *created);
                       response.headers.emplace_back("Location", "/api/v1/lobbies/" + created->lobby.id);
                       call.answer(std::move(response));
                   });
}

void update(Call call, protocol::LobbyPatch body, service::LobbyApi& lobbies)
{
    const LobbyId lobby{call.id("lobby_id")};
    auto version = expected_version(call);
    if (!version) return call.refuse(version.error());
    auto actor = call.actor;
    lobbies.update(std::move(actor), lobby, *version, std::move(body), reply_with_version(std::move(call)));
}

void end(Call call, service::LobbyApi& lobbies)
{
    auto actor = call.actor;
    const LobbyId lobby{call.id("lobby_id")};
    lobbies.end(std::move(actor), lobby, [call = std::move(call)](Result<protocol::Empty> ended) mutable {
        if (!ended) return call.refuse(ended.error());
        call.answer(no_content());
    });
}

void entries(Call call, service::LobbyApi& lobbies)
{
    protocol::GetEntries query{.lobby_id = call.id("lobby_id"), .before_seq = {}, .after_seq = {}, .limit = {}};
    auto before = call.integer("before_seq", 1, protocol::max_safe_integer);
    auto after = call.integer("after_seq", 0, protocol::max_safe_integer);
    auto limit = call.integer("limit", 1, 200);
    for (auto* value : {&before, &after, &limit})
        if (!*value) return call.refuse(value->error());
    if (*before) query.before_seq.emplace(**before);
    if (*after) query.after_seq.emplace(**after);
    if (*limit) query.limit.emplace(**limit);
    auto actor = call.actor;
    lobbies.entries(std::move(actor), std::move(query), reply_to<protocol::EntryPage>(std::move(call), 200));
}

void participants(Call call, service::LobbyApi& lobbies)
{
    protocol::ListParticipants query{.lobby_id = call.id("lobby_id"), .cursor = {}, .limit = {}};
    auto limit = call.integer("limit", 1, 500);
    if (!limit) return call.refuse(limit.error());
    if (*limit) query.limit.emplace(**limit);
    if (auto cursor = call.target.parameter("cursor"); cursor && !cursor->empty()) query.cursor.emplace(*cursor);
    auto actor = call.actor;
    lobbies.participants(std::move(actor), std::move(query), reply_to<protocol::ParticipantPage>(std::move(call), 200));
}

} // namespace

void add_lobby_routes(Routes& routes, Services services)
{
    auto& lobbies = services.lobbies;
    routes.add<Nothing, protocol::LobbyPage>(
        {.method = "GET",
         .path = "/api/v1/lobbies",
         .access = Access::open,
         .summary = "Public lobbies, most people first.",
         .parameters = {{"query", "query", "Part of the name."}, cursor_parameter, limit_parameter}},
        [&lobbies](Call call) { list(std::move(call), lobbies); });
    routes.add<protocol::CreateLobby, protocol::LobbyCreated>(
        {.method = "POST",
         .path = "/api/v1/lobbies",
         .status = 201,
         .summary = "Creates a lobby; the session owns it.",
         .parameters = {{"Idempotency-Key", "header", "Repeats with the same key give the first lobby."}}},
        [&lobbies](Call call, protocol::CreateLobby body) { create(std::move(call), std::move(body), lobbies); });
    routes.add<Nothing, protocol::LobbyResult>({.method = "GET",
                                                .path = "/api/v1/lobbies/{lobby_id}",
                                                .access = Access::seen_by,
                                                .summary = "One lobby.",
                                                .parameters = {invite_parameter}},
                                               [&lobbies](Call call) {
                                                   auto actor = call.actor;
                                                   const LobbyId lobby{call.id("lobby_id")};
                                                   lobbies.get(std::move(actor), lobby,
                                                               reply_with_version(std::move(call)));
                                               });
    routes.add<protocol::LobbyPatch, protocol::LobbyResult>(
        {.method = "PATCH",
         .path = "/api/v1/lobbies/{lobby_id}",
         .summary = "Changes settings, as roles allow.",
         .parameters = {{"If-Match", "header", "The version that the change was made from.", true}}},
        [&lobbies](Call call, protocol::LobbyPatch body) { update(std::move(call), std::move(body), lobbies); });
    routes.add<Nothing, Nothing>({.method = "DELETE",
                                  .path = "/api/v1/lobbies/{lobby_id}",
                                  .status = 204,
                                  .summary = "Ends a lobby, as roles allow."},
                                 [&lobbies](Call call) { end(std::move(call), lobbies); });
    routes.add<Nothing, protocol::EntryPage>({.method = "GET",
                                              .path = "/api/v1/lobbies/{lobby_id}/entries",
                                              .summary = "Entries, ascending; for members.",
                                              .parameters = {{"before_seq", "query", "The last ones before this seq."},
                                                             {"after_seq", "query", "The first ones after this seq."},
                                                             limit_parameter}},
                                             [&lobbies](Call call) { entries(std::move(call), lobbies); });
    routes.add<Nothing, protocol::ParticipantPage>({.method = "GET",
                                                    .path = "/api/v1/lobbies/{lobby_id}/participants",
                                                    .summary = "Participants; for members.",
                                                    .parameters = {cursor_parameter, limit_parameter}},
                                                   [&lobbies](Call call) { participants(std::move(call), lobbies); });
}

} // namespace parlor::http
