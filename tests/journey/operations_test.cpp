#include "tests/journey/shared_server.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <fstream>
#include <iterator>
#include <set>

/// What operators and the makers of clients ask a server.
namespace parlor::test {
namespace {

class Operations : public SharedServer<Operations> {
protected:
    static std::string committed(const std::string& name)
    {
        std::ifstream in{source_dir() + "/schema/" + name};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// All that `$ref`s of a document name, of those that begin so.
    static std::set<std::string> references(const json::value& value, const std::string& start)
    {
        std::set<std::string> found;
        if (value.is_array())
            for (const auto& item : value.get_array()) found.merge(references(item, start));
        if (!value.is_object()) return found;
        for (const auto& [key, member] : value.get_object()) {
            if (key != "$ref") {
                found.merge(references(member, start));
                continue;
            }
            const std::string target{member.as_string()};
            if (target.starts_with(start)) found.insert(target.substr(start.size()));
        }
        return found;
    }
};

TEST_F(Operations, say_that_the_server_lives_and_is_ready)
{
    HttpClient http{port()};

    EXPECT_EQ(http.get("/healthz").status, 200);
    EXPECT_EQ(http.get("/readyz").status, 200);
    EXPECT_EQ(http.request("HEAD", "/readyz").status, 200);
    EXPECT_EQ(http.get("/healthz").header("Cache-Control"), "no-store");
}

TEST_F(Operations, publish_the_schema_and_the_messages_as_they_are_committed)
{
    HttpClient http{port()};

    EXPECT_EQ(http.get("/schema.json").json(), json::parse(committed("schema.json")));
    EXPECT_EQ(http.get("/asyncapi.json").json(), json::parse(committed("asyncapi.json")));
    EXPECT_EQ(http.get("/schema.json").header("Content-Type"), "application/json");
}

TEST_F(Operations, refer_to_nothing_that_the_schema_does_not_define)
{
    HttpClient http{port()};
    const auto schema = http.get("/schema.json").json();
    const auto defines = [&](const std::string& pointer) {
        boost::system::error_code fault;
        return schema.find_pointer(pointer, fault) != nullptr;
    };

    for (const auto& pointer : references(schema, "#")) EXPECT_TRUE(defines(pointer)) << pointer;
    for (const auto* document : {"/openapi.json", "/asyncapi.json"}) {
        const auto pointers = references(http.get(document).json(), "schema.json#");
        EXPECT_GT(pointers.size(), 5U) << document;
        for (const auto& pointer : pointers) EXPECT_TRUE(defines(pointer)) << document << pointer;
    }
}

TEST_F(Operations, describe_every_address_that_answers)
{
    HttpClient http{port()};
    const auto api = http.get("/openapi.json").json();

    for (const auto& [path, methods] : api.at("paths").as_object()) {
        std::string address{path};
        if (const auto brace = address.find('{'); brace != std::string::npos)
            address.replace(brace, address.find('}') - brace + 1, "nowhere");
        std::set<std::string> allowed;
        for (const auto& [method, operation] : methods.as_object()) {
            std::string upper{method};
            for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            allowed.insert(upper);
            EXPECT_FALSE(operation.at("summary").as_string().empty()) << address;
        }
        const auto refused = http.request("TRACE", address);
        EXPECT_EQ(refused.status, 405) << address;
        for (const auto& method : allowed) EXPECT_THAT(refused.header("Allow"), testing::HasSubstr(method)) << address;
    }
}

TEST_F(Operations, count_what_happens)
{
    HttpClient http{port()};
    const auto token = new_session(port());
    const auto lobby = new_lobby(port(), token);
    RawWebSocket socket{port(), token};
    socket.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
    socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "hello"}});

    const auto metrics = http.get("/metrics");

    EXPECT_EQ(metrics.status, 200);
    EXPECT_THAT(metrics.header("Content-Type"), testing::StartsWith("text/plain; version=0.0.4"));
    EXPECT_THAT(metrics.body, testing::ContainsRegex("\nparlor_websockets 1\n"));
    EXPECT_THAT(metrics.body, testing::ContainsRegex("\nparlor_lobbies [1-9]"));
    EXPECT_THAT(metrics.body, testing::Not(testing::HasSubstr(token)));
}

TEST_F(Operations, show_metrics_to_nobody_from_afar)
{
    expect_refused(HttpClient{port()}.get("/metrics", {{"X-Forwarded-For", "127.0.0.1"}}), 403, "forbidden");
}

TEST_F(Operations, tell_that_the_server_is_not_ready_while_it_drains)
{
    ServerProcess other{{.flags = {"--server.drain=60s"}}};
    const auto lobby_keeper = new_session(other.port());
    RawWebSocket socket{other.port(), lobby_keeper};
    HttpClient http{other.port()};
    ASSERT_EQ(http.get("/readyz").status, 200);

    other.send_signal(SIGTERM);
    socket.next_of("going_away");
    const auto ready = http.get("/readyz");
    TcpStream late{other.port()};
    late.send(upgrade_request(other.port(), bearer(lobby_keeper)) + "\r\n");
    const auto refused = late.receive();

    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(refused, testing::StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(socket.wait_close(), 1012);
    socket.stream().finish();
    EXPECT_EQ(other.wait().code, 0) << other.errors();
}

} // namespace
} // namespace parlor::test
