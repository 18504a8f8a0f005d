#include "tests/journey/bot_journey.hpp"
#include "tests/support/client_frames.hpp"

#include <fstream>

namespace parlor::test {
namespace {

class BotJourney : public SharedServer<BotJourney> {
public:
    static std::vector<std::string> flags()
    {
        auto all = provider_flags();
        all.emplace_back("--bots.start_timeout=300ms");
        all.emplace_back("--bots.join_timeout=2s");
        all.emplace_back("--bots.stop_timeout=2s");
        return all;
    }

protected:
    void SetUp() override { wait_for_providers(port(), 0); }

    BotLobby lobby_{port()};
};

TEST_F(BotJourney, a_bot_is_added_joins_writes_and_leaves)
{
    ScriptedProvider provider{port(), first_provider_key};
    EXPECT_FALSE(text_at(provider.enroll(), "provider_id").empty());

    const auto added = body_of(lobby_.add({{"type", "echo"}, {"name", "Ada"}}), 201, "BotResult");
    const auto id = text_at(added.at("bot"), "id");
    auto instance = provider.run_next();
    const auto active = lobby_.wait_for(id, "active");

    EXPECT_EQ(text_at(active, "name"), "Ada");
    EXPECT_EQ(text_at(active, "participant_id"), instance.participant());
    EXPECT_EQ(text_at(instance.joined.at("participant"), "kind"), "bot");
    EXPECT_EQ(text_at(instance.joined.at("participant"), "bot_id"), id);
    instance.socket->must("send_chat_message", {{"lobby_id", lobby_.id}, {"text", "I am a bot."}});
    EXPECT_EQ(text_at(lobby_.owner.next_of("entry").at("entry").at("from"), "kind"), "bot");

    body_of(lobby_.http.request("DELETE", lobby_.bots() + "/" + id), 202, "BotResult");
    provider.ack(provider.next("stop_bot"));
    instance.socket->send("leave", {{"lobby_id", lobby_.id}});
    lobby_.wait_for(id, "stopped");
    EXPECT_EQ(instance.socket->wait_close(), 4001);
    EXPECT_TRUE(body_of(lobby_.http.get(lobby_.bots()), 200, "BotList").at("bots").as_array().empty());
}

TEST_F(BotJourney, types_are_there_for_everybody_and_tell_whether_they_can_be_added)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();

    const auto types = body_of(HttpClient{port()}.get("/api/v1/bots/types"), 200, "BotTypes");

    const auto& echo = types.at("types").as_array().front();
    EXPECT_EQ(text_at(echo, "type"), "echo");
    EXPECT_TRUE(echo.at("available").as_bool());
    EXPECT_EQ(echo.at_pointer("/config_schema/properties/voice/properties/speed/maximum"), 2);
}

TEST_F(BotJourney, faults_are_told_by_their_exact_path_and_422)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    auto fault = [&](const HttpResponse& answer) {
        const auto body = body_of(answer, 422, "ErrorBody");
        EXPECT_EQ(text_at(body, "code"), "bad_request");
        return text_at(body.at("details"), "path");
    };

    EXPECT_EQ(fault(lobby_.add({{"type", "echo"}, {"config", {{"voice", {{"speed", 9}}}}}})), "config.voice.speed");
    EXPECT_EQ(fault(lobby_.add({{"type", "echo"}, {"config", {{"mood", "grumpy"}}}})), "config.mood");
    EXPECT_EQ(fault(lobby_.add({{"type", 5}})), "type");
    EXPECT_EQ(fault(lobby_.add({})), "type");
    const auto id = lobby_.must_add({{"type", "echo"}});
    EXPECT_EQ(fault(send_json(lobby_.http, "PATCH", lobby_.bots() + "/" + id, R"({"config":{"greeting":7}})")),
              "config.greeting");
}

TEST_F(BotJourney, refusals_explain_themselves)
{
    auto reason = [&](const HttpResponse& answer) {
        const auto body = body_of(answer, 503, "ErrorBody");
        EXPECT_EQ(text_at(body, "code"), "no_provider");
        return text_at(body, "error");
    };
    EXPECT_EQ(reason(lobby_.add({{"type", "echo"}})), "No bot provider is connected.");
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll(ScriptedProvider::usual_types, 1);
    EXPECT_EQ(reason(lobby_.add({{"type", "painter"}})), "No connected provider offers bots of type \"painter\".");
    lobby_.must_add({{"type", "echo"}});
    EXPECT_EQ(reason(lobby_.add({{"type", "echo"}})), "Every provider of \"echo\" is full: all 1 slots are taken.");

    auto stranger = somebody();
    expect_refused(stranger.post(lobby_.bots(), R"({"type":"echo"})"), 403, "not_joined");
    expect_refused(stranger.get(lobby_.bots()), 403, "not_joined");
    expect_refused(HttpClient{port()}.post(lobby_.bots(), R"({"type":"echo"})"), 401, "unauthenticated");
    expect_refused(lobby_.http.get("/api/v1/lobbies/nowhere/bots"), 404, "not_found");
    expect_refused(lobby_.http.request("DELETE", lobby_.bots() + "/nobody"), 404, "not_found");
}

