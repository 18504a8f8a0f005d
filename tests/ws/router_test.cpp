#include "ws/router.hpp"

#include "tests/service/harness.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

/// One client whose texts go through the router to the services.
class RouterTest : public testing::Test {
protected:
    /// The only message that a text is answered with; nothing where it is none.
    std::optional<boost::json::object> answer_to(std::string_view text)
    {
        client_.connection->received.clear();
        router_.route(*client_.live, text);
        world_.settle();
        EXPECT_LE(client_.connection->received.size(), 1U) << text;
        if (client_.connection->received.empty()) return {};
        return client_.connection->received.front();
    }
    static std::string code_of(const std::optional<boost::json::object>& answer)
    {
        if (!answer || answer->at("type") != "error") return "no error";
        return std::string{answer->at("data").at("code").as_string()};
    }
    static std::string path_of(const std::optional<boost::json::object>& answer)
    {
        const auto* details = answer->at("data").as_object().if_contains("details");
        return details ? std::string{details->at("path").as_string()} : "no path";
    }
    static std::string reply_to(const std::optional<boost::json::object>& answer)
    {
        const auto* id = answer->if_contains("reply_to");
        return id ? std::string{id->as_string()} : "none";
    }

    World world_;
    ws::Router<service::LiveConnection, protocol::ClientMessages> router_{world_.couriers};
    World::Client client_ = world_.connect(world_.make_person());
};

TEST_F(RouterTest, answers_a_message_with_id_by_ack_and_one_without_not_at_all)
{
    const auto answer = answer_to(R"({"type":"ping","id":"7","data":{"any":[1,null]}})");

    ASSERT_TRUE(answer);
    EXPECT_EQ(boost::json::serialize(*answer), R"({"type":"ack","reply_to":"7","data":{"any":[1,null]}})");
    EXPECT_FALSE(answer_to(R"({"type":"ping","data":{}})"));
}

TEST_F(RouterTest, ignores_fields_that_it_does_not_know)
{
    const auto answer = answer_to(R"({"type":"set_name","id":"1","extra":true,"data":{"name":"Nina","color":"red"}})");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->at("type"), "ack");
    EXPECT_EQ(answer->at("data").at("session").at("name"), "Nina");
}

TEST_F(RouterTest, tells_errors_also_to_messages_without_id)
{
    const auto answer = answer_to(R"({"type":"set_name","data":{"name":5}})");

    EXPECT_EQ(code_of(answer), "bad_request");
    EXPECT_EQ(path_of(answer), "data.name");
    EXPECT_EQ(reply_to(answer), "none");
}

struct EnvelopeCase {
    std::string name;
    std::string text;
    std::string code;
    std::string path;
    std::string reply_to;
};

class Envelopes : public RouterTest, public testing::WithParamInterface<EnvelopeCase> {};
INSTANTIATE_TEST_SUITE_P(
    Broken, Envelopes,
    testing::Values(
        EnvelopeCase{"nothing", "", "bad_json", "", "none"}, EnvelopeCase{"no_json", "hello", "bad_json", "", "none"},
        EnvelopeCase{"half", R"({"type":"ping",)", "bad_json", "", "none"},
        EnvelopeCase{"two", "{}{}", "bad_json", "", "none"},
        EnvelopeCase{"deep", std::string(10'000, '['), "bad_json", "", "none"},
        EnvelopeCase{"array", "[]", "bad_request", "", "none"},
        EnvelopeCase{"string", "\"ping\"", "bad_request", "", "none"},
        EnvelopeCase{"no_type", R"({"id":"1","data":{}})", "bad_request", "type", "1"},
        EnvelopeCase{"type_is_a_number", R"({"type":1,"id":"1"})", "bad_request", "type", "1"},
        EnvelopeCase{"id_is_a_number", R"({"type":"ping","id":1,"data":{}})", "bad_request", "id", "none"},
        EnvelopeCase{"id_is_empty", R"({"type":"ping","id":"","data":{}})", "bad_request", "id", "none"},
        EnvelopeCase{"id_too_long", R"({"type":"ping","data":{},"id":")" + std::string(65, 'i') + "\"}", "bad_request",
                     "id", "none"},
        EnvelopeCase{"no_data", R"({"type":"leave","id":"1"})", "bad_request", "data", "1"},
        EnvelopeCase{"data_is_an_array", R"({"type":"leave","id":"1","data":[]})", "bad_request", "data", "1"},
        EnvelopeCase{"field_missing", R"({"type":"leave","id":"1","data":{}})", "bad_request", "data.lobby_id", "1"},
        EnvelopeCase{
            "field_of_a_field",
            R"({"type":"update_participant","id":"1","data":{"lobby_id":"a","media":{"microphone":true,"camera":1}}})",
            "bad_request", "data.media.camera", "1"},
        EnvelopeCase{"unknown_type", R"({"type":"dance","id":"1","data":{}})", "unknown_type", "", "1"},
        EnvelopeCase{"of_providers", R"({"type":"register","id":"1","data":{}})", "unknown_type", "", "1"},
        EnvelopeCase{"no_such_lobby", R"({"type":"leave","id":"1","data":{"lobby_id":"nowhere"}})", "not_found", "",
                     "1"}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(Envelopes, are_answered_by_the_code_and_the_place_of_their_fault)
{
    const auto answer = answer_to(GetParam().text);

    ASSERT_TRUE(answer);
    EXPECT_EQ(code_of(answer), GetParam().code);
    if (!GetParam().path.empty()) {
        EXPECT_EQ(path_of(answer), GetParam().path);
    }
    EXPECT_EQ(reply_to(answer), GetParam().reply_to);
    EXPECT_TRUE(client_.connection->is_open());
}

TEST_F(RouterTest, names_an_unknown_type_as_the_protocol_says)
{
    const auto answer = answer_to(R"({"type":"dance","data":{}})");

    EXPECT_EQ(answer->at("data").at("error"), "Unknown message type: dance");
}

TEST_F(RouterTest, does_not_send_a_type_of_any_length_back)
{
    std::string type;
    for (int i = 0; i < 5000; ++i) type += "é";

    const auto answer = answer_to(R"({"type":")" + type + R"(","data":{}})");

    EXPECT_EQ(code_of(answer), "unknown_type");
    EXPECT_LT(answer->at("data").at("error").as_string().size(), 200U);
}

TEST_F(RouterTest, takes_an_id_of_64_characters_that_are_not_ascii)
{
    std::string id;
    for (int i = 0; i < 64; ++i) id += "ß";

    EXPECT_EQ(reply_to(answer_to(R"({"type":"ping","data":{},"id":")" + id + "\"}")), id);
}

TEST_F(RouterTest, refuses_a_binary_frame)
{
    router_.refuse_binary(*client_.live);
    world_.settle();

    ASSERT_EQ(client_.connection->received.size(), 1U);
    EXPECT_EQ(code_of(client_.connection->received.front()), "bad_request");
}

TEST_F(RouterTest, tells_the_id_of_a_message_that_came_too_fast)
{
    router_.refuse_rate(*client_.live, R"({"type":"ping","id":"9","data":{}})");
    router_.refuse_rate(*client_.live, "no json");
    world_.settle();

    ASSERT_EQ(client_.connection->received.size(), 2U);
    EXPECT_EQ(code_of(client_.connection->received[0]), "rate_limited");
    EXPECT_EQ(reply_to(client_.connection->received[0]), "9");
    EXPECT_EQ(reply_to(client_.connection->received[1]), "none");
}

} // namespace
} // namespace parlor::test
