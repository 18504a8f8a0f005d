// The whole catalogue of client messages against a real server: right, and wrong in every way that has a name. Whatever is
// sent, the answer bears the code and the path that docs/protocol.md names, and the connection stays open.
#include "protocol/catalogue.hpp"
#include "tests/journey/catalogue_rows.hpp"
#include "tests/journey/shared_server.hpp"
#include "tests/support/vectors.hpp"

#include <boost/mp11/algorithm.hpp>

#include <set>

namespace parlor::test {
namespace {

class Catalogue : public SharedServer<Catalogue> {
public:
    static std::vector<std::string> flags()
    {
        return {"--chat.text_bytes=100",
                "--relay.one_bytes=1000",
                "--relay.all_bytes=100",
                "--net.message_bytes=1MiB",
                "--net.bytes_per_second=1024MiB",
                "--net.message_burst=1000000",
                "--net.messages_per_second=1000000",
                "--lobby.per_session_per_minute=1000",
                scene_provider_flag};
    }

protected:
    /// The answer to a message, after which the connection must still be open.
    static json::object answer_to(RawWebSocket& socket, json::object message)
    {
        message["id"] = "asked";
        auto answer = socket.exchange("asked", json::serialize(message));
        EXPECT_EQ(socket.ask("ping", {}).at("type"), "ack");
        return answer;
    }
    static json::object answer_to(RawWebSocket& socket, std::string_view type, const std::string& data)
    {
        return answer_to(socket, json::object{{"type", type}, {"data", json::parse(data)}});
    }
};

class CatalogueSection : public Catalogue, public testing::WithParamInterface<Section> {
protected:
    static std::string type() { return GetParam().type; }

    /// The data of the first row that is right, in a lobby of the given name.
    static std::string right_data(const std::string& lobby)
    {
        const auto& rows = GetParam().rows;
        const auto right =
            std::ranges::find_if(rows, [](const Row& row) { return row.verdict == Verdict{} && row.type == nullptr; });
        std::string data = right == rows.end() ? "{}" : right->data;
        const auto at = data.find("$lobby");
        return at == std::string::npos ? std::string{} : data.replace(at, 6, lobby);
    }
};
INSTANTIATE_TEST_SUITE_P(Of, CatalogueSection, testing::ValuesIn(sections),
                         [](const auto& section) { return std::string{section.param.type}; });

TEST_P(CatalogueSection, is_answered_as_the_protocol_says)
{
    Scene scene{port()};

    for (const auto& row : GetParam().rows) {
        const auto sent = row.type ? row.type : type();
        const auto answer = answer_to(scene.socket(row.who), sent, scene.fill(row.data));

        EXPECT_EQ(verdict_of(answer), row.verdict) << sent << ' ' << row.data << '\n' << json::serialize(answer);
        scene.remember_ban(answer);
    }
}

TEST_P(CatalogueSection, needs_a_lobby_that_there_is)
{
    const auto data = right_data("nowhere");
    if (data.empty()) return; // It is about no lobby.
    Scene scene{port()};

    const auto answer = answer_to(scene.socket(Who::owner), type(), scene.fill(data));

    EXPECT_EQ(verdict_of(answer), (Verdict{"not_found", "data.lobby_id"})) << json::serialize(answer);
}

TEST_P(CatalogueSection, needs_somebody_who_is_in_the_lobby)
{
    const auto data = right_data("$lobby");
    if (data.empty() || type() == "join") return; // It is for those outside as well.
    Scene scene{port()};

    const auto answer = answer_to(scene.socket(Who::outsider), type(), scene.fill(data));

    EXPECT_EQ(verdict_of(answer), (Verdict{"not_joined", ""})) << json::serialize(answer);
}

TEST_F(Catalogue, has_a_section_with_a_right_message_for_every_type)
{
    std::set<std::string_view> right;
    for (const auto& section : sections) {
        for (const auto& row : section.rows)
            if (row.verdict == Verdict{} && !row.type) right.insert(section.type);
    }

    std::set<std::string_view> catalogue;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, protocol::ClientMessages>>(
        [&]<class Message>(boost::mp11::mp_identity<Message>) { catalogue.insert(Message::type); });

    EXPECT_EQ(right, catalogue);
}

TEST_F(Catalogue, refuses_every_wrong_vector_with_the_path_of_its_fault)
{
    RawWebSocket socket{port(), new_session(port())};
    std::set<std::string> types;

    for (const auto& vector : message_vectors("refused")) {
        const auto answer = answer_to(socket, vector.at("message").as_object());

        EXPECT_EQ(verdict_of(answer), (Verdict{"bad_request", text_at(vector, "path")})) << text_at(vector, "name");
        types.insert(text_at(vector.at("message"), "type"));
    }
    // A ping carries anything.
    EXPECT_EQ(types.size() + 1, boost::mp11::mp_size<protocol::ClientMessages>::value);
}

TEST_F(Catalogue, understands_every_right_vector)
{
    RawWebSocket socket{port(), new_session(port())};

    for (const auto& vector : message_vectors("accepted")) {
        const auto& message = vector.at("message").as_object();
        const auto verdict = verdict_of(answer_to(socket, message));

        const auto* data = message.at("data").if_object();
        // Their lobby is none of this server's, which is told only of messages that have been understood.
        if (data && data->contains("lobby_id")) {
            EXPECT_EQ(verdict, (Verdict{"not_found", "data.lobby_id"})) << text_at(vector, "name");
        } else {
            EXPECT_NE(verdict.code, "bad_json") << text_at(vector, "name");
            EXPECT_NE(verdict.code, "internal") << text_at(vector, "name");
        }
    }
}

} // namespace
} // namespace parlor::test
