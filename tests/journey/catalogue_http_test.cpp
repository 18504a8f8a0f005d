// Every call that /openapi.json describes, against a real server: right, and wrong in every way that has a name.
#include "tests/journey/catalogue_scene.hpp"
#include "tests/journey/shared_server.hpp"
#include "tests/journey/wrong_bodies.hpp"

namespace parlor::test {
namespace {

/// One call and what must come of it. `$…` as in Scene::fill.
struct Call {
    const char* route; ///< method and path as in /openapi.json
    Who who = Who::owner;
    const char* query = "";
    const char* body = "";
    Headers headers{};
    int status = 200;
    Verdict verdict{};
    /// What is done first, by the administrator or by the owner: route and body.
    std::vector<std::pair<const char*, const char*>> before{};
    /// In the place of `{session_id}`, `{ban_id}`, `{bot_id}`, `{provider_id}` and `{name}`; empty = of a thing that there
    /// is, and `Ann`.
    const char* id = "";
    int invalid = 400; ///< of a body with a field at fault
};

// clang-format off
/// The first call of a route is right; those after it are refused for what they mean. Lobbies that do not exist, no
/// session, and wrong bodies are tried with the first one of every route.
const Call calls[] = {
    {.route = "GET /healthz"},
    {.route = "GET /readyz"},
    {.route = "GET /metrics"},
    {.route = "GET /schema.json"},
    {.route = "GET /openapi.json"},
    {.route = "GET /asyncapi.json"},

    {.route = "POST /api/v1/sessions", .body = "{}"},
    {.route = "GET /api/v1/session"},
    {.route = "PUT /api/v1/session/name", .body = R"({"name":"Zoë"})"},
    {.route = "PUT /api/v1/session/name", .who = Who::member, .body = R"({"name":"ZOË"})", .status = 409, .verdict = {"name_taken", "name"}},
    {.route = "PUT /api/v1/session/name", .body = R"({"name":" "})", .status = 400, .verdict = {"bad_request", "name"}},
    {.route = "PUT /api/v1/session/name", .body = R"({"name":"$x33"})", .status = 400, .verdict = {"bad_request", "name"}},
    {.route = "PUT /api/v1/session/name", .who = Who::member, .body = R"({"name":"Fort"})", .status = 403, .verdict = {"password_required", "password"},
     .before = {{"PUT /api/v1/session/name", R"({"name":"Fort"})"}, {"PUT /api/v1/session/password", R"({"password":"one"})"}}},
    {.route = "PUT /api/v1/session/name", .who = Who::member, .body = R"({"name":"Fort","password":"two"})", .status = 403, .verdict = {"wrong_password", "password"}},
    {.route = "PUT /api/v1/session/name", .who = Who::member, .body = R"({"name":"Fort","password":"one"})", .status = 409, .verdict = {"name_taken", "name"}},
    {.route = "PUT /api/v1/session/name", .who = Who::member, .body = R"({"name":"Fort","password":"one","force":true})"},
    {.route = "PUT /api/v1/session/password", .body = R"({"password":"one"})", .before = {{"PUT /api/v1/session/name", R"({"name":"Keep"})"}}},
    {.route = "PUT /api/v1/session/password", .body = R"({"password":"two"})", .status = 403, .verdict = {"password_required", "old_password"}},
    {.route = "PUT /api/v1/session/password", .body = R"({"password":"two","old_password":"three"})", .status = 403, .verdict = {"wrong_password", "old_password"}},
    {.route = "PUT /api/v1/session/password", .body = R"({"password":"two","old_password":"one"})"},
    {.route = "PUT /api/v1/session/password", .who = Who::member, .body = R"({"password":"one"})", .status = 409, .verdict = {"conflict", ""}},
    {.route = "DELETE /api/v1/session/password", .body = R"({"old_password":"one"})",
     .before = {{"PUT /api/v1/session/name", R"({"name":"Hold"})"}, {"PUT /api/v1/session/password", R"({"password":"one"})"}}},
    {.route = "DELETE /api/v1/session/password", .body = R"({"old_password":"one"})", .status = 404, .verdict = {"not_found", ""}},
    {.route = "DELETE /api/v1/session/password", .body = "{}", .status = 403, .verdict = {"password_required", "old_password"},
     .before = {{"PUT /api/v1/session/password", R"({"password":"one"})"}}},
    {.route = "DELETE /api/v1/session/password", .body = R"({"old_password":"two"})", .status = 403, .verdict = {"wrong_password", "old_password"}},
    {.route = "DELETE /api/v1/session", .body = R"({"erase_name":true,"erase_texts":true})", .status = 204},

    {.route = "GET /api/v1/lobbies", .query = "?query=k&limit=1"},
    {.route = "GET /api/v1/lobbies", .query = "?limit=0", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/lobbies", .query = "?limit=101", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/lobbies", .query = "?limit=many", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/lobbies", .query = "?query=$x101", .status = 400, .verdict = {"bad_request", "query"}},
    {.route = "GET /api/v1/lobbies", .query = "?cursor=x", .status = 400, .verdict = {"bad_request", "cursor"}},

    {.route = "POST /api/v1/lobbies", .body = R"({"name":"Attic","capacity":4,"media":"mesh","bots_by":"members"})", .status = 201},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":" "})", .status = 400, .verdict = {"bad_request", "name"}},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":"a","capacity":9,"media":"mesh"})", .status = 400, .verdict = {"bad_request", "capacity"}},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":"a","media":"sfu"})", .status = 400, .verdict = {"unsupported", "media"}},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":"a","visibility":"private","password":"p","waiting_room":true,"persistent":true,"ice_policy":"relay","duplicates":"refuse","history_days":1,"max_entries":10})", .status = 201},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":"a","template":"none"})", .status = 404, .verdict = {"not_found", "template"}},
    {.route = "POST /api/v1/lobbies", .body = R"({"name":"a"})", .headers = {{"Idempotency-Key", "$x129"}}, .status = 400, .verdict = {"bad_request", "Idempotency-Key"}},

    {.route = "GET /api/v1/lobbies/{lobby_id}"},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .body = R"({"name":"Cellar","capacity":5})", .headers = {{"If-Match", "\"1\""}}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .body = R"({"name":"a"})", .headers = {{"If-Match", "1"}}, .status = 409, .verdict = {"conflict", ""}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .body = R"({"name":"a"})", .status = 400, .verdict = {"bad_request", "If-Match"}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .body = R"({"name":"a"})", .headers = {{"If-Match", "x"}}, .status = 400, .verdict = {"bad_request", "If-Match"}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .who = Who::member, .body = R"({"name":"a"})", .headers = {{"If-Match", "2"}}, .status = 403, .verdict = {"forbidden", ""}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}", .who = Who::moderator, .body = R"({"name":"a"})", .headers = {{"If-Match", "2"}}, .status = 403, .verdict = {"forbidden", ""}},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}", .status = 204},

    {.route = "POST /api/v1/lobbies/{lobby_id}/invites", .who = Who::moderator, .body = R"({"expires_in_s":60,"max_uses":2})", .status = 201},
    {.route = "POST /api/v1/lobbies/{lobby_id}/invites", .who = Who::member, .body = "{}", .status = 403, .verdict = {"forbidden", ""}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/invites", .who = Who::moderator},
    {.route = "GET /api/v1/lobbies/{lobby_id}/invites", .who = Who::member, .status = 403, .verdict = {"forbidden", ""}},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}/invites/{invite_id}", .who = Who::moderator, .status = 204},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}/invites/{invite_id}", .who = Who::member, .status = 403, .verdict = {"forbidden", ""}},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}/invites/{invite_id}", .status = 404, .verdict = {"not_found", "invite_id"}},

    {.route = "GET /api/v1/lobbies/{lobby_id}/entries", .who = Who::member, .query = "?after_seq=1&limit=200"},
    {.route = "GET /api/v1/lobbies/{lobby_id}/entries", .who = Who::outsider, .status = 403, .verdict = {"not_joined", ""}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/entries", .query = "?after_seq=-1", .status = 400, .verdict = {"bad_request", "after_seq"}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/entries", .query = "?before_seq=0", .status = 400, .verdict = {"bad_request", "before_seq"}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/entries", .query = "?limit=201", .status = 400, .verdict = {"bad_request", "limit"}},

    {.route = "GET /api/v1/lobbies/{lobby_id}/participants", .who = Who::member, .query = "?limit=500"},
    {.route = "GET /api/v1/lobbies/{lobby_id}/participants", .who = Who::outsider, .status = 403, .verdict = {"not_joined", ""}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/participants", .query = "?limit=501", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/lobbies/{lobby_id}/participants", .query = "?cursor=a%20b", .status = 400, .verdict = {"bad_request", "cursor"}},

    {.route = "POST /api/v1/admin/login", .who = Who::administrator},
    {.route = "POST /api/v1/admin/login", .who = Who::owner, .status = 401, .verdict = {"unauthenticated", ""}},
    {.route = "DELETE /api/v1/admin/login", .who = Who::administrator, .status = 204},
    {.route = "GET /api/v1/admin/stats", .who = Who::administrator},
    {.route = "GET /api/v1/admin/stats", .who = Who::owner, .status = 401, .verdict = {"unauthenticated", ""}},
    {.route = "GET /api/v1/admin/sessions", .who = Who::administrator, .query = "?limit=200"},
    {.route = "GET /api/v1/admin/sessions", .who = Who::administrator, .query = "?limit=201", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/admin/sessions", .who = Who::administrator, .query = "?cursor=%20", .status = 400, .verdict = {"bad_request", "cursor"}},
    {.route = "GET /api/v1/admin/sessions/{session_id}", .who = Who::administrator},
    {.route = "GET /api/v1/admin/sessions/{session_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "nobody"},
    {.route = "DELETE /api/v1/admin/sessions/{session_id}", .who = Who::administrator, .status = 204},
    {.route = "DELETE /api/v1/admin/sessions/{session_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "nobody"},
    {.route = "GET /api/v1/admin/names", .who = Who::administrator, .query = "?limit=1"},
    {.route = "GET /api/v1/admin/names", .who = Who::administrator, .query = "?cursor=x", .status = 400, .verdict = {"bad_request", "cursor"}},
    {.route = "PUT /api/v1/admin/names/{name}/password", .who = Who::administrator, .body = R"({"password":"one"})"},
    {.route = "PUT /api/v1/admin/names/{name}/password", .who = Who::administrator, .body = R"({"password":"one"})", .status = 400, .verdict = {"bad_request", "name"}, .id = "%20"},
    {.route = "DELETE /api/v1/admin/names/{name}/password", .who = Who::administrator, .status = 204,
     .before = {{"PUT /api/v1/admin/names/{name}/password", R"({"password":"one"})"}}},
    {.route = "DELETE /api/v1/admin/names/{name}/password", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}},
    {.route = "DELETE /api/v1/admin/names/{name}", .who = Who::administrator, .status = 204,
     .before = {{"PUT /api/v1/admin/names/{name}/password", R"({"password":"one"})"}}},
    {.route = "DELETE /api/v1/admin/names/{name}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "Nobody"},
    {.route = "GET /api/v1/admin/lobbies", .who = Who::administrator},
    {.route = "GET /api/v1/admin/lobbies", .who = Who::administrator, .query = "?limit=0", .status = 400, .verdict = {"bad_request", "limit"}},
    {.route = "GET /api/v1/admin/lobbies/{lobby_id}", .who = Who::administrator},
    {.route = "DELETE /api/v1/admin/lobbies/{lobby_id}", .who = Who::administrator, .status = 204},
    {.route = "GET /api/v1/admin/bans", .who = Who::administrator},
    {.route = "POST /api/v1/admin/bans", .who = Who::administrator, .body = R"({"name":"Mallory","address":"203.0.113.7","reason":"spam","until":33000000000000})", .status = 201},
    {.route = "POST /api/v1/admin/bans", .who = Who::administrator, .body = "{}", .status = 400, .verdict = {"bad_request", ""}},
    {.route = "POST /api/v1/admin/bans", .who = Who::administrator, .body = R"({"name":" "})", .status = 400, .verdict = {"bad_request", "name"}},
    {.route = "POST /api/v1/admin/bans", .who = Who::administrator, .body = R"({"address":"somewhere"})", .status = 400, .verdict = {"bad_request", "address"}},
    {.route = "POST /api/v1/admin/bans", .who = Who::administrator, .body = R"({"name":"Mallory","until":1})", .status = 400, .verdict = {"bad_request", "until"}},
    {.route = "DELETE /api/v1/admin/bans/{ban_id}", .who = Who::administrator, .status = 204},
    {.route = "DELETE /api/v1/admin/bans/{ban_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "none"},
    {.route = "GET /api/v1/admin/bots", .who = Who::administrator, .query = "?limit=1"},
    {.route = "GET /api/v1/admin/bots", .who = Who::administrator, .query = "?cursor=%20", .status = 400, .verdict = {"bad_request", "cursor"}},
    {.route = "GET /api/v1/admin/bots/{bot_id}", .who = Who::administrator},
    {.route = "GET /api/v1/admin/bots/{bot_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "none"},
    {.route = "DELETE /api/v1/admin/bots/{bot_id}", .who = Who::administrator, .status = 204},
    {.route = "DELETE /api/v1/admin/bots/{bot_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "none"},
    {.route = "GET /api/v1/admin/providers", .who = Who::administrator},
    {.route = "GET /api/v1/admin/providers", .who = Who::administrator, .query = "?cursor=%20", .status = 400, .verdict = {"bad_request", "cursor"}},
    {.route = "POST /api/v1/admin/providers", .who = Who::administrator, .body = R"({"name":"studio","types":["echo"]})", .status = 201},
    {.route = "POST /api/v1/admin/providers", .who = Who::administrator, .body = R"({"name":"a b"})", .status = 400, .verdict = {"bad_request", "name"}},
    {.route = "DELETE /api/v1/admin/providers/{provider_id}", .who = Who::administrator, .status = 204},
    {.route = "DELETE /api/v1/admin/providers/{provider_id}", .who = Who::administrator, .status = 404, .verdict = {"not_found", ""}, .id = "none"},
    {.route = "DELETE /api/v1/admin/providers/{provider_id}", .who = Who::administrator, .status = 409, .verdict = {"conflict", ""}, .id = "catalogue"},
    {.route = "POST /api/v1/admin/backup", .who = Who::administrator, .status = 201},
    {.route = "GET /api/v1/admin/audit", .who = Who::administrator, .query = "?limit=2"},
    {.route = "GET /api/v1/admin/audit", .who = Who::administrator, .query = "?cursor=x", .status = 400, .verdict = {"bad_request", "cursor"}},
    {.route = "GET /api/v1/bots/types"},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .body = R"({"type":"$type","name":"Ada","config":{}})", .status = 201, .invalid = 422},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .who = Who::moderator, .body = R"({"type":"$type"})", .status = 201},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .body = R"({"type":"$type","config":{"mood":1}})", .status = 422, .verdict = {"bad_request", "config.mood"}},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .body = R"({"type":"$type","name":"$x33"})", .status = 422, .verdict = {"bad_request", "name"}},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .body = R"({"type":"nothing"})", .status = 503, .verdict = {"no_provider", ""}},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .who = Who::member, .body = R"({"type":"$type"})", .status = 403, .verdict = {"forbidden", ""}},
    {.route = "POST /api/v1/lobbies/{lobby_id}/bots", .who = Who::outsider, .body = R"({"type":"$type"})", .status = 403, .verdict = {"not_joined", ""}},

    {.route = "GET /api/v1/lobbies/{lobby_id}/bots", .who = Who::member},
    {.route = "GET /api/v1/lobbies/{lobby_id}/bots", .who = Who::outsider, .status = 403, .verdict = {"not_joined", ""}},

    {.route = "PATCH /api/v1/lobbies/{lobby_id}/bots/{bot_id}", .body = R"({"config":{}})", .invalid = 422},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}/bots/{bot_id}", .body = R"({"config":{"mood":1}})", .status = 422, .verdict = {"bad_request", "config.mood"}},
    {.route = "PATCH /api/v1/lobbies/{lobby_id}/bots/{bot_id}", .who = Who::member, .body = R"({"config":{}})", .status = 403, .verdict = {"forbidden", ""}},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}/bots/{bot_id}", .status = 202},
    {.route = "DELETE /api/v1/lobbies/{lobby_id}/bots/{bot_id}", .status = 404, .verdict = {"not_found", "bot_id"}},
};
// clang-format on

