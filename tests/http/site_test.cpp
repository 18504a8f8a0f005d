#include "tests/http/site_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

TEST_F(SiteTest, answers_an_unknown_address_by_404_whatever_the_method)
{
    for (const auto* method : {"GET", "POST", "OPTIONS", "TRACE"})
        for (const auto* target : {"/nothing", "/api/v1/nothing", "/api/v2/session", "/api/v1/lobbies/a/b/c"}) {
            const auto answer = request(method, target);
            EXPECT_EQ(answer.status, 404) << method << target;
            EXPECT_EQ(answer.code(), "not_found");
        }
}

TEST_F(SiteTest, answers_a_method_that_an_address_does_not_take_by_405_and_those_that_it_takes)
{
    const auto answer = request("POST", "/api/v1/session");

    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.code(), "bad_request");
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD, DELETE");
    EXPECT_EQ(request("PUT", "/healthz").status, 405);
}

TEST_F(SiteTest, takes_head_where_it_takes_get)
{
    EXPECT_EQ(request("HEAD", "/healthz").status, 200);
    EXPECT_EQ(request("HEAD", "/").status, 200);
}

TEST_F(SiteTest, refuses_an_address_that_is_not_well_formed)
{
    const auto answer = get("/%zz");

    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), "bad_request");
}

TEST_F(SiteTest, puts_the_security_headers_on_every_answer)
{
    for (const auto* target : {"/", "/healthz", "/nothing", "/api/v1/session", "/%zz", "/schema.json", "/metrics"}) {
        const auto answer = get(target);
        EXPECT_THAT(answer.header("Content-Security-Policy"), testing::HasSubstr("default-src 'none'")) << target;
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << target;
    }
}

TEST_F(SiteTest, asks_for_a_session_where_one_is_needed)
{
    for (const auto& headers : {net::Headers{}, bearer("wrong"), net::Headers{{"Cookie", "parlor_session=wrong"}}}) {
        const auto answer = get("/api/v1/session", headers);
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.code(), "unauthenticated");
        EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
    }
}

struct BodyCase {
    std::string name, body, code, path;
};

class Bodies : public SiteTest, public testing::WithParamInterface<BodyCase> {};
INSTANTIATE_TEST_SUITE_P(Broken, Bodies,
                         testing::Values(BodyCase{"none", "", "bad_json", ""},
                                         BodyCase{"half", "{\"name\":", "bad_json", ""},
                                         BodyCase{"array", "[]", "bad_request", ""},
                                         BodyCase{"field_missing", "{}", "bad_request", "name"},
                                         BodyCase{"wrong_type", R"({"name":7})", "bad_request", "name"},
                                         BodyCase{"deep", std::string(5000, '['), "bad_json", ""}),
                         [](const auto& suite) { return suite.param.name; });

TEST_P(Bodies, are_refused_with_the_place_of_their_fault)
{
    const auto answer = send("PUT", "/api/v1/session/name", GetParam().body, bearer(token()));

    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), GetParam().code);
    if (!GetParam().path.empty()) {
        EXPECT_EQ(answer.json().at("details").at("path").as_string(), GetParam().path);
    }
}

TEST_F(SiteTest, answers_a_lobby_with_its_version_as_tag_and_takes_that_tag_in_if_match)
{
    const auto owner = bearer(token());
    const auto created = send("POST", "/api/v1/lobbies", R"({"name":"Kitchen"})", owner);
    ASSERT_EQ(created.status, 201);
    const auto id = std::string{created.json().at("lobby").at("id").as_string()};
    const auto address = "/api/v1/lobbies/" + id;

    EXPECT_EQ(created.header("Location"), address);
    const auto tag = get(address).header("ETag");
    EXPECT_EQ(tag, "\"1\"");
    auto with_tag = owner;
    with_tag.emplace_back("If-Match", tag);
    EXPECT_EQ(send("PATCH", address, R"({"name":"Hall"})", with_tag).header("ETag"), "\"2\"");
    EXPECT_EQ(send("PATCH", address, R"({"name":"Attic"})", with_tag).status, 409);
}