TEST_F(BotJourney, providers_come_in_with_their_key_alone)
{
    EXPECT_EQ(refused_handshake(port(), {}), 401);
    EXPECT_EQ(refused_handshake(port(), bearer("not-a-key-of-any-provider-0123456789")), 401);
    EXPECT_EQ(refused_handshake(port(), bearer(lobby_.token)), 401);
    EXPECT_EQ(refused_handshake(port(), {{"Cookie", "parlor_session=" + lobby_.token}}), 403);
}

TEST_F(BotJourney, a_provider_beside_the_server_comes_in_by_the_key_in_the_data_folder)
{
    std::ifstream file{server().data() / "provider.key"};
    std::string key;
    ASSERT_TRUE(std::getline(file, key));
    ScriptedProvider provider{port(), key};
    provider.enroll();

    const auto id = lobby_.must_add({{"type", "echo"}});
    auto instance = provider.run_next();

    lobby_.wait_for(id, "active");
    EXPECT_THAT(server().errors(), testing::Not(testing::HasSubstr(key)));
}

TEST_F(BotJourney, what_a_provider_gets_wrong_is_told_and_nothing_ends)
{
    ScriptedProvider provider{port(), first_provider_key};
    auto& socket = provider.socket();
    auto refusal = [&](std::string_view type, const json::object& data) {
        const auto answer = socket.ask(type, data);
        EXPECT_EQ(answer.at("type"), "error");
        const auto* details = answer.at("data").as_object().if_contains("details");
        return text_at(answer.at("data"), "code") + (details ? " " + text_at(*details, "path") : "");
    };

    EXPECT_EQ(refusal("load", {{"instances", 0}, {"load", 0.5}}), "conflict");
    EXPECT_EQ(refusal("register", {{"name", "x"}, {"types", json::array{}}}), "bad_request data.max_instances");
    EXPECT_EQ(
        refusal("register", {{"name", "x"},
                             {"max_instances", 1},
                             {"types", json::parse(R"([{"type":"a","config_schema":{"type":"object","$ref":"#"}}])")}}),
        "bad_request data.types[0].config_schema.$ref");
    EXPECT_EQ(refusal("join", {{"lobby_id", lobby_.id}, {"tab", "t"}}), "unknown_type");
    socket.send_bytes(frame(op_text, "{nonsense"));
    EXPECT_EQ(text_at(socket.next_of("error"), "code"), "bad_json");
    socket.send_bytes(frame(op_binary, "\x01\x02"));
    EXPECT_EQ(text_at(socket.next_of("error"), "code"), "bad_request");
    socket.answer("ack", "never-asked", {});
    socket.send_bytes(frame(op_text, R"({"type":"error","data":5})"));
    provider.enroll();
    EXPECT_EQ(refusal("load", {{"instances", 0}, {"load", 1.5}}), "bad_request data.load");
    EXPECT_EQ(refusal("bot_state", {{"bot_id", "nobody"}, {"state", "active"}}), "not_found data.bot_id");
    EXPECT_EQ(refusal("bot_state", {{"bot_id", "nobody"}, {"state", "dancing"}}), "bad_request data.state");

    lobby_.must_add({{"type", "echo"}});
    provider.run_next();
    EXPECT_THAT(server().errors(), testing::HasSubstr("refused to=first code=bad_request path=data.max_instances"));
}

TEST_F(BotJourney, a_bots_token_opens_its_lobby_and_dies_with_it)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    const auto id = lobby_.must_add({{"type", "echo"}});
    const auto start = provider.next("start_bot");
    provider.ack(start);
    auto instance = provider.join(start);
    const auto token = start.text("token");
    HttpClient http{port(), bearer(token)};
    const auto other = new_lobby(port(), lobby_.token);

    EXPECT_EQ(start.text("url"), "ws://127.0.0.1:" + std::to_string(port()) + "/api/v1/ws");
    expect_refused(http.post("/api/v1/lobbies", R"({"name":"Mine"})"), 403, "forbidden");
    expect_refused(http.post("/api/v1/sessions", "{}"), 403, "forbidden");
    expect_refused(http.post(lobby_.bots(), R"({"type":"echo"})"), 403, "forbidden");
    auto refused = [&](std::string_view type, json::object data) {
        return text_at(instance.socket->ask(type, data).at("data"), "code");
    };
    EXPECT_EQ(refused("join", {{"lobby_id", other}, {"tab", "t"}}), "forbidden");
    EXPECT_EQ(refused("set_name", {{"name", "Nina"}}), "forbidden");
    EXPECT_EQ(refused("close_lobby", {{"lobby_id", lobby_.id}}), "forbidden");

    lobby_.http.request("DELETE", lobby_.bots() + "/" + id);
    provider.refuse(provider.next("stop_bot"), "I do not want to");
    EXPECT_EQ(instance.socket->wait_close(), 4001);
    EXPECT_THROW(RawWebSocket(port(), token), std::runtime_error);
}

TEST_F(BotJourney, a_provider_that_hangs_is_passed_over)
{
    ScriptedProvider hanging{port(), first_provider_key};
    hanging.enroll();
    ScriptedProvider good{port(), second_provider_key};
    good.enroll();
    good.tell_load(0.9);
    const auto id = lobby_.must_add({{"type", "echo"}});

    EXPECT_EQ(hanging.next("start_bot").text("bot_id"), id);
    EXPECT_EQ(hanging.next("stop_bot").text("bot_id"), id);
    auto instance = good.run_next();
    lobby_.wait_for(id, "active");
}

TEST_F(BotJourney, a_bot_that_nobody_can_start_has_failed_with_the_reason)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    const auto id = lobby_.must_add({{"type", "echo"}});

    provider.refuse(provider.next("start_bot"), "the engine does not answer");

    EXPECT_EQ(text_at(lobby_.wait_for(id, "failed"), "detail"), "scripted: the engine does not answer");
}

TEST_F(BotJourney, reconfiguring_reaches_the_provider_whole_and_the_lobby_without_secrets)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    const auto id = lobby_.must_add({{"type", "echo"}, {"config", {{"secret", "hunter2"}}}});
    auto instance = provider.run_next();
    lobby_.wait_for(id, "active");

    std::jthread patching{[&] {
        const auto patched =
            send_json(lobby_.http, "PATCH", lobby_.bots() + "/" + id, R"({"config":{"greeting":"hi"}})");
        EXPECT_EQ(patched.status, 200) << patched.body;
        EXPECT_EQ(patched.body.find("hunter2"), std::string::npos);
    }};
    const auto order = provider.next("configure_bot");
    provider.ack(order);
    patching.join();

    EXPECT_EQ(text_at(order.data.at("config"), "secret"), "hunter2");
    EXPECT_EQ(text_at(order.data.at("config"), "greeting"), "hi");
    const auto told = lobby_.owner.next_of("bot_updated");
    EXPECT_EQ(text_at(told.at("bot").at("config"), "greeting"), "hi");
    EXPECT_EQ(json::serialize(told).find("hunter2"), std::string::npos);
}

TEST_F(BotJourney, transcripts_are_told_kept_and_refused_where_not_wanted)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    lobby_.must_add({{"type", "scribe"}});
    auto scribe = provider.run_next();
    const auto owner = lobby_.owner.must("list_participants", {{"lobby_id", lobby_.id}}).at("participants").as_array();
    std::string speaker;
    for (const auto& one : owner)
        if (text_at(one, "kind") == "person") speaker = text_at(one, "id");
    json::object line{{"lobby_id", lobby_.id}, {"speaker", speaker}, {"utterance_id", "u-1"},
                      {"text", "hello th"},    {"final", false},     {"started_at", 1'700'000'000'000}};

    EXPECT_TRUE(scribe.socket->must("publish_transcript", line).empty());
    const auto partial = lobby_.owner.next_of("transcript");
    line["final"] = true;
    line["text"] = "hello there";
    const auto seq = scribe.socket->must("publish_transcript", line).at("seq").as_int64();
    const auto again = scribe.socket->must("publish_transcript", line).at("seq").as_int64();
    lobby_.owner.must("update_participant", {{"lobby_id", lobby_.id}, {"no_transcription", true}});
    line["utterance_id"] = "u-2";
    const auto refused = scribe.socket->ask("publish_transcript", line);

    EXPECT_EQ(text_at(partial.at("speaker"), "participant_id"), speaker);
    EXPECT_EQ(text_at(partial, "from"), scribe.participant());
    EXPECT_EQ(seq, again);
    const auto entry = lobby_.owner.next_of("entry").at("entry").as_object();
    EXPECT_EQ(text_at(entry, "kind"), "transcript");
    EXPECT_EQ(text_at(entry, "text"), "hello there");
    EXPECT_EQ(text_at(refused.at("data"), "code"), "forbidden");
    EXPECT_EQ(text_at(refused.at("data").at("details"), "path"), "data.speaker");
}

TEST_F(BotJourney, the_metrics_tell_of_bots)
{
    ScriptedProvider provider{port(), first_provider_key};
    provider.enroll();
    const auto id = lobby_.must_add({{"type", "echo"}});
    auto instance = provider.run_next();
    lobby_.wait_for(id, "active");

    const auto metrics = HttpClient{port()}.get("/metrics").body;

    EXPECT_THAT(metrics, testing::HasSubstr("parlor_bot_providers 1\n"));
    EXPECT_THAT(metrics, testing::ContainsRegex("parlor_bots\\{state=\"active\"\\} [1-9]"));
    EXPECT_THAT(metrics, testing::ContainsRegex("parlor_bot_starts_total [1-9]"));
    EXPECT_THAT(metrics, testing::HasSubstr("parlor_bot_dispatch_milliseconds{quantile=\"0.99\"} "));
}

} // namespace
} // namespace parlor::test