/// A route that the server describes.
struct Route {
    std::string name; ///< method and path
    json::object operation;
};

class CatalogueOfCalls : public SharedServer<CatalogueOfCalls> {
public:
    static std::vector<std::string> flags()
    {
        return {"--lobby.per_session_per_minute=100000", "--admin.token=" + token_of_administrator,
                "--admin.wrong_tokens_per_minute=10000", scene_provider_flag};
    }

protected:
    std::vector<Route> routes() const
    {
        std::vector<Route> all;
        const auto document = HttpClient{port()}.get("/openapi.json").json();
        for (const auto& [path, operations] : document.at("paths").as_object())
            for (const auto& [method, operation] : operations.as_object()) {
                std::string name{method};
                std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
                all.push_back({name + ' ' + std::string{path}, operation.as_object()});
            }
        return all;
    }
    /// One of the ways to call it may be without any credentials.
    static bool needs_session(const Route& route)
    {
        const auto* ways = route.operation.if_contains("security");
        return ways &&
               std::ranges::none_of(ways->as_array(), [](const json::value& way) { return way.as_object().empty(); });
    }
    static const Call& right_call(const std::string& route)
    {
        for (const auto& call : calls)
            if (route == call.route) return call;
        throw std::runtime_error("no right call of " + route);
    }