TEST_F(SiteTest, needs_if_match_to_change_a_lobby)
{
    const auto owner = bearer(token());
    const auto created = send("POST", "/api/v1/lobbies", R"({"name":"Kitchen"})", owner);
    const auto address = created.header("Location");

    for (const auto* value : {"", "x", "\"\"", "0", "-1", "1.5", "*"}) {
        auto headers = owner;
        if (*value) headers.emplace_back("If-Match", value);
        const auto answer = send("PATCH", address, "{}", headers);
        EXPECT_EQ(answer.status, 400) << value;
        EXPECT_EQ(answer.json().at("details").at("path"), "If-Match") << value;
    }
}

TEST_F(SiteTest, refuses_numbers_of_the_query_that_are_none_or_out_of_bounds)
{
    for (const auto* query :
         {"limit=0", "limit=101", "limit=x", "limit=", "limit=5x", "limit=-1", "limit=99999999999999999999"}) {
        const auto answer = get("/api/v1/lobbies?" + std::string{query});
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_EQ(answer.json().at("details").at("path"), "limit") << query;
    }
    EXPECT_EQ(get("/api/v1/lobbies?limit=100").status, 200);
}

TEST_F(SiteTest, shows_metrics_to_this_machine_alone)
{
    EXPECT_EQ(get("/metrics").status, 403);

    peer_ = "127.0.0.1";
    const auto local = get("/metrics");

    EXPECT_EQ(local.status, 200);
    EXPECT_THAT(local.header("Content-Type"), testing::StartsWith("text/plain; version=0.0.4"));
    EXPECT_THAT(local.body, testing::HasSubstr("\nparlor_test 1\n"));
    EXPECT_EQ(get("/metrics", {{"X-Forwarded-For", "127.0.0.1"}}).status, 403)
        << "through a proxy that nobody trusts everybody looks local";
}

TEST_F(SiteTest, is_not_ready_while_it_drains_or_its_store_fails_but_healthy)
{
    EXPECT_EQ(get("/readyz").status, 200);

    world_.store.fail_with(Error{Errc::unavailable, "The disk is full."});
    EXPECT_EQ(get("/readyz").status, 503);
    world_.store.fail_with({});
    EXPECT_EQ(get("/readyz").status, 200);
    health_.drain();

    EXPECT_EQ(get("/readyz").status, 503);
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(SiteTest, answers_unavailable_where_the_store_fails)
{
    const auto owner = bearer(token());
    world_.store.fail_with(Error{Errc::unavailable, "The disk is full.", {}, 1000});

    const auto answer = send("POST", "/api/v1/lobbies", R"({"name":"Kitchen"})", owner);

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.code(), "unavailable");
    EXPECT_EQ(answer.header("Retry-After"), "1");
}

class PublicMetrics : public SiteTest {
protected:
    PublicMetrics() : SiteTest({}, true) {}
};

TEST_F(PublicMetrics, are_shown_to_everybody)
{
    EXPECT_EQ(get("/metrics").status, 200);
}

TEST_F(SiteTest, tells_its_routes_as_openapi_whose_references_are_in_the_schema)
{
    const auto api = get("/openapi.json").json();
    const auto definitions = get("/schema.json").json().at("$defs").as_object();

    EXPECT_EQ(api.at("openapi"), "3.1.0");
    std::size_t operations = 0;
    for (const auto& [path, methods] : api.at("paths").as_object()) operations += methods.as_object().size();
    EXPECT_EQ(operations, site_.routes().all().size());
    const auto text = boost::json::serialize(api);
    const std::string mark = "schema.json#/$defs/";
    std::size_t references = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1), ++references) {
        const auto from = at + mark.size();
        const auto name = text.substr(from, text.find('"', from) - from);
        EXPECT_TRUE(definitions.contains(name)) << name;
    }
    EXPECT_GT(references, operations);
}

} // namespace
} // namespace parlor::test
