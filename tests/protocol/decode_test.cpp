#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parlor::protocol {
namespace {

template <class T> Result<T> decoded(std::string_view text, std::string_view root = "data")
{
    auto value = parse_json(text);
    if (!value) return value.error();
    return decode<T>(*value, root);
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ParseJson, refuses_what_is_no_json_as_bad_json)
{
    for (const auto* bad : {"", " ", "{", "{\"a\":}", "{'a':1}", "[1,]", "nul", "01", "1 2", "\"\\x\"", "\"\n\"",
                            "\"\\ud800\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "// c\n1", "NaN"})
        EXPECT_EQ(parse_json(bad).has_value() ? Errc::internal : parse_json(bad).error().code, Errc::bad_json) << bad;
}

TEST(ParseJson, takes_nesting_up_to_its_bound_and_no_deeper)
{
    EXPECT_TRUE(parse_json(nested(max_json_depth)));
    EXPECT_EQ(parse_json(nested(max_json_depth + 1)).error().code, Errc::bad_json);
    EXPECT_EQ(parse_json(nested(100'000)).error().code, Errc::bad_json);
}

TEST(Decode, names_the_path_through_objects_and_lists)
{
    constexpr auto text = R"({"lobbies":[{"id":"a"},{"id":5}],"next_cursor":null})";

    const auto page = decoded<LobbyPage>(text, "");

    EXPECT_EQ(page.error().path, "lobbies[0].name");
    EXPECT_EQ(page.error().message, "lobbies[0].name: missing.");
}

TEST(Decode, names_the_whole_body_where_the_root_has_no_name)
{
    const auto body = decoded<CreateLobby>("[]", "");

    EXPECT_EQ(body.error().message, "the body: must be an object.");
    EXPECT_EQ(body.error().path, "");
}

TEST(Decode, tells_the_bounds_and_choices_that_were_missed)
{
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":"x","capacity":0})", "").error().message,
              "capacity: must be from 1 to 100000.");
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":"x","media":"tv"})", "").error().message,
              "media: must be one of mesh, none, sfu.");
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":""})", "").error().message, "name: must have 1 to 100 characters.");
}

TEST(Decode, counts_code_points_and_not_bytes)
{
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "漢";

    EXPECT_TRUE(decoded<CreateLobby>("{\"name\":\"" + hundred + "\"}"));
    EXPECT_FALSE(decoded<CreateLobby>("{\"name\":\"" + hundred + "漢\"}"));
}

TEST(Decode, takes_whole_numbers_written_as_fractions_but_no_fractions)
{
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":"x","capacity":8.0})")->capacity->value, 8);
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":"x","capacity":8e0})")->capacity->value, 8);
    for (const auto* bad : {"8.5", "1e300", "-1e300", "18446744073709551615", "\"8\"", "true"})
        EXPECT_FALSE(decoded<CreateLobby>(R"({"name":"x","capacity":)" + std::string{bad} + "}")) << bad;
}

TEST(Decode, takes_null_for_what_may_be_missing)
{
    const auto body = decoded<CreateLobby>(R"({"name":"x","capacity":null})");

    ASSERT_TRUE(body);
    EXPECT_EQ(body->capacity, std::nullopt);
}

TEST(Decode, reads_wire_names_of_cpp_keywords)
{
    EXPECT_EQ(decoded<CreateLobby>(R"({"name":"x","visibility":"public"})")->visibility, Visibility::public_);
    EXPECT_FALSE(decoded<CreateLobby>(R"({"name":"x","visibility":"public_"})"));
}

TEST(Decode, keeps_any_json_as_its_text)
{
    const auto message = decoded<RelayData>(R"({"lobby_id":"l","topic":"t","payload":{"b":[1,"é"],"a":null}})");

    EXPECT_EQ(message->payload.text, "{\"b\":[1,\"é\"],\"a\":null}");
}

TEST(Decode, tells_kinds_of_entries_apart_by_their_kind)
{
    const std::string head =
        R"("seq":1,"at":2,"from":{"participant_id":"p","person_id":"q","name":"n","kind":"person"})";
    const auto event = [&](std::string_view rest) {
        return decoded<EntryEvent>("{\"lobby_id\":\"l\",\"entry\":{" + head + std::string{rest} + "}}");
    };

    EXPECT_TRUE(std::holds_alternative<EditEntry>(event(R"(,"kind":"edit","target_seq":1,"text":"x")")->entry));
    EXPECT_EQ(event(R"(,"kind":"poem")").error().path, "data.entry.kind");
    EXPECT_EQ(event("").error().message, "data.entry.kind: missing.");
    EXPECT_EQ(event(R"(,"kind":5)").error().path, "data.entry.kind");
    EXPECT_EQ(event(R"(,"kind":"edit")").error().path, "data.entry.target_seq");
}

/// Whatever arrives is decoded or refused by one of the two codes; it never throws.
TEST(Decode, answers_random_damage_with_a_value_or_a_refusal)
{
    const std::string valid =
        R"({"lobby_id":"l-1","tab":"t","password":"p é","after_seq":12,"list":[1,2.5,null,true,{"a":"b"}]})";
    std::mt19937 random{7};
    int refused = 0;

    for (int round = 0; round < 20'000; ++round) {
        auto text = valid;
        for (auto changes = random() % 3 + 1; changes > 0; --changes)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        const auto message = decoded<Join>(text);
        if (message) continue;
        ++refused;
        ASSERT_TRUE(message.error().code == Errc::bad_json || message.error().code == Errc::bad_request) << text;
    }

    EXPECT_GT(refused, 10'000);
    EXPECT_LT(refused, 20'000);
}

} // namespace
} // namespace parlor::protocol