    static HttpResponse make(HttpClient& http, const Scene& scene, const Call& call, const std::string& lobby,
                             const std::string& body)
    {
        const std::string route = call.route;
        const auto space = route.find(' ');
        auto target = route.substr(space + 1);
        if (const auto at = target.find("{lobby_id}"); at != std::string::npos) target.replace(at, 10, lobby);
        if (const auto at = target.find("{invite_id}"); at != std::string::npos)
            target.replace(at, 11, scene.fill("$invite"));
        if (const auto at = target.find("{bot_id}"); at != std::string::npos)
            target.replace(at, 8, *call.id ? call.id : scene.fill("$bot"));
        name_thing(target, call.id);
        auto headers = call.headers;
        for (auto& [name, value] : headers) value = scene.fill(value);
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        auto answer = http.request(route.substr(0, space), target + scene.fill(call.query), body, headers);
        EXPECT_EQ(http.get("/healthz").status, 200);
        return answer;
    }
    /// Puts `id`, or where it is empty that of a new thing, into the target.
    static void name_thing(std::string& target, std::string id)
    {
        const auto from = target.find('{');
        if (from == std::string::npos) return;
        const auto kind = target.substr(from, target.find('}') + 1 - from);
        if (id.empty())
            id = kind == "{name}"          ? "Ann"
                 : kind == "{ban_id}"      ? new_ban()
                 : kind == "{provider_id}" ? new_provider()
                                           : session_id();
        target.replace(from, kind.size(), id);
    }
    static std::string new_ban()
    {
        HttpClient administrator{port(), bearer(token_of_administrator)};
        return text_at(administrator.post("/api/v1/admin/bans", R"({"name":"Mallory"})").json().at("ban"), "id");
    }
    static std::string new_provider()
    {
        HttpClient administrator{port(), bearer(token_of_administrator)};
        return text_at(administrator.post("/api/v1/admin/providers", R"({"name":"studio"})").json().at("provider"),
                       "id");
    }
    static std::string session_id() { return text_at(somebody().get("/api/v1/session").json().at("session"), "id"); }
    static Verdict verdict_of_body(const HttpResponse& answer)
    {
        return answer.status < 400 ? Verdict{} : verdict_of(answer.json().as_object());
    }
};

