#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <set>

namespace parlor::test {
namespace {

class Lobbies : public SharedServer<Lobbies> {
public:
    static std::vector<std::string> flags() { return {"--lobby.per_session_per_minute=1000"}; }

protected:
    static json::value create(HttpClient& http, const std::string& settings, Headers headers = {})
    {
        return body_of(http.post("/api/v1/lobbies", settings, std::move(headers)), 201, "LobbyCreated").at("lobby");
    }
    static HttpResponse patch(HttpClient& http, const std::string& id, std::string body, std::string version)
    {
        return send_json(http, "PATCH", "/api/v1/lobbies/" + id, body, {{"If-Match", version}});
    }
    /// Ids and names of all public lobbies whose names hold `query`, read in pages of `limit`.
    static std::vector<std::string> names_in_pages(const std::string& query, int limit)
    {
        HttpClient http{port()};
        std::vector<std::string> names;
        std::string cursor;
        do {
            auto target = "/api/v1/lobbies?query=" + query + "&limit=" + std::to_string(limit);
            if (!cursor.empty()) target += "&cursor=" + cursor;
            const auto page = body_of(http.get(target), 200, "LobbyPage");
            const auto& lobbies = page.at("lobbies").as_array();
            EXPECT_LE(lobbies.size(), static_cast<std::size_t>(limit));
            for (const auto& lobby : lobbies) names.push_back(text_at(lobby, "name"));
            cursor = page.at("next_cursor").is_null() ? std::string{} : text_at(page, "next_cursor");
        } while (!cursor.empty());
        return names;
    }
};

TEST_F(Lobbies, live_from_their_creation_over_changes_to_their_end)
{
    auto owner = somebody();
    auto other = somebody();
    const auto created = owner.post("/api/v1/lobbies", R"({"name":"Kitchen","capacity":5,"media":"none"})");
    const auto lobby = body_of(created, 201, "LobbyCreated").at("lobby");
    const auto id = text_at(lobby, "id");
    const auto address = "/api/v1/lobbies/" + id;
    EXPECT_EQ(created.header("Location"), address);
    EXPECT_EQ(lobby.at("capacity"), 5);
    EXPECT_EQ(lobby.at("version"), 1);

    EXPECT_EQ(body_of(HttpClient{port()}.get(address), 200, "LobbyResult").at("lobby"), lobby) << "public to all";
    expect_refused(patch(other, id, R"({"name":"Mine"})", "1"), 403, "forbidden");
    const auto changed = patch(owner, id, R"({"name":"Hall","locked":true})", "1");
    EXPECT_EQ(text_at(body_of(changed, 200, "LobbyResult").at("lobby"), "name"), "Hall");
    EXPECT_EQ(changed.header("ETag"), "\"2\"");
    expect_refused(patch(owner, id, R"({"name":"Attic"})", "\"1\""), 409, "conflict");
    EXPECT_EQ(patch(owner, id, R"({"locked":false})", "\"2\"").status, 200);
    expect_refused(other.request("DELETE", address), 403, "forbidden");
    EXPECT_EQ(owner.request("DELETE", address).status, 204);

    expect_refused(owner.get(address), 404, "not_found");
    expect_refused(owner.request("DELETE", address), 404, "not_found");
    expect_refused(patch(owner, id, "{}", "3"), 404, "not_found");
}

TEST_F(Lobbies, need_a_session_to_be_made_or_changed)
{
    HttpClient nobody{port()};

    expect_refused(nobody.post("/api/v1/lobbies", R"({"name":"x"})"), 401, "unauthenticated");
    expect_refused(patch(nobody, "abc", "{}", "1"), 401, "unauthenticated");
    expect_refused(nobody.request("DELETE", "/api/v1/lobbies/abc"), 401, "unauthenticated");
    expect_refused(nobody.get("/api/v1/lobbies/abc/entries"), 401, "unauthenticated");
    expect_refused(nobody.get("/api/v1/lobbies/abc/participants"), 401, "unauthenticated");
}

TEST_F(Lobbies, are_not_made_of_what_is_no_lobby)
{
    auto http = somebody();
    const std::vector<std::pair<std::string, std::string>> broken{{"{}", "name"},
                                                                  {R"({"name":7})", "name"},
                                                                  {R"({"name":""})", "name"},
                                                                  {R"({"name":"x","capacity":0})", "capacity"},
                                                                  {R"({"name":"x","capacity":"5"})", "capacity"},
                                                                  {R"({"name":"x","media":"smoke"})", "media"}};
    for (const auto& [body, path] : broken) {
        const auto refused = http.post("/api/v1/lobbies", body);
        expect_refused(refused, 400, "bad_request");
        EXPECT_EQ(text_at(refused.json().at("details"), "path"), path) << body;
    }
    expect_refused(http.post("/api/v1/lobbies", "not json"), 400, "bad_json");
}

TEST_F(Lobbies, that_can_not_be_answer_not_found)
{
    auto http = somebody();
    for (const auto* id : {"nowhere", "%20", "a%2Fb", "..", "%00"})
        expect_refused(http.get("/api/v1/lobbies/" + std::string{id}), 404, "not_found");
}

TEST_F(Lobbies, are_made_once_under_one_key)
{
    auto ann = somebody();
    auto ben = somebody();
    const Headers key{{"Idempotency-Key", "same"}};

    const auto first = create(ann, R"({"name":"Once"})", key);
    const auto again = create(ann, R"({"name":"Once"})", key);
    const auto other = create(ben, R"({"name":"Once"})", key);
    const auto without = create(ann, R"({"name":"Once"})");

    EXPECT_EQ(text_at(again, "id"), text_at(first, "id"));
    EXPECT_NE(text_at(other, "id"), text_at(first, "id"));
    EXPECT_NE(text_at(without, "id"), text_at(first, "id"));
    expect_refused(ann.post("/api/v1/lobbies", R"({"name":"x"})", {{"Idempotency-Key", std::string(129, 'k')}}), 400,
                   "bad_request");
}

TEST_F(Lobbies, are_listed_in_pages_each_once)
{
    auto owner = somebody();
    std::set<std::string> expected;
    for (int i = 0; i < 23; ++i) {
        const auto name = "paged " + std::to_string(i);
        expected.insert(name);
        create(owner, json::serialize(json::object{{"name", name}, {"media", "none"}}));
    }

    for (const int limit : {1, 7, 23, 24, 100}) {
        const auto names = names_in_pages("paged", limit);
        EXPECT_EQ(names.size(), expected.size()) << limit;
        EXPECT_EQ((std::set<std::string>{names.begin(), names.end()}), expected) << limit;
    }
}

TEST_F(Lobbies, are_found_by_part_of_their_name_without_regard_to_case)
{
    auto owner = somebody();
    create(owner, R"({"name":"Großes Straßenfest"})");

    EXPECT_THAT(names_in_pages("STRASSEN", 10), testing::ElementsAre("Großes Straßenfest"));
    EXPECT_THAT(names_in_pages("gro%C3%9Fes+stra%C3%9Fe", 10), testing::ElementsAre("Großes Straßenfest"));
    EXPECT_THAT(names_in_pages("nothing+like+it", 10), testing::IsEmpty());
}

TEST_F(Lobbies, with_most_people_are_listed_first)
{
    auto owner = somebody();
    std::vector<std::unique_ptr<RawWebSocket>> people;
    for (int i = 0; i < 3; ++i) {
        const auto name = "crowd of " + std::to_string(i);
        const auto id = text_at(create(owner, json::serialize(json::object{{"name", name}, {"media", "none"}})), "id");
        for (int p = 0; p < i; ++p) {
            people.push_back(std::make_unique<RawWebSocket>(port(), new_session(port())));
            people.back()->must("join", {{"lobby_id", id}, {"tab", "tab"}});
        }
    }

    const auto expected = testing::ElementsAre("crowd of 2", "crowd of 1", "crowd of 0");
    EXPECT_THAT(names_in_pages("crowd+of", 10), expected);
    EXPECT_THAT(names_in_pages("crowd+of", 1), expected);
}

TEST_F(Lobbies, refuse_a_cursor_that_they_did_not_give)
{
    HttpClient http{port()};

    for (const auto* cursor : {"x", "1", "%00", "AAAAAAAAAAAAAAAAAAAAAAAA"})
        expect_refused(http.get("/api/v1/lobbies?cursor=" + std::string{cursor}), 400, "bad_request");
}

} // namespace
} // namespace parlor::test
