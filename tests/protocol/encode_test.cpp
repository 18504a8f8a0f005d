#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace parlor::protocol {
namespace {

std::string json_string(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(Encode, escapes_what_json_asks_to_and_nothing_else)
{
    EXPECT_EQ(json_string("plain é 漢 👋 / \x7f"), "\"plain é 漢 👋 / \x7f\"");
    EXPECT_EQ(json_string("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
    EXPECT_EQ(json_string(std::string_view{"\0\x1f", 2}), R"("\u0000\u001f")");
}

TEST(Encode, gives_every_control_character_back_when_read_again)
{
    std::string text;
    for (char c = 0; c < 0x20; ++c) text += c;

    const auto value = parse_json(json_string(text));

    ASSERT_TRUE(value);
    EXPECT_EQ(std::string_view{value->get_string()}, text);
}

TEST(Encode, escapes_a_character_wherever_in_a_word_it_stands)
{
    for (int c = 0; c < 0x80; ++c) {
        for (std::size_t at = 0; at < 20; ++at) {
            std::string text = "\x7f\xc3\xbf !#[]~\xf0\x9f\x91\x8b \xef\xbf\xbd zz";
            text.insert(at, 1, static_cast<char>(c));

            // Cutting a character in two is no matter of the encoder's.
            EXPECT_EQ(json_string(text), boost::json::serialize(boost::json::string{text})) << c << " at " << at;
        }
    }
}

TEST(Encode, leaves_out_what_is_optional_and_writes_null_where_it_is_nullable)
{
    const SessionCreated created{
        .session = {.id = "s", .name = {}, .name_protected = false, .created_at = 1, .expires_at = 2}, .token = {}};

    EXPECT_EQ(to_json(created),
              R"({"session":{"id":"s","name":null,"name_protected":false,"created_at":1,"expires_at":2}})");
}

TEST(Encode, writes_the_largest_integers_exactly)
{
    std::string out;
    encode(out, SeqNumber{max_safe_integer});

    EXPECT_EQ(out, "9007199254740991");
}

TEST(Encode, puts_kind_and_the_common_fields_first_in_an_entry)
{
    DeleteEntry entry;
    entry.seq = 4;
    entry.at = 5;
    entry.from = {.participant_id = "p", .person_id = "q", .name = "n", .kind = ParticipantKind::bot};
    entry.target_seq = 3;

    EXPECT_EQ(to_json(Entry{entry}), R"({"kind":"delete","seq":4,"at":5,"from":{"participant_id":"p","person_id":"q",)"
                                     R"("name":"n","kind":"bot"},"target_seq":3})");
}

TEST(Frames, carry_the_envelope)
{
    EXPECT_EQ(message_frame(GoingAway{.reconnect_in_ms = 5})->payload(),
              R"({"type":"going_away","data":{"reconnect_in_ms":5}})");
    EXPECT_EQ(ack_frame("a\"b", Empty{})->payload(), R"({"type":"ack","reply_to":"a\"b","data":{}})");
}

TEST(Frames, carry_refusals_with_details_only_where_there_are_some)
{
    EXPECT_EQ(error_frame("1", {Errc::not_joined, "Join first."})->payload(),
              R"({"type":"error","reply_to":"1","data":{"code":"not_joined","error":"Join first."}})");
    EXPECT_EQ(error_frame("", {Errc::bad_request, "No.", "data.name", 250})->payload(),
              R"({"type":"error","data":{"code":"bad_request","error":"No.","details":{"path":"data.name",)"
              R"("retry_after_ms":250}}})");
}

} // namespace
} // namespace parlor::protocol