TEST_F(CatalogueOfCalls, are_answered_as_the_protocol_says)
{
    std::string route;
    std::unique_ptr<Scene> scene;

    for (const auto& call : calls) {
        if (route != call.route) scene = std::make_unique<Scene>(port());
        route = call.route;
        for (const auto& [first, body] : call.before) {
            const bool administers = std::string_view{first}.find("/admin/") != std::string_view::npos;
            HttpClient by{port(), bearer(scene->token(administers ? Who::administrator : Who::owner))};
            ASSERT_EQ(make(by, *scene, {.route = first}, scene->lobby(), body).status, 200) << first;
        }
        HttpClient http{port(), bearer(scene->token(call.who))};
        // A session that is there already is given again.
        if (route == "POST /api/v1/sessions") http.set_always({});
        const auto answer = make(http, *scene, call, scene->lobby(), scene->fill(call.body));

        const int status = route == "POST /api/v1/sessions" ? 201 : call.status;
        EXPECT_EQ(answer.status, status) << route << call.query << ' ' << call.body << '\n' << answer.body;
        EXPECT_EQ(verdict_of_body(answer), call.verdict) << route << call.query << ' ' << call.body;
    }
}

TEST_F(CatalogueOfCalls, has_a_right_call_of_every_route)
{
    for (const auto& route : routes()) EXPECT_NO_THROW(right_call(route.name)) << route.name;
    EXPECT_GT(routes().size(), 15U);
}

TEST_F(CatalogueOfCalls, needs_a_session_where_the_description_says_so)
{
    Scene scene{port()};
    HttpClient nobody{port()};
    HttpClient stranger{port(), bearer("not a token of this server")};
    int guarded = 0;

    for (const auto& route : routes()) {
        if (!needs_session(route)) continue;
        const auto& call = right_call(route.name);
        for (auto* http : {&nobody, &stranger}) {
            const auto answer = make(*http, scene, call, scene.lobby(), scene.fill(call.body));

            EXPECT_EQ(answer.status, 401) << route.name;
            EXPECT_EQ(verdict_of_body(answer), (Verdict{"unauthenticated", ""})) << route.name;
        }
        ++guarded;
    }
    EXPECT_GT(guarded, 5);
}

TEST_F(CatalogueOfCalls, needs_a_lobby_that_there_is)
{
    Scene scene{port()};
    int about_lobbies = 0;

    for (const auto& route : routes()) {
        if (route.name.find("{lobby_id}") == std::string::npos) continue;
        const auto& call = right_call(route.name);
        HttpClient http{port(), bearer(scene.token(call.who))};
        for (const auto* lobby : {"nowhere", "no%20id", "a.b"}) {
            const auto answer = make(http, scene, call, lobby, scene.fill(call.body));

            EXPECT_EQ(answer.status, 404) << route.name << ' ' << lobby;
            EXPECT_EQ(verdict_of_body(answer), (Verdict{"not_found", "lobby_id"})) << route.name << ' ' << lobby;
        }
        ++about_lobbies;
    }
    EXPECT_GT(about_lobbies, 4);
}

TEST_F(CatalogueOfCalls, refuses_every_wrong_body_with_the_path_of_its_fault)
{
    Scene scene{port()};
    const auto schema = HttpClient{port()}.get("/schema.json").json();
    int tried = 0;

    for (const auto& route : routes()) {
        const auto* body = route.operation.if_contains("requestBody");
        if (!body) continue;
        const auto& call = right_call(route.name);
        HttpClient http{port(), bearer(scene.token(call.who))};
        const auto reference = text_at(body->at("content").at("application/json").at("schema"), "$ref");
        const auto definition = reference.substr(reference.rfind('/') + 1);
        const auto right = json::parse(scene.fill(call.body)).as_object();
        for (const auto& wrong : wrong_bodies(schema, definition, right)) {
            const auto answer = make(http, scene, call, scene.lobby(), json::serialize(wrong.body));

            EXPECT_EQ(answer.status, call.invalid) << route.name << ": " << wrong.what;
            EXPECT_EQ(verdict_of_body(answer), (Verdict{"bad_request", wrong.path}))
                << route.name << ": " << wrong.what;
            ++tried;
        }
        for (const auto* text : {"{", "\xff", "[1,]"})
            EXPECT_EQ(verdict_of_body(make(http, scene, call, scene.lobby(), text)), (Verdict{"bad_json", ""})) << text;
        for (const auto* text : {"[]", "1", "null"})
            EXPECT_EQ(verdict_of_body(make(http, scene, call, scene.lobby(), text)), (Verdict{"bad_request", ""}))
                << text;
    }
    EXPECT_GT(tried, 30);
}

} // namespace
} // namespace parlor::test
